import { createHash } from 'node:crypto';
import type { Names } from '../dialect.ts';
import type { Account, Post } from '../records.ts';
import { accountOf, type World } from '../world.ts';

/*
 * A post's id is ten digits, the time of its last edit in seconds, and the MD5 of its address. Only the second part is
 * looked at when a post is asked for, so every id it ever had means it still. A record keeps the id it began with.
 */

export const snacNames: Names = {
  post(world, account, createdAtMs, sequence) {
    const millionths = String((createdAtMs % 1000) * 1000 + (sequence % 1000)).padStart(6, '0');
    const slug = `${seconds(createdAtMs)}.${millionths}`;
    return { id: seconds(createdAtMs) + md5(addressOf(world, account, slug)), slug };
  },
  findPost(world, name) {
    const wanted = name.slice(10).toLowerCase();
    return [...world.posts.values()].find(({ id }) => id.slice(10) === wanted);
  },
};

/** Where a post stands, which is its name in the federation too. */
export function snacAddress(post: Post, world: World): string {
  return addressOf(world, accountOf(world, post), post.slug ?? '');
}

/** The id as answers show it now. */
export function idNow({ id, createdAtMs, editedAtMs }: Post): string {
  return seconds(editedAtMs ?? createdAtMs) + id.slice(10);
}

/** The place of an attachment by its name; a name without one counts as the first. */
export function placeIn(name: string): number {
  return Number(/_(\d+)$/.exec(name)?.[1] ?? 0);
}

/** Where somebody is at home; posts are below it. */
export function homeOf({ origin }: World, { username }: Account): string {
  return `${origin}/${username}`;
}

function addressOf(world: World, account: Account, slug: string): string {
  return `${homeOf(world, account)}/p/${slug}`;
}

function seconds(ms: number): string {
  return String(Math.floor(ms / 1000)).padStart(10, '0');
}

function md5(text: string): string {
  return createHash('md5').update(text).digest('hex');
}
