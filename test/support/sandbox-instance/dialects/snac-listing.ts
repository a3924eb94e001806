import type { Post } from '../records.ts';
import { idNow } from './snac-names.ts';

/** Older posts are not looked at. */
const newest = 256;

/**
 * What snac lists of an account: among its newest posts the public ones, with pictures or without; private ones never,
 * not even for their author. `max_id` must be the id that a post of them has at this moment; any other leads nowhere.
 */
export function listSnacPosts(posts: Post[], query: URLSearchParams): Post[] {
  const listed = posts
    .slice(0, newest)
    .filter(({ visibility, boostOf, poll }) => isOpen(visibility) && boostOf === null && poll === null);
  const maxId = query.get('max_id')?.toLowerCase();
  if (maxId === undefined) return listed;
  const place = listed.findIndex((post) => idNow(post) === maxId);
  return place === -1 ? [] : listed.slice(place + 1);
}

function isOpen(visibility: Post['visibility']): boolean {
  return visibility === 'public' || visibility === 'unlisted';
}
