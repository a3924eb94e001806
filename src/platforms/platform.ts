import type { Clock } from '../lib/clock.ts';
import type { Sentence } from '../lib/sentence.ts';
import type { Capabilities } from './capabilities.ts';
import type {
  DescriptionChange,
  EditablePost,
  ExpectedPost,
  Outcome,
  Preparation,
  PreparedEdit,
  Settlement,
  WantedDescription,
} from './edit.ts';
import type { RemotePost } from './remote-post.ts';

export type * from './capabilities.ts';
export type * from './edit.ts';
export type * from './remote-post.ts';

/**
 * The port to the fediverse: what every server family can do for one person's account, in words of our own.
 * Everything here except the functions is plain data, so it survives a message port and a database column.
 */

/** The guarded fetch (`src/lib/safe-fetch.ts`), or anything that behaves like it. */
export type Fetch = (input: string | URL, init?: FetchInit) => Promise<Response>;
export type FetchInit = RequestInit & { timeoutMs?: number; maxBytes?: number };

/** One server as detection found it; kept beside the connection. */
export type Instance = {
  /** `https://social.example`: where the API lives, the only origin that ever gets the token. */
  origin: string;
  /** The part after the @ of its people's handles; differs from the origin's host on split-domain servers. */
  domain: string;
  /** As nodeinfo names it, in lower case: `mastodon`, `hometown`, `gotosocial`, … */
  software: string;
  version: string;
  /** The name of the PlatformFamily that speaks to it. */
  family: string;
  title: string;
  /** Longest description the server takes, in Unicode code points. */
  descriptionLimit: number;
  /** Who says so: the server itself, or what is known of its software. Unknown of servers read by an older Altwright. */
  descriptionLimitFrom?: 'server' | 'software';
  /** Shortest description the server takes, 0 nearly everywhere. */
  descriptionMinimum: number;
  maxMediaAttachments: number;
};

/** One OAuth application registered at one server for one redirect address. The secret belongs in the vault. */
export type RegisteredApp = {
  origin: string;
  redirectUri: string;
  clientId: string;
  clientSecret: string;
  /** Space-separated, as asked for. */
  scopes: string;
};

/** What opens an account. Belongs in the vault. */
export type Credentials = { accessToken: string; scopes: string; refreshToken?: string; expiresAtMs?: number };

export type Account = {
  id: string;
  username: string;
  /** `user@host` */
  acct: string;
  displayName: string;
  url: string;
  avatarUrl: string | null;
};

/** A page of own posts with media, newest first, without boosts. `cursor` goes on after this page; null at the end. */
export type PostPage = {
  posts: RemotePost[];
  cursor: string | null;
  /** How old the last post is that the server looked at for this page, where that may be one without media. */
  reachesBackToMs?: number;
};

/** One budget of a server as its last answer stated it. */
export type RateLimit = { limit: number | null; remaining: number; resetAtMs: number };
/** Reads and writes have budgets of their own on Mastodon. After a 429 `remaining` is 0. */
export type RateLimits = { read: RateLimit | null; write: RateLimit | null };

export type Acceptance =
  | { ok: true; cautions: Sentence[] }
  /** Too old: `needed` names the version, `reason` is the whole sentence. */
  | { ok: false; needed: string; reason: Sentence };

export type OAuthStart = { url: string; state: string; codeVerifier: string };

/**
 * A family of servers that speak the same dialect. To add one: write its file, add a line to the registry in index.ts.
 * All calls throw AppError with the codes listed in http-errors.ts.
 */
