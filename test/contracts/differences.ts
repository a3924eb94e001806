import type { DialectName } from '../support/sandbox-instance/dialects/index.ts';
import { captionShowing, cleanCaption } from '../support/sandbox-instance/dialects/purify.ts';
import type { NewMedia, NewPost } from '../support/sandbox-instance/posting.ts';
import type { Visibility } from '../support/sandbox-instance/records.ts';

/** A request as the contract sees it: the path with its query. */
export type Asked = { method: string; path: string };

/**
 * What a server family honestly does differently. The contract does not leave such a case out: it states the difference
 * instead. Everything has a default, that of Mastodon.
 */
export type Differences = {
  /** What is asked for when connecting, and the part of it that only reads. */
  scopes: string;
  readScopes: string;
  /** OAuth with a page of consent; the contract of connecting is about that. */
  signsIn: 'by OAuth' | 'by MiAuth';
  /** The token answer names the scopes that were granted. */
  namesGrantedScopes: boolean;
  /** What becomes of a code that comes a second time. */
  codeComingTwice: 'is refused' | 'gives the same token' | 'gives another token';
  /** A token without the scope for writing is refused. */
  enforcesScopes: boolean;
  /** An application that it no longer knows gets another answer than a code that is no longer good. */
  tellsForgottenApp: boolean;
  /** Disconnecting makes the token worthless. */
  revokes: boolean;

  /** The request after which a post shows a new description. */
  isEdit: (asked: Asked) => boolean;
  /** One request carries all pictures, and the post shows all of it or nothing; or each picture has a request of its own. */
  anEditIs: 'one request a post' | 'one request a picture';
  /** The whole post is sent again, so what cannot be sent again is refused. */
  resendsPost: boolean;
  /** The description belongs to the file and changes in every post that shows it. */
  sharesFiles: boolean;
  /** The id of a post is another after an edit. */
  changesIds: boolean;
  /** A language that an edit keeps. */
  editedLanguage: string;
  /** How the server keeps a description it was sent. */
  keeps: (description: string) => string;

  /** What posts of this server have, as its API tells it. */
  has: {
    languages: boolean;
    sensitivity: boolean;
    warnings: boolean;
    replies: boolean;
    polls: boolean;
    focus: boolean;
    sizes: boolean;
    editTimes: boolean;
    unknownMedia: boolean;
    textlessWarnings: boolean;
    /** The same pictures can be put into another order. */
    orders: boolean;
  };
  visibilities: Visibility[];
  /** The ones its listing shows to the owner. */
  listed: Visibility[];
  formats: NonNullable<NewPost['contentType']>[];
  /** What a few of its posts and pictures are like, and no other server's. */
  rarePosts: Partial<NewPost>[];
  rareMedia: Partial<NewMedia>[];
  /** A post can be found by the link a person copied. */
  hasLinks: boolean;
  /** The text of the contract's rich post as the API shows it, or a part of it. */
  shownText: string;
  /** Brings a post into a form this server can have, beyond what `has` says. */
  adapt: (post: NewPost) => NewPost;
};

type Given = Partial<Omit<Differences, 'has'>> & { has?: Partial<Differences['has']> };

const usual: Differences = {
  scopes: 'read:accounts read:statuses write:statuses',
  readScopes: 'read:accounts read:statuses',
  signsIn: 'by OAuth',
  namesGrantedScopes: true,
  codeComingTwice: 'is refused',
  enforcesScopes: true,
  tellsForgottenApp: true,
  revokes: true,
  isEdit: put('/api/v1/statuses/'),
  anEditIs: 'one request a post',
  resendsPost: true,
  sharesFiles: false,
  changesIds: false,
  editedLanguage: 'de',
  keeps: (description) => description,
  has: {
    languages: true,
    sensitivity: true,
    warnings: true,
    replies: true,
    polls: true,
    focus: true,
    sizes: true,
    editTimes: true,
    unknownMedia: true,
    textlessWarnings: true,
    orders: true,
  },
  visibilities: ['public', 'unlisted', 'private', 'direct'],
  listed: ['public', 'unlisted', 'private', 'direct'],
  formats: ['text/plain'],
  rarePosts: [],
  rareMedia: [],
  hasLinks: true,
  shownText: '& "quotes" <b> #harbour',
  adapt: (post) => post,
};

