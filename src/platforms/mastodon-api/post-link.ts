import { addressOnServer, notAPostLink } from '../own-link.ts';
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
