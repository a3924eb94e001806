import type { Dialect } from '../dialect.ts';
import { snowflake } from '../post-ids.ts';
import type { RateRule } from '../rate-limits.ts';
import type { Media, Post } from '../records.ts';
import { Refusal } from '../refusal.ts';
import { type RequestBody, textField } from '../request-body.ts';
import { isTrue } from '../routes/accounts.ts';
import { atLeast } from '../versions.ts';
import { accountOf, type World } from '../world.ts';
import { pagesByAddress } from './pages-by-address.ts';
import { pageThatIsFull } from './paging.ts';
import { editPixelfedStatus, updatePixelfedMedia } from './pixelfed-edit.ts';

const DAY_MS = 86_400_000;

/** Pixelfed: before 0.13 every error that is not a plain HTTP one has the status 500. */
export function pixelfed(version = '0.12.5'): Dialect {
  const tellsStatus = atLeast(version, '0.13');
  const invalid = (field: string, message: string) =>
    new Refusal(tellsStatus ? 422 : 500, { message, errors: { [field]: [message] } });
  const noResult = (model: string) =>
    new Refusal(tellsStatus ? 404 : 500, `No query results for model [App\\${model}]`);
  return {
    software: 'pixelfed',
    version,
    newId: snowflake,
    limits: { descriptionMax: 1000, mediaPerPost: 4, characters: 500 },
    nodeinfo: { advertised: ['2.0'], redirects: {}, path: (schema) => `/api/nodeinfo/${schema}.json` },
    instance: { v1: instanceV1, v2: instanceV2 },
    oauth: {
      hasMetadata: false,
      enforcesPkce: true,
      enforcesScopes: true,
      hasRevoke: false,
      reusesTokens: false,
      createdAtUnitMs: 1000,
      signInPath: '/login',
      outOfBandPath: null,
      checksOrigin: false,
      readApp: (body) => readApp(body, invalid),
      checkRevoke: () => {},
      knownScopes: /^(read|write|follow|push|admin:(read|write))$/,
      toldScope: 'none',
      lifetime: { tokenMs: 365 * DAY_MS, refreshMs: 400 * DAY_MS, refusal: refusedRefresh },
    },
    errors: {
      token: () => new Refusal(tellsStatus ? 401 : 500, 'Unauthenticated.'),
      appToken: () => new Refusal(403, ''),
      scope: () => new Refusal(403, ''),
      restricted: () => new Refusal(403, 'Invalid permissions for this action'),
      postNotFound: () => new Refusal(404, ''),
      mediaNotFound: () => noResult('Media'),
      accountNotFound: () => new Refusal(404, 'Account not found'),
    },
    listing: {
      defaultLimit: 20,
      maxLimit: 40,
      checkQuery: (query) => checkQuery(query, invalid),
      minIdPagesUpwards: false,
      mediaCountsInBoosts: false,
      page: pageThatIsFull,
      choose,
      hasLinks: false,
    },
    restrictsReading: () => true,
    status: ({ card: _card, pinned: _pinned, ...json }) => ({ ...json, uri: json.url, language: null }),
    media: (json, media) => ({ ...json, meta: metaOf(json, media) }),
    source: () => ({}),
    hasSource: false,
    hasMarkdown: false,
    hasFocus: false,
    allowsPollWithMedia: false,
    hasHistory: true,
    hasManyStatuses: false,
    hasUserStream: false,
    canEdit: true,
    edit: editPixelfedStatus,
    readMedia: (media) => media.attachedTo === null,
    updateMedia: (media, body, viewer, world, countWrite) => {
      if (media.accountId !== viewer.id) throw noResult('Media');
      updatePixelfedMedia({ media, body, world, invalid, countWrite });
    },
    editsByMedia: true,
    rateRules: [mediaUpdates],
    rateError: 'Too many attempts. Try again in a few minutes.',
    rateHeaders: () => ({}),
    checkRequest: () => {},
    // Laravel answers in JSON only to who asks for JSON first.
    answerRefusal: ({ status }, request) => {
      const first = (request.headers.get('accept') ?? '').split(',')[0] ?? '';
      const isApi = new URL(request.url).pathname.startsWith('/api/');
      if (!isApi || /[/+]json/.test(first) || status === 429) return null;
      return new Response(null, { status: 302, headers: { location: '/login' } });
    },
    hidesPost: ({ visibility }) => visibility === 'direct',
    unlisted: ['direct', 'reply'],
    postUrl: (post, world) => `${world.origin}/p/${accountOf(world, post).username}/${post.id}`,
    pages: pagesByAddress,
  };
}

