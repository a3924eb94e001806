import type { RawPicture } from './raw-picture.ts';

export type Colour = { r: number; g: number; b: number };

export const white: Colour = { r: 255, g: 255, b: 255 };
const dark: Colour = { r: 32, g: 32, b: 32 };

/** Brightness of 255 above which what is visible would drown on white: a white logo made for dark pages. */
const drownsOnWhite = 190;
/** Share of the picture that must be transparent before its ground matters. */
const transparentShare = 0.02;
/** Enough pixels for a mean, few enough to cost nothing. */
const samples = 20_000;

/**
 * The colour to lay under a picture with transparency. Models drop the alpha channel and see whatever lies hidden
 * below it, often black, so a ground is needed; white unless what is visible is itself nearly white.
 */
export function chooseGround({ data, info: { width, height, channels } }: RawPicture): Colour {
  if (channels !== 4) return white;
  const pixels = width * height;
  const stride = Math.max(1, Math.floor(pixels / samples));
  let seen = 0;
  let opacity = 0;
  let brightness = 0;
  for (let pixel = 0; pixel < pixels; pixel += stride) {
    const [red = 0, green = 0, blue = 0, alpha = 0] = data.subarray(pixel * 4, pixel * 4 + 4);
    seen += 1;
    opacity += alpha / 255;
    // Rec. 709 luma.
    brightness += (0.2126 * red + 0.7152 * green + 0.0722 * blue) * (alpha / 255);
  }
  const isTransparent = opacity < seen * (1 - transparentShare);
  return isTransparent && opacity > 0 && brightness / opacity > drownsOnWhite ? dark : white;
}
