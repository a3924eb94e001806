import { join } from 'node:path';
import sharp from 'sharp';

const packages = join(import.meta.dirname, '../../../node_modules/@expo-google-fonts');

/** Four free fonts of four kinds: the fonts of the machine at hand decide nothing. */
export const fonts = {
  Inter: 'inter/400Regular/Inter_400Regular.ttf',
  Lora: 'lora/400Regular/Lora_400Regular.ttf',
  'Roboto Slab': 'roboto-slab/400Regular/RobotoSlab_400Regular.ttf',
  'IBM Plex Mono': 'ibm-plex-mono/400Regular/IBMPlexMono_400Regular.ttf',
} as const;

export type Font = keyof typeof fonts;

export type Lettering = { font: Font; sizePx: number; ink: string; paper: string; widthPx: number };

export const plain: Lettering = { font: 'Inter', sizePx: 24, ink: '#111111', paper: '#ffffff', widthPx: 900 };

const marginPx = 40;

/** A picture of a text, as a PNG file. */
export async function renderText(text: string, lettering: Partial<Lettering> = {}): Promise<Buffer> {
  const { font, sizePx, ink, paper, widthPx } = { ...plain, ...lettering };
  const letters = await sharp({
    text: {
      text: `<span foreground="${ink}">${escapeMarkup(text)}</span>`,
      // Pango's sizes are points: at 72 dots an inch a point is a pixel.
      ...{ font: `${font} ${sizePx}`, dpi: 72, fontfile: join(packages, fonts[font]) },
      ...{ width: widthPx, rgba: true },
    },
  })
    .png()
    .toBuffer();
  const margins = { top: marginPx, bottom: marginPx, left: marginPx, right: marginPx, background: paper };
  return await sharp(letters).flatten({ background: paper }).extend(margins).png().toBuffer();
}

const escapeMarkup = (text: string): string => text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;');
