import type { Post } from '../records.ts';
import { accountJson, iso } from '../status-json.ts';
import type { World } from '../world.ts';
import { homeOf, idNow, snacAddress } from './snac-names.ts';

type Json = Record<string, unknown>;

/**
 * A post as snac shows it: times in whole seconds, always English, pictures named by their place. Once somebody has
 * boosted it, it is shown as the last one's boost, with the post itself inside.
 */
export function snacStatus(json: Json, post: Post, world: World): object {
  const address = snacAddress(post, world);
  const status = {
    ...json,
    id: idNow(post),
    uri: address,
    url: address,
    created_at: inSeconds(post.createdAtMs),
    edited_at: post.editedAtMs === null ? null : inSeconds(post.editedAtMs),
    language: 'en',
    media_attachments: (json.media_attachments as object[]).map((picture, place) => ({
      id: `${address}_${place}`,
      ...picture,
    })),
  };
  const booster = lastBooster(world, post);
  if (!booster) return status;
  const boost = `${homeOf(world, booster)}/d/${status.id}/Announce`;
  return {
    ...status,
    id: status.id.toUpperCase(),
    ...{ uri: boost, url: boost, content: '', account: accountJson(world, booster), reblog: status },
  };
}

function lastBooster(world: World, post: Post) {
  const boost = [...world.posts.values()].findLast(({ boostOf }) => boostOf === post.id);
  return boost && world.accounts.get(boost.accountId);
}

function inSeconds(ms: number): string {
  return iso(Math.floor(ms / 1000) * 1000);
}
