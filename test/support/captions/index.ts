import { readFileSync } from 'node:fs';
import type { PictureKind } from '../../../src/captioner/captioner.ts';

export type CaptionFixture = {
  /** BCP 47. */
  language: string;
  kind: PictureKind;
  text: string;
  /** The text in the picture, where the caption quotes some. */
  visibleText?: string;
};

/** The languages that have good captions, each in a file of its name. */
export const captionLanguages = ['en', 'de', 'fr', 'es', 'it', 'pt', 'nl', 'ja'];

/** Alt text as it should be: nothing about it has to be cleaned, nearly nothing to be marked. */
export const goodCaptions = captionLanguages.flatMap((language) => read(language, language));

/** Captions that look like the frame a model puts around one, or like faults, and are neither. */
export const hostileCaptions = read('hostile');

/** `kind: text`, then perhaps `reads: what stands in the picture` on an indented line; `language kind:` when they vary. */
function read(file: string, only?: string): CaptionFixture[] {
  const lines = readFileSync(new URL(`${file}.txt`, import.meta.url), 'utf8').split('\n');
  return lines.flatMap((line, index) => {
    const [, language = only ?? '', kind, text = ''] = /^(?:(\p{L}{2}) )?(\p{L}+): (.+)$/u.exec(line) ?? [];
    if (kind === undefined) return [];
    const visibleText = /^ {2}reads: (.+)$/.exec(lines[index + 1] ?? '')?.[1];
    return [{ language, kind: kind as PictureKind, text, ...(visibleText === undefined ? {} : { visibleText }) }];
  });
}
