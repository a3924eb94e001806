import { type Sentence, say } from '../../lib/sentence.ts';
import { type Capabilities, resendsPost } from '../capabilities.ts';
import type { EditablePost } from '../platform.ts';

/** Why this post is never edited, or null. Every reason here is a way in which an edit would harm the post. */
export function refusalOf(
  { post, source }: Omit<EditablePost, 'refusal'>,
  capabilities: Capabilities,
): Sentence | null {
  if (post.isBoost) return say('platforms.refusesBoost');
  if (post.media.length === 0) return say('platforms.refusesWithoutMedia');
  if (resendsPost(capabilities)) {
    // Sending a poll back moves its end or resets its votes; leaving it out deletes it.
    if (post.hasPoll) return say('platforms.refusesPoll');
    // Mastodon moves the warning of a textless post into its body.
    if (source.text.trim() === '' && source.spoilerText.trim() !== '')
      return say('platforms.refusesWarningWithoutText');
    if (post.media.some(({ type }) => type === 'unknown')) return say('platforms.refusesUnknownMedia');
  }
  const isUnfinished = post.media.some(({ url, previewUrl }) => url === null && previewUrl === null);
  return isUnfinished ? say('platforms.refusesUnfinishedMedia') : null;
}

/** GoToSocial and Hollo put the account's default where no language is sent. */
export function refusesWithoutLanguage(language: string | null): Sentence | null {
  return language === null ? say('platforms.refusesWithoutLanguage') : null;
}
