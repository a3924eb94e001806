import { type Sentence, say } from '../../lib/sentence.ts';
import type { EditablePost, Instance } from '../platform.ts';
import type { Dialect } from './dialect.ts';

/** Why this post is never edited, or null. Every reason here is a way in which an edit would harm the post. */
export function refusalOf(
  dialect: Dialect,
  instance: Instance,
  { post, source }: Omit<EditablePost, 'refusal'>,
): Sentence | null {
  const acceptance = dialect.accepts(instance.software, instance.version);
  if (!acceptance.ok) return acceptance.reason;
  if (post.isBoost) return say('platforms.refusesBoost');
  // Sending a poll back moves its end or resets its votes; leaving it out deletes it.
  if (post.hasPoll) return say('platforms.refusesPoll');
  // Mastodon moves the warning of a textless post into its body.
  if (source.text.trim() === '' && source.spoilerText.trim() !== '') return say('platforms.refusesWarningWithoutText');
  if (post.media.length === 0) return say('platforms.refusesWithoutMedia');
  if (post.media.some(({ type }) => type === 'unknown')) return say('platforms.refusesUnknownMedia');
  if (post.media.some(({ url, previewUrl }) => url === null && previewUrl === null)) {
    return say('platforms.refusesUnfinishedMedia');
  }
  return dialect.refuses(post, instance);
}

/** GoToSocial and Hollo put the account's default where no language is sent. */
export function refusesWithoutLanguage(language: string | null): Sentence | null {
  return language === null ? say('platforms.refusesWithoutLanguage') : null;
}
