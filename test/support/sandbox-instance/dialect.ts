import type { Hono } from 'hono';
import type { EditOutcome, MediaAttributes, StatusEdit } from './edit.ts';
import type { PostKind } from './history-plan.ts';
import type { MisskeyTraits } from './misskey-traits.ts';
import type { IdMaker } from './post-ids.ts';
import type { NewMedia } from './posting.ts';
import type { RateHeaders, RateRule } from './rate-limits.ts';
import type { Account, Media, Post, Token } from './records.ts';
import type { Refusal } from './refusal.ts';
import type { RequestBody } from './request-body.ts';
import type { Env } from './sandbox.ts';
import type { World } from './world.ts';

export type Page = { posts: Post[]; nextMaxId: string | null; prevMinId: string | null };
/** How a server names posts and pictures that changes with them, or that is made of addresses. */
export type Names = {
  post: (world: World, account: Account, createdAtMs: number, sequence: number) => Pick<Post, 'id' | 'slug'>;
  /** The post that a name in a path means now. */
  findPost: (world: World, name: string) => Post | undefined;
};

export type Listing = { candidates: Post[]; limit: number; excludeReblogs: boolean };

/**
 * Everything in which one server's Mastodon API differs from another's. A new server family is one file that exports a
 * function from its version to this record.
 */