/** A post embeds copies of uploads; both are read and written. */
const pleromaApi: Given = {
  scopes: 'read:accounts read:statuses read:media write:statuses write:media',
  readScopes: 'read:accounts read:statuses read:media',
  formats: ['text/plain', 'text/markdown'],
  tellsForgottenApp: false,
  has: { focus: false },
  rarePosts: [{ localOnly: true }, { quoteOf: '9umDrYheeY451cQnEe' }, { withoutSource: true }],
  rareMedia: [{ inventedId: 'unknown' }, { inventedId: 'taken' }],
};

/** Files of a drive have the descriptions, and nothing of a post is sent again. */
const misskeyApi: Given = {
  scopes: 'read:account write:drive',
  readScopes: 'read:account',
  signsIn: 'by MiAuth',
  revokes: false,
  isEdit: ({ method, path }) => method === 'POST' && path === '/api/drive/files/update',
  anEditIs: 'one request a picture',
  resendsPost: false,
  sharesFiles: true,
  has: { languages: false, focus: false, editTimes: false },
};

/** PUT media is the edit, no token can be taken back, and no post is for single people. */
const picturesAlone: Given = {
  namesGrantedScopes: false,
  revokes: false,
  isEdit: put('/api/v1/media/'),
  anEditIs: 'one request a picture',
  resendsPost: false,
  visibilities: ['public', 'unlisted', 'private'],
  listed: ['public', 'unlisted', 'private'],
};

/** One entry a dialect of the sandbox. */
const given: Record<DialectName, Given> = {
  mastodon: {},
  gotosocial: { formats: ['text/plain', 'text/markdown'] },
  hollo: { has: { focus: false, editTimes: false } },
  pleroma: pleromaApi,
  akkoma: { ...pleromaApi, editedLanguage: 'en' },
  misskey: misskeyApi,
  sharkey: misskeyApi,
  pixelfed: {
    ...picturesAlone,
    scopes: 'read write',
    readScopes: 'read',
    has: { languages: false, polls: false, focus: false },
    // Its warnings are those of posts marked as sensitive.
    adapt: (post) => ({
      ...post,
      ...(post.spoilerText && { sensitive: true }),
      media: (post.media ?? []).map((media) => ({
        ...media,
        ...(media.description?.trim() && { description: cleanCaption(media.description) }),
      })),
    }),
    keeps: captionShowing,
  },
  friendica: {
    ...picturesAlone,
    scopes: 'read write',
    readScopes: 'read',
    codeComingTwice: 'gives the same token',
    has: { polls: false, focus: false },
  },
  iceshrimp: {
    sharesFiles: true,
    has: { languages: false, focus: false, sizes: false, orders: false },
  },
  snac: {
    namesGrantedScopes: false,
    enforcesScopes: false,
    codeComingTwice: 'gives another token',
    changesIds: true,
    has: { languages: false, focus: false, sizes: false },
    listed: ['public', 'unlisted'],
  },
  other: {},
};

export function differencesOf(dialect: DialectName): Differences {
  const { has, ...others } = given[dialect];
  return { ...usual, ...others, has: { ...usual.has, ...has } };
}

/** Requests with PUT to addresses that begin so. */
export function put(prefix: string): Differences['isEdit'] {
  return ({ method, path }) => method === 'PUT' && path.startsWith(prefix);
}

/** A post without what this server's posts do not have. */
export function possiblePost({ has, visibilities, adapt }: Differences, post: NewPost): NewPost {
  const { language, poll, inReplyToId, spoilerText, sensitive, media = [], ...rest } = post;
  const visible = post.visibility === undefined || visibilities.includes(post.visibility);
  return adapt({
    ...rest,
    ...(!visible && { visibility: visibilities[0] }),
    ...(has.languages && language !== undefined && { language }),
    ...(has.polls && poll && { poll }),
    ...(has.replies && inReplyToId && { inReplyToId }),
    ...(has.warnings && spoilerText !== undefined && { spoilerText }),
    ...(has.sensitivity && sensitive !== undefined && { sensitive }),
    media: media.map(({ focus, ...picture }) => ({ ...picture, ...(has.focus && focus && { focus }) })),
  });
}
