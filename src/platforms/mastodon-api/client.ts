import type { Clock } from '../../lib/clock.ts';
import { AppError } from '../../lib/errors.ts';
import { say } from '../../lib/sentence.ts';
import { type ApiClient, createApiClient } from '../http.ts';
import type { Account, Credentials, EditablePost, Fetch, Instance, PlatformClient, RemotePost } from '../platform.ts';
import { createEdits } from '../safe-edit/edits.ts';
import { refusalOf } from '../safe-edit/refusals.ts';
import { accountAnswer, statusAnswerOf } from './answers.ts';
import type { Dialect } from './dialect.ts';
import { listPosts } from './listing.ts';
import { ownPosts } from './own-posts.ts';
import { toEditable, toPost } from './post.ts';
import { postIdInLink } from './post-link.ts';
import { readSource } from './source.ts';
import { writerOf } from './writers.ts';

export type ClientOptions = {
  dialect: Dialect;
  instance: Instance;
  credentials: Credentials;
  fetch: Fetch;
  clock: Clock;
  accountId?: string | undefined;
};

/** One account on a server that speaks the Mastodon API. */
export function createMastodonClient(options: ClientOptions): PlatformClient {
  const { dialect, instance, clock } = options;
  const { accessToken } = options.credentials;
  const { readError, pauseMs } = dialect;
  const api = createApiClient({ ...options, readError, pauseMs, origin: instance.origin, accessToken });
  let knownAccountId = options.accountId;

  const verify = async (signal?: AbortSignal): Promise<Account> => {
    const account = await readAccount(api, instance, signal);
    knownAccountId = account.id;
    return account;
  };
  const accountId = async (signal?: AbortSignal) => knownAccountId ?? (await verify(signal)).id;

  const readPost = async (postId: string, signal?: AbortSignal): Promise<RemotePost> => {
    const path = `/api/v1/statuses/${encodeURIComponent(postId)}`;
    const { data: status } = await api.get(path, statusAnswerOf(dialect), { signal }).catch(async (thrown) => {
      // What a stranger does not find may be there: a dead token says so itself.
      if (dialect.readsAsStranger && thrown instanceof AppError && thrown.code === 'gone') await verify(signal);
      throw thrown;
    });
    if (status.account.id !== (await accountId(signal))) {
      throw new AppError('validation', say('platforms.notYours', { host: api.host }), { code: 'not-yours' });
    }
    return toPost(status);
  };

  const readForEdit = async (postId: string, signal?: AbortSignal): Promise<EditablePost> => {
    const post = await readPost(postId, signal);
    const editable = toEditable(post, await readSource(api, dialect, post, signal));
    return { ...editable, refusal: judge(dialect, instance, editable) };
  };

  const writer = writerOf({ api, dialect, instance, clock, readPost, readForEdit });

  async function* followOwnPosts(signal: AbortSignal) {
    yield* ownPosts({ ...options, accountId: await accountId(signal) }, signal);
  }

  return {
    verify,
    readPost,
    readForEdit,
    limits: api.limits,
    keeps: dialect.keeps,
    ...createEdits({
      ...{ ...dialect, instance, clock, readForEdit, writer },
      lookAgain: dialect.hasSource === false && !dialect.refusesPictures ? undefined : readPost,
    }),
    ...(dialect.hasUserStream && { ownPosts: followOwnPosts }),

    async *listPosts({ cursor, signal } = {}) {
      const pages = listPosts({ api, clock, dialect, accountId: await accountId(signal), cursor, signal });
      for await (const page of pages) {
        // Or the page may be a stranger's: shorter than the account's own, and nobody would notice.
        if (dialect.readsAsStranger) await verify(signal);
        yield page;
      }
    },

    async findPostByUrl(url, signal) {
      const found = dialect.findByLink?.(url, { api, instance, accountId: await accountId(signal), signal });
      const post = await readPost((await found) ?? postIdInLink(url, instance), signal);
      if (post.isBoost) throw new AppError('validation', say('platforms.refusesBoost'), { code: 'not-yours' });
      return post;
    },
  };
}

function judge(dialect: Dialect, instance: Instance, editable: Omit<EditablePost, 'refusal'>) {
  const acceptance = dialect.accepts(instance.software, instance.version);
  if (!acceptance.ok) return acceptance.reason;
  return refusalOf(editable, dialect.capabilities) ?? dialect.refuses?.(editable.post, instance, editable) ?? null;
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
