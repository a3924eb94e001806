import type { Clock } from '../../lib/clock.ts';
import { AppError } from '../../lib/errors.ts';
import { say } from '../../lib/sentence.ts';
import { type ApiClient, createApiClient } from '../http.ts';
import type { Account, Credentials, EditablePost, Fetch, Instance, PlatformClient } from '../platform.ts';
import { createEdits } from '../safe-edit/edits.ts';
import { refusalOf } from '../safe-edit/refusals.ts';
import type { Writer } from '../safe-edit/writer.ts';
import { accountAnswer, type NoteAnswer, noteAnswer } from './answers.ts';
import type { Dialect } from './dialect.ts';
import { readMisskeyError } from './errors.ts';
import { listPosts } from './listing.ts';
import { toEditable, toPost } from './note.ts';
import { noteIdInLink } from './note-link.ts';
import { createSpacing } from './spacing.ts';

export type ClientOptions = {
  dialect: Dialect;
  instance: Instance;
  credentials: Credentials;
  fetch: Fetch;
  clock: Clock;
  accountId?: string | undefined;
};

/** One account on a server that speaks Misskey's API. */
export function createMisskeyClient(options: ClientOptions): PlatformClient {
  const { dialect, instance, clock, credentials } = options;
  const { origin } = instance;
  // In the body: that is where every version looks for it, and Firefish takes it from one place only.
  const token = { accessToken: credentials.accessToken, tokenField: 'i' };
  const api = createApiClient({ ...options, ...token, origin, readError: readMisskeyError });
  const untilReadable = createSpacing(dialect.notesEveryMs ?? 0, clock);
  let knownAccountId = options.accountId;

  const verify = async (signal?: AbortSignal): Promise<Account> => {
    const account = await readAccount(api, instance, signal);
    knownAccountId = account.id;
    return account;
  };
  const accountId = async (signal?: AbortSignal) => knownAccountId ?? (await verify(signal)).id;

  const readNote = async (noteId: string, signal?: AbortSignal): Promise<NoteAnswer> => {
    await untilReadable(signal);
    const note = await api.postToRead('/api/notes/show', { noteId }, noteAnswer, signal);
    if (note.userId === (await accountId(signal))) return note;
    throw new AppError('validation', say('platforms.notYours', { host: api.host }), { code: 'not-yours' });
  };

  const readPost = async (noteId: string, signal?: AbortSignal) => toPost(await readNote(noteId, signal), origin);

  const readForEdit = async (noteId: string, signal?: AbortSignal): Promise<EditablePost> => {
    const editable = toEditable(await readNote(noteId, signal), origin);
    return { ...editable, refusal: refusalOf(editable, dialect.capabilities) };
  };

  return {
    verify,
    readPost,
    readForEdit,
    limits: api.limits,
    ...createEdits({ ...dialect, instance, clock, readForEdit, writer: driveWriter(api) }),

    async *listPosts({ cursor, signal } = {}) {
      yield* listPosts({ api, dialect, origin, accountId: await accountId(signal), cursor, signal });
    },

    async findPostByUrl(url, signal) {
      const post = await readPost(noteIdInLink(url, instance), signal);
      if (post.isBoost) throw new AppError('validation', say('platforms.refusesBoost'), { code: 'not-yours' });
      return post;
    },
  };
}

/** Each file by itself; what is not sent with it stays. The note is not touched, and no other server is told. */
function driveWriter(api: ApiClient): Writer {
  return {
    isAtomic: false,
    async send({ changed }, lookBetween) {
      for (const [place, { mediaId: fileId, description }] of changed.entries()) {
        if (place > 0) await lookBetween(changed.slice(0, place));
        await api.postToEdit('/api/drive/files/update', { fileId, comment: description || null });
      }
    },
  };
}

async function readAccount(api: ApiClient, { origin, domain }: Instance, signal?: AbortSignal): Promise<Account> {
  const { id, username, name, avatarUrl } = await api.postToRead('/api/i', {}, accountAnswer, signal);
  return {
    ...{ id, username },
    acct: `${username}@${domain}`,
    displayName: name || username,
    url: `${origin}/@${username}`,
    avatarUrl: avatarUrl || null,
  };
}