/** Ten descriptions a minute of each person, whatever they change; no header tells how many are left. */
const mediaUpdates: RateRule = {
  name: 'media',
  limit: 10,
  windowMs: 60_000,
  onWrite: true,
  bucket: ({ method, path, accountId }) => (method === 'PUT' && path.startsWith('/api/v1/media/') ? accountId : null),
};

function refusedRefresh(): Refusal {
  const message = 'The refresh token is invalid.';
  return new Refusal(401, {
    error: 'invalid_request',
    error_description: message,
    hint: 'Token has been revoked',
    message,
  });
}

/** No boosts, no replies; `only_media` misses albums of pictures and films; with `min_id` there is no `max_id`. */
function choose(posts: Post[], query: URLSearchParams, world: World): Post[] {
  const [min, max] = [query.get('min_id'), query.get('max_id')];
  return posts.filter((post) => {
    if (post.boostOf !== null || post.inReplyToId !== null || post.mediaIds.length === 0) return false;
    if (isTrue(query, 'only_media') && isMixed(post, world)) return false;
    return min === null ? max === null || post.id < max : post.id > min;
  });
}

function isMixed({ mediaIds }: Post, world: World): boolean {
  const kinds = mediaIds.map((id) => (world.media.get(id)?.mimeType.startsWith('video/') ? 'video' : 'photo'));
  return new Set(kinds).size > 1;
}

function checkQuery(query: URLSearchParams, invalid: (field: string, message: string) => Refusal): void {
  for (const name of ['max_id', 'min_id', 'since_id', 'limit']) {
    const value = query.get(name);
    if (value && !/^\d+$/.test(value)) throw invalid(name, `The ${name.replace('_', ' ')} field must be an integer.`);
  }
}

function metaOf(json: Record<string, unknown>, { width }: Media): object | null {
  return width > 0 ? { ...(json.meta as object), focus: { x: 0, y: 0 } } : null;
}

/** One address, or several in lines of one string. */
function readApp(body: RequestBody, invalid: (field: string, message: string) => Refusal) {
  const name = textField(body, 'client_name');
  const given = textField(body, 'redirect_uris');
  if (!name) throw invalid('client_name', 'The client name field is required.');
  if (!given) throw invalid('redirect_uris', 'The redirect uris field is required.');
  return { name, redirectUris: given.split('\n').map(decodeURIComponent).filter(Boolean), scopes: [] };
}

function instanceV1({ origin, dialect }: World): object {
  return {
    uri: new URL(origin).host,
    title: 'Sandbox',
    version: `3.5.3 (compatible; Pixelfed ${dialect.version})`,
    urls: { streaming_api: null },
    configuration: configuration(dialect.limits),
  };
}

function instanceV2({ origin, dialect }: World): object {
  return {
    domain: new URL(origin).host,
    title: 'Sandbox',
    version: `3.5.3 (compatible; Pixelfed ${dialect.version})`,
    source_url: 'https://github.com/pixelfed/pixelfed',
    configuration: { urls: { streaming: null, status: null }, ...configuration(dialect.limits) },
    registrations: { enabled: false },
  };
}

function configuration({ characters, mediaPerPost }: World['dialect']['limits']): object {
  return {
    statuses: { max_characters: characters, max_media_attachments: mediaPerPost, characters_reserved_per_url: 23 },
    media_attachments: {
      supported_mime_types: ['image/jpeg', 'image/png', 'image/gif', 'image/webp', 'video/mp4'],
      image_size_limit: 15_360_000,
      image_matrix_limit: 2_073_600,
    },
  };
}
