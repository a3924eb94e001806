import { attributes, type Html, html } from '../html.ts';
import type { Words } from '../words.ts';

export type Picture = {
  /** Absent until it is there; the frame keeps its place meanwhile. */
  src?: string | undefined;
  /** The whole picture at its full size, behind the shown one. */
  fullSrc?: string | undefined;
  /** The picture's own size in pixels; 4:3 is kept when it is not known. */
  width?: number | undefined;
  height?: number | undefined;
  /** base64 of a ThumbHash. */
  thumbhash?: string | undefined;
  /** There is none to wait for: it could not be fetched or read. */
  isMissing?: boolean | undefined;
  /** Its post is marked as sensitive: shown only on demand. */
  isSensitive?: boolean | undefined;
  /** Says which picture it is, where its words are not yet known: "Picture 2 of 3". */
  name: string;
};

/** Longest side of a shown picture, in CSS pixels. */
const longestSide = 560;

/** A picture in a frame of its own proportions from the first paint; never cropped, never enlarged. */
export function picture(words: Words, shown: Picture, id?: string): Html {
  if (shown.isMissing) {
    return html`<div class="picture picture-missing"${attributes({ id })}>${words.t('components.noPicture')}</div>`;
  }
  const size = fitted(shown.width ?? 640, shown.height ?? 480);
  return html`<div class="picture"${attributes({ id })}>${inner(words, shown, size)}</div>`;
}

function inner(words: Words, shown: Picture, size: Size): Html {
  const under = placeholder(shown, size);
  if (!shown.src) return under;
  const img = html`<img src="${shown.src}"${attributes({ ...size, alt: shown.name })} loading="lazy" decoding="async">`;
  const linked = shown.fullSrc
    ? html`<a href="${shown.fullSrc}" title="${words.t('components.fullSize')}">${img}</a>`
    : img;
  if (!shown.isSensitive) return html`${under}${linked}`;
  return html`<details class="cover"><summary>${under}<span class="cover-words">${words.t('components.sensitive')}
<span class="cover-act">${words.t('components.showPicture')}</span></span></summary>${linked}</details>`;
}

/** Keeps the place by its proportions; a canvas with the thumbhash lies in it once a script has drawn it. */
function placeholder({ thumbhash }: Picture, { width, height }: Size): Html {
  const canvas = thumbhash && html`<canvas width="32" height="32" data-thumbhash="${thumbhash}"></canvas>`;
  return html`<span class="picture-space" aria-hidden="true"><svg${attributes({ width, height })} viewBox="0 0 ${width} ${height}"></svg>${canvas}</span>`;
}

type Size = { width: number; height: number };

function fitted(width: number, height: number): Size {
  const scale = Math.min(1, longestSide / Math.max(width, height));
  return { width: Math.max(1, Math.round(width * scale)), height: Math.max(1, Math.round(height * scale)) };
}
