import type { ApiClient } from '../http.ts';
import type { PostPage } from '../platform.ts';
import { type NoteAnswer, notesAnswer } from './answers.ts';
import type { Dialect } from './dialect.ts';
import { toPost } from './note.ts';

const pageSize = 100;
/**
 * Both ends of the range, below and above every id: without them newer notes come from a cache in which replies to
 * other people are missing, and with the lower end alone the oldest come first.
 */
const firstOfAll = '0';
const lastOfAll = 'zzzzzzzzzzzzzzzz';

export type Listing = {
  api: ApiClient;
  dialect: Dialect;
  origin: string;
  accountId: string;
  cursor?: string | undefined;
  signal?: AbortSignal | undefined;
};

/**
 * Walks the account's notes with files from new to old. A short page is not the end, an empty one is: servers filter
 * after paging. Ends rather than circle when a server gives a page for the second time.
 */
export async function* listPosts(listing: Listing): AsyncGenerator<PostPage> {
  const { api, dialect, origin, accountId, cursor, signal } = listing;
  const wish = { userId: accountId, withRenotes: false, withChannelNotes: true, limit: pageSize, ...dialect.listing };
  const seen = new Set<string>();
  const seenCursors = new Set<string | undefined>([cursor]);

  for (let until = cursor; ; ) {
    const range = { sinceId: firstOfAll, untilId: until ?? lastOfAll };
    const notes = await api.postToRead('/api/users/notes', { ...wish, ...range }, notesAnswer, signal);
    const last = notes.at(-1);
    const next = last && !seenCursors.has(last.id) ? last.id : null;
    const posts = newOnes(notes, accountId, seen).map((note) => toPost(note, origin));
    yield { posts, cursor: next, ...(last && { reachesBackToMs: Date.parse(last.createdAt) }) };
    if (next === null) return;
    seenCursors.add(next);
    until = next;
  }
}

function newOnes(notes: NoteAnswer[], accountId: string, seen: Set<string>): NoteAnswer[] {
  return notes.filter(({ id, userId, files }) => {
    if (userId !== accountId || files.length === 0 || seen.has(id)) return false;
    seen.add(id);
    return true;
  });
}
