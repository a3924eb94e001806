import { invalidParam, misskeyRefusal } from './misskey-refusal.ts';
import { cachedNotes } from './misskey-traits.ts';
import type { Account, Post } from './records.ts';
import { type RequestBody, textField } from './request-body.ts';
import { maySee, postsOf, type World } from './world.ts';

type Wish = Record<'withFiles' | 'withReplies' | 'withRenotes' | 'withChannelNotes', boolean>;

/** users/notes: somebody's notes as far as the viewer may see them, newest first; oldest first after a lone `sinceId`. */
export function listNotes(world: World, viewer: Account | null, body: RequestBody): Post[] {
  const limit = readLimit(body);
  const wish = readWish(body);
  if (wish.withFiles && wish.withReplies && !world.dialect.misskey?.hasOldStatuses) throw refusesBoth();
  const [until, since] = [textField(body, 'untilId'), textField(body, 'sinceId')];
  const isRange = until !== undefined && since !== undefined;
  const listed = postsOf(world, textField(body, 'userId') ?? '')
    .filter((post) => maySee(viewer, post))
    .filter((post, index) => isWanted(world, post, wish, !isRange && index < cachedNotes))
    .filter(({ id }) => (until === undefined || id < until) && (since === undefined || id > since));
  return (since !== undefined && !isRange ? listed.reverse() : listed).slice(0, limit);
}

function isWanted(world: World, post: Post, wish: Wish, isCached: boolean): boolean {
  if (wish.withFiles && post.mediaIds.length === 0) return false;
  if (post.channelId !== null && !wish.withChannelNotes) return false;
  if (!wish.withRenotes && isPureRenote(post)) return false;
  return wish.withReplies || !isReplyToOthers(world, post) || listsReplies(world, isCached);
}

function listsReplies({ dialect }: World, isCached: boolean): boolean {
  const lists = dialect.misskey?.listsReplies;
  return lists === 'always' || (lists === 'beyondCache' && !isCached);
}

function isReplyToOthers(world: World, { inReplyToId, accountId }: Post): boolean {
  const parent = world.posts.get(inReplyToId ?? '');
  return parent !== undefined && parent.accountId !== accountId;
}

function isPureRenote({ boostOf, text, mediaIds, poll }: Post): boolean {
  return boostOf !== null && text === '' && mediaIds.length === 0 && poll === null;
}

function readWish({ fields }: RequestBody): Wish {
  const flag = (name: keyof Wish, byDefault: boolean): boolean => {
    const value = fields[name] ?? byDefault;
    if (typeof value !== 'boolean') throw invalidParam(`#/properties/${name}/type`, 'must be boolean');
    return value;
  };
  return {
    withFiles: flag('withFiles', false),
    withReplies: flag('withReplies', false),
    withRenotes: flag('withRenotes', true),
    withChannelNotes: flag('withChannelNotes', false),
  };
}

function readLimit({ fields }: RequestBody): number {
  const limit = fields.limit ?? 10;
  if (Number.isInteger(limit) && Number(limit) >= 1 && Number(limit) <= 100) return Number(limit);
  throw invalidParam('#/properties/limit', 'must be an integer from 1 to 100');
}

function refusesBoth() {
  const message = 'Specifying both withReplies and withFiles is not supported';
  const id = '91c8cb9f-36ed-46e7-9ca2-7df96ed6e222';
  return misskeyRefusal(400, 'BOTH_WITH_REPLIES_AND_WITH_FILES', message, id);
}
