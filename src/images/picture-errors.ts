import { AppError } from '../lib/errors.ts';
import { say } from '../lib/sentence.ts';
import { type PictureType, sniffType } from './picture-type.ts';

/** Trouble that is a picture's own: trying again will not help, another picture is not concerned. */
export function pictureError(
  code: string,
  name: string,
  values: Record<string, string | number> = {},
  cause?: unknown,
): AppError {
  return new AppError('validation', say(`images.${name}`, values), { code, cause });
}

/** The type of picture these bytes are; throws `empty` and `unsupported-type`. */
export function requirePicture(bytes: Uint8Array): PictureType {
  if (bytes.byteLength === 0) throw pictureError('empty', 'empty');
  const sniffed = sniffType(bytes);
  if (!sniffed) throw pictureError('unsupported-type', 'unknownType');
  if ('picture' in sniffed) return sniffed.picture;
  if (sniffed.other === 'HTML') throw pictureError('unsupported-type', 'webPage');
  if (sniffed.other === 'HEIC') throw pictureError('unsupported-type', 'heic');
  throw pictureError('unsupported-type', 'unsupportedType', { type: sniffed.other });
}

/** sharp's errors have no codes, only libvips's words. */
export function translateSharpError(thrown: unknown): AppError {
  if (thrown instanceof AppError) return thrown;
  const message = thrown instanceof Error ? thrown.message : String(thrown);
  if (/exceeds pixel limit|dimensions? (too large|exceed)/i.test(message)) {
    return pictureError('too-many-pixels', 'tooManyPixels', {}, thrown);
  }
  if (/timeout: /.test(message)) return pictureError('too-slow', 'tooSlow', {}, thrown);
  if (/out of memory|unable to (m|re)alloc/i.test(message)) {
    return new AppError('resource', say('images.noMemory'), { code: 'no-memory', cause: thrown });
  }
  // A loader that gives up at the header says so with this sentence, though the type is one we know by its first bytes.
  return pictureError('corrupt', 'corrupt', {}, thrown);
}
