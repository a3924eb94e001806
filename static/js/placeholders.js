import { thumbHashToRGBA } from '../thumbhash/thumbhash.js';
import { onContent } from './content.js';

onContent((root) => root.querySelectorAll('canvas[data-thumbhash]').forEach(draw));

/** A ThumbHash is some 25 bytes; drawn once, at its own 32 pixels, stretched by the style sheet. */
function draw(canvas) {
  const hash = canvas.dataset.thumbhash;
  canvas.removeAttribute('data-thumbhash');
  try {
    const { w, h, rgba } = thumbHashToRGBA(Uint8Array.from(atob(hash), (character) => character.charCodeAt(0)));
    canvas.width = w;
    canvas.height = h;
    canvas.getContext('2d').putImageData(new ImageData(new Uint8ClampedArray(rgba), w, h), 0, 0);
  } catch {
    // Not a ThumbHash: the plain frame stays.
  }
}