export type PlatformFamily = {
  name: string;
  /** The nodeinfo names it answers for, in lower case. */
  software: readonly string[];
  capabilities: Capabilities;
  /** Whether this version can be edited safely. */
  accepts: (software: string, version: string) => Acceptance;
  /** Limits and names of a server whose software is known. */
  readInstance: (about: {
    origin: string;
    software: string;
    version: string;
    fetch: Fetch;
    clock: Clock;
    signal?: AbortSignal | undefined;
  }) => Promise<Instance>;
  /**
   * A registration serves one sign-in and one token only: its server mixes up people who come through the same one.
   */
  registersForEachSignIn?: boolean;
  /** Registers Altwright as an application. Servers limit this: keep one per (origin, redirectUri). */
  registerApp: (wish: {
    instance: Instance;
    redirectUri: string;
    /** Shown to the person on the consent page, and where it leads. */
    clientName: string;
    website: string;
    fetch: Fetch;
    clock: Clock;
    signal?: AbortSignal | undefined;
  }) => Promise<RegisteredApp>;
  /** Where to send the person, and the two secrets to keep until they come back. */
  authorizeUrl: (wish: {
    instance: Instance;
    app: RegisteredApp;
    fetch: Fetch;
    /** Ask the server to let the person choose another account. */
    forceLogin?: boolean;
    signal?: AbortSignal | undefined;
  }) => Promise<OAuthStart>;
  /** Turns the address the person came back to into credentials. */
  exchangeCode: (wish: {
    instance: Instance;
    app: RegisteredApp;
    /** Whole, or relative to the redirect address. */
    callbackUrl: string | URL;
    state: string;
    codeVerifier: string;
    fetch: Fetch;
    clock: Clock;
    signal?: AbortSignal | undefined;
  }) => Promise<Credentials>;
  /** Makes the token worthless. Absent where the server has no safe way. */
  revoke?: (wish: {
    instance: Instance;
    app: RegisteredApp;
    credentials: Credentials;
    fetch: Fetch;
    clock: Clock;
    signal?: AbortSignal | undefined;
  }) => Promise<void>;
  /**
   * New credentials for ones that expire. The server may have made the old refresh token worthless by its answer: keep
   * the new ones before anything else. Throws `token-dead` when there is nothing left to refresh with.
   */
  refresh?: (wish: {
    instance: Instance;
    app: RegisteredApp;
    credentials: Credentials;
    fetch: Fetch;
    clock: Clock;
    signal?: AbortSignal | undefined;
  }) => Promise<Credentials>;
  /** A client for one account. Makes no request yet. */
  connect: (wish: {
    instance: Instance;
    credentials: Credentials;
    fetch: Fetch;
    clock: Clock;
    /** Saves the look-up where the connection already knows it. */
    accountId?: string | undefined;
  }) => PlatformClient;
};

/** One account on one server. */
export type PlatformClient = {
  /** Whose token this is. Throws `token-dead`, `account-blocked`. */
  verify: (signal?: AbortSignal) => Promise<Account>;
  /** Own posts with media, newest first, no boosts, none twice; goes on from the cursor of an earlier page. */
  listPosts: (options?: {
    cursor?: string | undefined;
    signal?: AbortSignal | undefined;
  }) => AsyncGenerator<PostPage, void, void>;
  /**
   * Yields for each new post with media of the account while the server's stream lasts; a hint and never the truth. Absent
   * where the server has no stream that the connection's token opens.
   */
  ownPosts?: (signal: AbortSignal) => AsyncGenerator<void, void, void>;
  /** Throws `gone`. */
  readPost: (postId: string, signal?: AbortSignal) => Promise<RemotePost>;
  /** An own post by the link a person copied. Throws `other-server`, `not-a-post-link`, `gone`, `not-yours`. */
  findPostByUrl: (url: string, signal?: AbortSignal) => Promise<RemotePost>;
  /** Throws `gone`, `not-yours`. */
  readForEdit: (postId: string, signal?: AbortSignal) => Promise<EditablePost>;
  /** Reads, compares and builds the edit; writes nothing. */
  prepareEdit: (
    postId: string,
    changes: DescriptionChange[],
    expected: ExpectedPost,
    signal?: AbortSignal,
  ) => Promise<Preparation>;
  /**
   * Sends each write exactly once, then reads back and compares. Once one is on its way the signal no longer stops it:
   * half an answer is worse than two seconds. Throws only when the server said no (rate-limited, invalid, token-dead, …).
   */
  writeEdit: (edit: PreparedEdit, signal?: AbortSignal) => Promise<Outcome>;
  /**
   * Whether the post holds the wanted texts: after a crash or an unconfirmed write, before anything is repeated. Where it
   * does not, what such a write has left besides the post is taken back.
   */
  settle: (
    postId: string,
    wanted: WantedDescription[],
    expected: ExpectedPost,
    signal?: AbortSignal,
  ) => Promise<Settlement>;
  limits: () => RateLimits;
  /**
   * A description as this server keeps it, for comparing ours with what stands there. Absent where it keeps them as they
   * are sent.
   */
  keeps?: ((description: string) => string) | undefined;
};
