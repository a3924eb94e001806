import type { Clock } from '../../../src/lib/clock.ts';
import type { Dialect } from './dialect.ts';
import type { Random } from './random.ts';
import type { Account, App, Media, Post, Token } from './records.ts';

export type Authorization = {
  code: string;
  clientId: string;
  accountId: string;
  redirectUri: string;
  scopes: string[];
  challenge: string | null;
  createdAtMs: number;
  /** What the code was turned into. */
  token: Token | null;
};

/** An open stream of somebody's home timeline. */
export type Follower = { accountId: string; tell: (event: string, post: Post) => void; close: () => void };

/** What an administrator may have set otherwise, or another release does otherwise; read by the dialects it concerns. */
export type Settings = {
  /** Pleroma, Akkoma: what the validation of requests does with a key it does not know. */
  unknownKeys: 'dropped' | 'refused';
  /** Pleroma: what describes an upload that came without a description. */
  defaultDescription: 'none' | 'filename';
};

/** Everything one sandbox instance knows. Routes and dialects read and change it; nobody keeps a copy. */
export type World = {
  origin: string;
  clock: Clock;
  random: Random;
  idsMade: number;
  dialect: Dialect;
  /** null: the server enforces no limit. */
  descriptionMax: number | null;
  descriptionMin: number;
  settings: Settings;
  accounts: Map<string, Account>;
  posts: Map<string, Post>;
  media: Map<string, Media>;
  /** Friendica's albums: their photos have numbers of their own, which may be those of pictures in posts. */
  photos: Map<string, { accountId: string; description: string }>;
  /** The unguessable key of a picture's address -> its id. */
  mediaIdsByKey: Map<string, string>;
  apps: Map<string, App>;
  tokens: Map<string, Token>;
  authorizations: Map<string, Authorization>;
  /** MiAuth: the session a client made up -> the token that was granted in it, until it is taken. */
  miauth: Map<string, string>;
  /** Session cookie of the server's own pages -> account id. */
  sessions: Map<string, string>;
  followers: Set<Follower>;
};

export function newWorld(parts: Pick<World, 'clock' | 'random' | 'dialect'>): World {
  return {
    ...parts,
    origin: '',
    idsMade: 0,
    descriptionMax: parts.dialect.limits.descriptionMax,
    descriptionMin: 0,
    settings: { unknownKeys: 'dropped', defaultDescription: 'none' },
    accounts: new Map(),
    posts: new Map(),
    media: new Map(),
    photos: new Map(),
    mediaIdsByKey: new Map(),
    apps: new Map(),
    tokens: new Map(),
    authorizations: new Map(),
    miauth: new Map(),
    sessions: new Map(),
    followers: new Set(),
  };
}

export function newRecordId(world: World, atMs: number = world.clock.now()): string {
  return world.dialect.newId(atMs, world.idsMade++, world.random);
}

/** The pictures of a post in their order. */
export function mediaOf(world: World, post: Post): Media[] {
  return post.mediaIds.flatMap((id) => world.media.get(id) ?? []);
}

/** Somebody's posts, newest first. */
export function postsOf(world: World, accountId: string): Post[] {
  const posts = [...world.posts.values()].filter((post) => post.accountId === accountId);
  // Made of addresses, names have no order; what was made later under the same clock counts as newer.
  return world.dialect.names ? posts.reverse().sort((a, b) => b.createdAtMs - a.createdAtMs) : posts.sort(newestFirst);
}

/** The post that a name in a path means. */
export function findPost(world: World, name: string): Post | undefined {
  return world.dialect.names?.findPost(world, name) ?? world.posts.get(name);
}

export function newestFirst(a: { id: string }, b: { id: string }): number {
  return a.id < b.id ? 1 : -1;
}

export function accountOf(world: World, post: Post): Account {
  const account = world.accounts.get(post.accountId);
  if (!account) throw new Error(`post ${post.id} has no account`);
  return account;
}

export function maySee(viewer: Account | null, post: Post): boolean {
  return post.accountId === viewer?.id || post.visibility === 'public' || post.visibility === 'unlisted';
}
