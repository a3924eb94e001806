import { AppError } from '../../lib/errors.ts';
import { say } from '../../lib/sentence.ts';
import type { Instance } from '../platform.ts';

/** Mastodon's numbers, GoToSocial's ULIDs, Hollo's UUIDs. */
const postId = /^(\d{6,}|[0-9A-HJKMNP-TV-Z]{26}|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12})$/i;
const pagesOfAPost = new Set(['embed', 'activity', 'edit', 'history', 'favourites', 'reblogs']);

/** The id in a link to a post (`https://host/@bob/1234`, `…/users/bob/statuses/1234`, `…/deck/@bob/1234`). */
export function postIdInLink(link: string, instance: Instance): string {
  const { pathname } = addressOnServer(link, instance);
  const parts = pathname.split('/').filter((part) => part !== '' && !pagesOfAPost.has(part));
  const id = parts.at(-1) ?? '';
  if (!postId.test(id)) throw notAPostLink(new URL(instance.origin).host);
  return id;
}

/** A link as an address of this server. Throws `not-a-post-link` for what is no address, `other-server`. */
export function addressOnServer(link: string, { origin, domain }: Pick<Instance, 'origin' | 'domain'>): URL {
  const url = URL.parse(link.trim());
  const host = new URL(origin).host;
  if (!url) throw notAPostLink(host);
  if (url.host === host || url.host === domain) return url;
  throw new AppError('validation', say('platforms.otherServer', { host, other: url.host }), { code: 'other-server' });
}

/** With the words of a family whose links look otherwise. */
export function notAPostLink(host: string, words = 'platforms.notAPostLink'): AppError {
  return new AppError('validation', say(words, { host }), { code: 'not-a-post-link' });
}
