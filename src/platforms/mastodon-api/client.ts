import type { Clock } from '../../lib/clock.ts';
import { AppError } from '../../lib/errors.ts';
import { say } from '../../lib/sentence.ts';
import { type ApiClient, createApiClient } from '../http.ts';
import type { Account, Credentials, EditablePost, Fetch, Instance, PlatformClient, RemotePost } from '../platform.ts';
import { accountAnswer, sourceAnswer, statusAnswer } from './answers.ts';
import { holdsAll } from './compare.ts';
import type { Dialect } from './dialect.ts';
import { sameBesidesDescriptions } from './fingerprint.ts';
import { listPosts } from './listing.ts';
import { ownPosts } from './own-posts.ts';
import { toEditable, toPost } from './post.ts';
import { postIdInLink } from './post-link.ts';
import { buildEdit, cleanChanges, compareBefore, faultIn } from './prepare.ts';
import { refusalOf } from './refusals.ts';
import { writeEdit } from './write.ts';

export type ClientOptions = {
  dialect: Dialect;
  instance: Instance;
  credentials: Credentials;
  fetch: Fetch;
  clock: Clock;
  accountId?: string | undefined;
};

/** One account on a server that speaks the Mastodon API with `media_attributes`. */
export function createMastodonClient(options: ClientOptions): PlatformClient {
  const { dialect, instance, clock } = options;
  const api = createApiClient({ ...options, origin: instance.origin, accessToken: options.credentials.accessToken });
  let knownAccountId = options.accountId;

  const verify = async (signal?: AbortSignal): Promise<Account> => {
    const account = await readAccount(api, instance, signal);
    knownAccountId = account.id;
    return account;
  };
  const accountId = async (signal?: AbortSignal) => knownAccountId ?? (await verify(signal)).id;

  const readPost = async (postId: string, signal?: AbortSignal): Promise<RemotePost> => {
    const { data: status } = await api.get(`/api/v1/statuses/${encodeURIComponent(postId)}`, statusAnswer, { signal });
    if (status.account.id !== (await accountId(signal))) {
      throw new AppError('validation', say('platforms.notYours', { host: api.host }), { code: 'not-yours' });
    }
    return toPost(status);
  };

  const readForEdit = async (postId: string, signal?: AbortSignal): Promise<EditablePost> => {
    const post = await readPost(postId, signal);
    const path = `/api/v1/statuses/${encodeURIComponent(postId)}/source`;
    const { data: source } = await api.get(path, sourceAnswer, { signal });
    const editable = toEditable(post, source);
    return { ...editable, refusal: refusalOf(dialect, instance, editable) };
  };

  async function* followOwnPosts(signal: AbortSignal) {
    yield* ownPosts({ ...options, accountId: await accountId(signal) }, signal);
  }

  return {
    verify,
    readPost,
    readForEdit,
    limits: api.limits,
    ...(dialect.hasUserStream && { ownPosts: followOwnPosts }),

    async *listPosts({ cursor, signal } = {}) {
      yield* listPosts({ api, dialect, accountId: await accountId(signal), cursor, signal });
    },

    async findPostByUrl(url, signal) {
      const post = await readPost(postIdInLink(url, instance), signal);
      if (post.isBoost) throw new AppError('validation', say('platforms.refusesBoost'), { code: 'not-yours' });
      return post;
    },

    async prepareEdit(postId, wishes, expected, signal) {
      const changes = cleanChanges(wishes);
      const fault = faultIn(changes, expected, instance);
      if (fault) return { kind: 'refused', reason: fault };
      const current = await unlessGone(readForEdit(postId, signal));
      if (!current) return { kind: 'gone' };
      const end = compareBefore(current, changes, expected);
      return end ?? { kind: 'ready', edit: buildEdit(dialect, current, changes, clock.now()) };
    },

    writeEdit: (edit, signal) => writeEdit(edit, { api, clock, dialect, readForEdit }, signal),

    async settle(postId, wanted, expected, signal) {
      const current = await unlessGone(readForEdit(postId, signal));
      if (!current) return { kind: 'gone' };
      if (!holdsAll(current.post, cleanChanges(wanted))) return { kind: 'lacks', current };
      const { fingerprint, post } = current;
      const intact = sameBesidesDescriptions(fingerprint, expected.fingerprint);
      return { kind: 'holds', intact, fingerprint, editedAtMs: post.editedAtMs };
    },
  };
}

async function unlessGone<T>(reading: Promise<T>): Promise<T | null> {
  try {
    return await reading;
  } catch (thrown) {
    if (thrown instanceof AppError && thrown.code === 'gone') return null;
    throw thrown;
  }
}

async function readAccount(api: ApiClient, { domain }: Instance, signal?: AbortSignal): Promise<Account> {
  const { data } = await api.get('/api/v1/accounts/verify_credentials', accountAnswer, { signal });
  return {
    id: data.id,
    username: data.username,
    acct: `${data.username}@${domain}`,
    displayName: data.display_name || data.username,
    url: data.url,
    avatarUrl: data.avatar || null,
  };
}
