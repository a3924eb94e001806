import type { PictureKind } from '../../captioner/captioner.ts';
import type { RemakablePicture } from '../../images/remake.ts';
import { isLanguageRead, type ReadText } from '../../reading/reading.ts';
import { isTextRich, kindOf } from './kind.ts';
import type { Tools } from './tools.ts';

/** What was seen in a picture, as far as somebody could look. */
export type Seen = { kind?: PictureKind; visibleText?: string };

export type SeeingMeans = Pick<Tools, 'readText'> & {
  /** Makes it upright, flat and as large as the model wants. */
  preparePicture: (bytes: Uint8Array, how: { isTextRich: boolean }) => Promise<RemakablePicture>;
};

/** Looks at a picture: reads it, then makes it as large as what stands in it wants. `language` is that of its post. */
export async function see(
  bytes: Uint8Array,
  language: string | null,
  { readText, preparePicture }: SeeingMeans,
  signal: AbortSignal,
): Promise<{ picture: RemakablePicture; seen: Seen }> {
  const read = isLanguageRead(language) ? await readText(bytes, signal) : null;
  const picture = await preparePicture(bytes, { isTextRich: isTextRich(read) });
  return { picture, seen: seenIn(picture, read) };
}

/** A sheet of an animation's pictures must be told as one, whatever stands in it. */
function seenIn(picture: RemakablePicture, read: ReadText | null): Seen {
  const kind = kindOf({ ...picture, isAnimated: picture.frames > 1, read });
  return { ...(kind && { kind }), ...(read && { visibleText: read.text }) };
}