export type Dialect = {
  software: string;
  version: string;
  newId: IdMaker;
  /** Names that are no plain record ids; without it ids of `newId` name everything, in paths and answers alike. */
  names?: Names;
  /** How a warning is kept, whoever writes it; without it as it came. */
  keptWarning?: (text: string) => string;
  /** What is answered where nothing is; without it JSON or a line of text. */
  notFoundPage?: string;
  limits: { descriptionMax: number | null; mediaPerPost: number; characters: number };
  nodeinfo: {
    advertised: string[];
    redirects: Record<string, string>;
    /** Where the documents stand; without it /nodeinfo/VERSION. */
    path?: (version: string) => string;
  };
  instance: { v1: (world: World) => object; v2: ((world: World) => object) | null };
  oauth: {
    hasMetadata: boolean;
    enforcesPkce: boolean;
    enforcesScopes: boolean;
    hasRevoke: boolean;
    /** A second authorization of the same app, account and scopes answers the same token. */
    reusesTokens: boolean;
    createdAtUnitMs: 1 | 1000;
    signInPath: string;
    /** The code is shown on a page of its own at this path; null: on the answer to the consent. */
    outOfBandPath: string | null;
    /** Refuses when a page of another origin posts the consent form. */
    checksOrigin: boolean;
    /** Gives whoever holds the app's secret a token of the person who signed in by it last, whatever the code. */
    ignoresCodes?: boolean;
    /** Taking a token back takes the app's registration with it. */
    revokingForgetsApp?: boolean;
    readApp: (body: RequestBody) => { name: string; redirectUris: string[]; scopes: string[] };
    checkRevoke: (body: RequestBody, world: World) => void;
    /** What the answer with a token holds besides the usual. */
    tokenExtras?: (token: Token, world: World) => object;
    /** The one answer to every token that is not given; without it, those of RFC 6749. */
    tokenRefusal?: () => Refusal;
    /** The error of a token request stands in a challenge as well, as Doorkeeper has it. */
    challenges?: boolean;
    /** What a code gets that does not fit, where that is not RFC 6749's `invalid_grant`. */
    codeRefusal?: () => Refusal;
    /** Scopes of any other form end the authorization with `invalid_scope`; without it whatever the app registered. */
    knownScopes?: RegExp;
    /** What a token may do when these scopes were asked for. */
    scopesOf?: (asked: string[]) => string[];
    /** Tokens end, and a refresh token gives new ones; the old refresh token is then worthless and refused. */
    lifetime?: { tokenMs: number; refreshMs: number; refusal: () => Refusal };
    /** A token's answer has no `scope`, as with Laravel's Passport, or always the application's. */
    toldScope?: 'none' | 'of-app';
    /** An account has one token of an app: another authorization replaces it. */
    oneTokenPerAccount?: boolean;
    /** Codes end after this time, and until then they may be used more than once. */
    codeLifetimeMs?: number;
    /** The redirect address is cut at its question mark before it is compared. */
    cutsRedirects?: boolean;
    /** Revoking a token takes every token of its app, whoever's it is. */
    revokesWholeApp?: boolean;
  };
  errors: {
    token: (reason: 'missing' | 'invalid' | 'revoked' | 'expired') => Refusal;
    appToken: () => Refusal;
    scope: () => Refusal;
    restricted: (restriction: NonNullable<Account['restriction']>) => Refusal;
    postNotFound: () => Refusal;
    mediaNotFound: () => Refusal;
    accountNotFound: () => Refusal;
    /** For a post that the viewer sees but did not write; without it, such a post counts as not found. */
    notYours?: () => Refusal;
  };
  /** Where strangers may read, a token that does not do makes a stranger of its owner instead of an error. */
  readsAsStranger?: boolean;
  listing: {
    defaultLimit: number;
    maxLimit: number;
    /** min_id answers the page just above it; false: the newest page, as since_id does. */
    minIdPagesUpwards: boolean;
    checkQuery: (query: URLSearchParams) => void;
    /** only_media first finds boosts of posts with pictures; `page` then leaves them out. */
    mediaCountsInBoosts: boolean;
    page: (listing: Listing) => Page;
    /** Chooses from the posts the viewer may see, newest first, in place of the usual filters and cursors. */
    choose?: (posts: Post[], query: URLSearchParams, world: World) => Post[];
    /** A Link header leads to the next page; others leave the way to the client. */
    hasLinks?: boolean;
  };
  /** A restricted account can still read where this says so. */
  restrictsReading: (restriction: NonNullable<Account['restriction']>) => boolean;
  status: (json: Record<string, unknown>, post: Post, world: World) => object;
  /** The address of a post's page; without it, `/@name/id`. */
  postUrl?: (post: Post, world: World) => string;
  /** More pages for people. */
  pages?: (world: World) => Hono<Env>;
  /** What is special about a picture as it comes into the world. */
  adaptMedia?: (media: Media, given: NewMedia, world: World) => Media;
  /** What GET and PUT /media/:id are about, where that is not the picture as its post shows it. */
  uploadOf?: (media: Media) => Media;
  media: (json: Record<string, unknown>, media: Media, world: World) => object;
  source: (post: Post) => object;
  hasMarkdown: boolean;
  hasFocus: boolean;
  allowsPollWithMedia: boolean;
  hasHistory: boolean;
  /** The time of an edit as a server without a history tells it; without it only one with a history does. */
  editTime?: (nowMs: number) => number;
  hasManyStatuses: boolean;
  /** Server-sent events of the home timeline; others have a WebSocket that wants more scopes, or nothing. */
  hasUserStream: boolean;
  canEdit: boolean;
  edit: (edit: StatusEdit) => EditOutcome;
  /** The descriptions an edit asks for, where its body does not name them. */
  wantedDescriptions?: (body: RequestBody, world: World, post: Post) => MediaAttributes[];
  readMedia: (media: Media, viewer: Account) => boolean;
  /** Answers for any id, whether there is such a picture or not, in place of `updateMedia`. */
  answerMediaUpdate?: (id: string, body: RequestBody) => object;
  updateMedia: (media: Media, body: RequestBody, viewer: Account, world: World, countWrite: () => void) => void;
  /** What people edit by on this server: PUT media of posted pictures goes into the log of edits. */
  editsByMedia?: boolean;
  rateRules: RateRule[];
  /** The error of a 429. */
  rateError: string | object;
  /** What is said about the limits in headers; without it as Mastodon says it. */
  rateHeaders?: RateHeaders;
  /** The servers that speak Misskey's API; the routes of the Mastodon API are not there then. */
  misskey?: MisskeyTraits;
  /** Checks every API request before anything else (GoToSocial's Accept header). */
  checkRequest: (request: Request) => void;
  /** Answers a refusal otherwise than with its JSON; null: as usual. */
  answerRefusal?: (refusal: Refusal, request: Request) => Response | null;
  /** Posts that exist but are not in the API. */
  hidesPost?: (post: Post) => boolean;
  /** Kinds of posts that nobody has here, or that no list shows; an account's past is made without them. */
  unlisted?: readonly PostKind[];
  /** Without it GET /api/v1/statuses/:id/source is there. */
  hasSource?: boolean;
  /** GET /api/v2/search finds a post by its address. */
  searchesLinks?: boolean;
};
