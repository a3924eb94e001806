import type { ImageRow, LengthLimits } from '../../db/decisions.ts';
import { needsReplace } from '../../db/review.ts';
import { countCharacters } from '../lib/characters.ts';
import { AppError } from '../lib/errors.ts';
import { say } from '../lib/sentence.ts';
import { cleanDescription } from '../platforms/text.ts';

/**
 * A person's text as it may stand in a post: cleaned, not empty, within the limits. Throws `empty`, `too-long` or
 * `too-short` with a sentence that names both numbers.
 */
export function checkText(typed: string, { minimum, maximum }: LengthLimits): string {
  const text = cleanDescription(typed);
  const length = countCharacters(text);
  if (length === 0) throw refusal('empty', 'review.emptyText');
  if (length > maximum) throw refusal('too-long', 'review.tooLong', { length, limit: maximum, over: length - maximum });
  if (length < minimum) throw refusal('too-short', 'review.tooShort', { length, minimum });
  return text;
}

/** Throws `stale` with both texts when the image was changed since the page was made (a second tab, another person). */
export function requireFresh(image: ImageRow, text: string, expectedRevision: number): void {
  const standing = image.text ?? '';
  if (image.revision === expectedRevision || standing === text) return;
  throw refusal('stale', 'review.changedMeanwhile', { theirs: standing, yours: text });
}

/** Throws `replace-needed` with both texts where somebody's own description would be overwritten unasked. */
export function requireReplace(image: ImageRow, text: string, replace: boolean): void {
  if (replace || !needsReplace(image)) return;
  throw refusal('replace-needed', 'review.replaceNeeded', { theirs: image.remoteDescription ?? '', yours: text });
}

export function refusal(code: string, key: string, values?: Record<string, string | number>): AppError {
  return new AppError('validation', say(key, values), { code });
}
