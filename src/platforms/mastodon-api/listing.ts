import { z } from 'zod';
import type { Clock } from '../../lib/clock.ts';
import { AppError } from '../../lib/errors.ts';
import type { ApiClient } from '../http.ts';
import type { PostPage } from '../platform.ts';
import { type StatusAnswer, statusAnswerOf } from './answers.ts';
import type { Dialect } from './dialect.ts';
import { toPost } from './post.ts';

const pageSize = 40;
/** So many pages without a new post in a row are the end, whatever the server says: a run would go on for ever. */
const mostEmptyPages = 100;
/** Servers may give more than was asked for, within reason. */
const mostPerPage = 200;
const usualFilter = { only_media: 'true', exclude_reblogs: 'true' };

export type Listing = {
  api: ApiClient;
  clock: Clock;
  dialect: Dialect;
  accountId: string;
  cursor?: string | undefined;
  signal?: AbortSignal | undefined;
};

/**
 * Walks the account's posts with media from new to old. Pages may be empty in the middle (servers filter after paging);
 * the way on comes from the dialect. Ends rather than circle when a server names a cursor for the second time, or one
 * after the other without a new post.
 */
export async function* listPosts({
  api,
  clock,
  dialect,
  accountId,
  cursor,
  signal,
}: Listing): AsyncGenerator<PostPage> {
  const path = `/api/v1/accounts/${encodeURIComponent(accountId)}/statuses`;
  const { filter = usualFilter, nextCursor, pauseMs } = dialect.listing;
  const pageAnswer = z.array(statusAnswerOf(dialect)).max(mostPerPage);
  const seenPosts = new Set<string>();
  const seenStatuses = new Set<string>();
  const seenCursors = new Set<string | null>([null, cursor ?? null]);

  let emptyPages = 0;
  for (let maxId = await currentId(cursor, { api, dialect, signal }); ; ) {
    const { data, headers } = await api.get(path, pageAnswer, {
      query: { ...filter, limit: String(pageSize), max_id: maxId },
      signal,
    });
    const next = nextCursor({ nextMaxId: nextMaxId(headers.get('link')), lastId: data.at(-1)?.id ?? null });
    emptyPages = data.every(({ uri }) => seenStatuses.has(uri)) ? emptyPages + 1 : 0;
    for (const { uri } of data) seenStatuses.add(uri);
    const ended = next === null || seenCursors.has(next) || emptyPages >= mostEmptyPages;
    yield { posts: newOnes(data, accountId, seenPosts), cursor: ended ? null : next };
    if (ended) return;
    if (pauseMs !== undefined) await clock.sleep(pauseMs, signal);
    seenCursors.add(next);
    maxId = await currentId(next, { api, dialect, signal });
  }
}

/**
 * Where ids change, the one that the post of a cursor has now: any other leads to an empty page, which looks like the
 * end. Without it, because the post is gone, the list begins anew.
 */
async function currentId(
  cursor: string | undefined,
  { api, dialect, signal }: Pick<Listing, 'api' | 'dialect' | 'signal'>,
): Promise<string | undefined> {
  if (cursor === undefined || !dialect.listing.idsChange) return cursor;
  const path = `/api/v1/statuses/${encodeURIComponent(cursor)}`;
  try {
    return (await api.get(path, statusAnswerOf(dialect), { signal })).data.id;
  } catch (thrown) {
    if (thrown instanceof AppError && thrown.code === 'gone') return undefined;
    throw thrown;
  }
}

/** The server may ignore the filters of the query (Hollo lists boosts) and shift pages while somebody posts. */
function newOnes(statuses: StatusAnswer[], accountId: string, seen: Set<string>) {
  const own = statuses.filter(
    ({ account, media_attachments }) => account.id === accountId && media_attachments.length > 0,
  );
  return own.map(toPost).filter((post) => {
    // By its name in the federation: an id may be another one after an edit.
    if (post.isBoost || seen.has(post.uri)) return false;
    seen.add(post.uri);
    return true;
  });
}

/** Only the cursor is taken from the Link header; its address is never followed, since requests carry the token. */
function nextMaxId(link: string | null): string | null {
  for (const [, address = '', parameters = ''] of (link ?? '').matchAll(/<([^<>]*)>([^<]*)/g)) {
    if (!/rel="?next\b/.test(parameters) || !URL.canParse(address, 'https://link.invalid')) continue;
    return new URL(address, 'https://link.invalid').searchParams.get('max_id');
  }
  return null;
}
