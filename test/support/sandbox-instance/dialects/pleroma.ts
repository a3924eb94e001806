import type { Dialect } from '../dialect.ts';
import { flake } from '../post-ids.ts';
import type { RateRule } from '../rate-limits.ts';
import type { Post, Token } from '../records.ts';
import { Refusal } from '../refusal.ts';
import { type RequestBody, textField } from '../request-body.ts';
import { accountJson, statusJson } from '../status-json.ts';
import { atLeast } from '../versions.ts';
import type { World } from '../world.ts';
import { pageThatIsFull } from './paging.ts';
import { descriptionsFromUploads, editPleromaStatus } from './pleroma-edit.ts';
import { pleromaInstanceV1, pleromaInstanceV2 } from './pleroma-instance.ts';
import { accessDenied, pleromaMedia, readUpload, updateUpload, uploadOf, withUpload } from './pleroma-media.ts';
import { noticeUrl, objectUri, pleromaPages } from './pleroma-pages.ts';

/** Pleroma: no edits before 2.5, only the first instance API before 2.6. */
export function pleroma(version = '2.7.0'): Dialect {
  return {
    software: 'pleroma',
    version,
    newId: flake,
    limits: { descriptionMax: 5000, mediaPerPost: 16, characters: 5000 },
    nodeinfo: { advertised: ['2.0', '2.1'], redirects: {}, path: (schema) => `/nodeinfo/${schema}.json` },
    instance: { v1: pleromaInstanceV1, v2: atLeast(version, '2.6') ? pleromaInstanceV2 : null },
    oauth: {
      hasMetadata: false,
      enforcesPkce: false,
      enforcesScopes: true,
      hasRevoke: true,
      reusesTokens: false,
      createdAtUnitMs: 1000,
      signInPath: '/oauth/sign_in',
      outOfBandPath: null,
      checksOrigin: false,
      readApp,
      checkRevoke: () => {},
      lifetime: { tokenMs: HUNDRED_YEARS_MS, refreshMs: HUNDRED_YEARS_MS, refusal: invalidCredentials },
      tokenExtras,
      tokenRefusal: invalidCredentials,
    },
    errors: {
      // Where strangers may read, a dead token does not even get this: it is read as nobody's.
      token: () => new Refusal(403, 'Invalid credentials.'),
      appToken: () => new Refusal(403, 'Invalid credentials.'),
      scope: () => new Refusal(403, 'Insufficient permissions: write:statuses.'),
      restricted: () => new Refusal(403, 'Invalid credentials.'),
      postNotFound: () => new Refusal(404, 'Record not found'),
      mediaNotFound: somethingWentWrong,
      accountNotFound: () => new Refusal(404, 'Record not found'),
      notYours: accessDenied,
    },
    readsAsStranger: true,
    listing: {
      defaultLimit: 20,
      maxLimit: 40,
      checkQuery: () => {},
      minIdPagesUpwards: true,
      mediaCountsInBoosts: false,
      page: pageThatIsFull,
    },
    restrictsReading: () => true,
    status: pleromaStatus,
    postUrl: noticeUrl,
    pages: pleromaPages,
    media: pleromaMedia,
    adaptMedia: withUpload,
    uploadOf,
    source: (post) => ({
      id: post.id,
      text: post.withoutSource ? '' : post.text,
      spoiler_text: post.spoilerText,
      content_type: post.withoutSource ? 'text/plain' : post.contentType,
    }),
    hasMarkdown: true,
    hasFocus: false,
    allowsPollWithMedia: true,
    hasHistory: true,
    hasManyStatuses: false,
    hasUserStream: false,
    canEdit: atLeast(version, '2.5'),
    edit: (edit) => editPleromaStatus(edit, { makesEnglish: false }),
    wantedDescriptions: descriptionsFromUploads,
    readMedia: readUpload,
    updateMedia: updateUpload,
    rateRules: pleromaRates,
    rateError: 'Throttled',
    rateHeaders: () => ({}),
    checkRequest: () => {},
  };
}

/** Its answer where nothing else fits, a missing upload included: not even an object. */
function somethingWentWrong(): Refusal {
  return Object.assign(new Refusal(500, {}), { body: 'Something went wrong' });
}

/** A post as Pleroma shows it: named apart from its id, with visibilities of its own and quotes beside the usual. */
export function pleromaStatus(json: Record<string, unknown>, post: Post, world: World): object {
  const quoted = post.quoteOf ? world.posts.get(post.quoteOf) : undefined;
  return {
    ...json,
    uri: objectUri(post, world),
    ...(post.localOnly && { visibility: 'local' }),
    pleroma: {
      local: true,
      quote: quoted ? statusJson(world, quoted) : null,
      quote_id: post.quoteOf ?? null,
      quote_url: quoted ? objectUri(quoted, world) : null,
      quote_visible: quoted !== undefined,
    },
  };
}

const HUNDRED_YEARS_MS = 100 * 365 * 86_400_000;

function tokenExtras({ accountId }: Token, world: World): object {
  const account = world.accounts.get(accountId ?? '');
  return { id: 1, ...(account && { me: accountJson(world, account).uri }) };
}

/** To whoever asks for a token without a right to it, whatever is wrong. */
function invalidCredentials(): Refusal {
  return new Refusal(400, 'Invalid credentials');
}

function readApp(body: RequestBody) {
  const name = textField(body, 'client_name');
  const given = textField(body, 'redirect_uris');
  if (!name) throw new Refusal(400, 'Missing field: client_name.');
  if (given === undefined) throw new Refusal(400, 'redirect_uris - Invalid string. Got: array.');
  const scopes = (textField(body, 'scopes') || 'read').split(/\s+/).filter(Boolean);
  return { name, redirectUris: given.split(/\s+/).filter(Boolean), scopes };
}

export const pleromaRates: RateRule[] = [
  {
    name: 'statuses_actions',
    limit: 15,
    windowMs: 10_000,
    bucket: ({ method, path, accountId }) =>
      method !== 'GET' && path.startsWith('/api/v1/statuses') ? accountId : null,
  },
  {
    name: 'timeline',
    limit: 3,
    windowMs: 500,
    bucket: ({ path, accountId }) => (/^\/api\/v1\/accounts\/[^/]+\/statuses$/.test(path) ? accountId : null),
  },
  {
    name: 'app_account_creation',
    limit: 5,
    windowMs: 15 * 60_000,
    bucket: ({ method, path }) => (method === 'POST' && path === '/api/v1/apps' ? 'all' : null),
  },
];
