import { createHash } from 'node:crypto';
import type { Dialect } from '../dialect.ts';
import { serial } from '../post-ids.ts';
import type { Media, Post } from '../records.ts';
import { Refusal } from '../refusal.ts';
import { type RequestBody, textField } from '../request-body.ts';
import { between, isTrue } from '../routes/accounts.ts';
import { atLeast } from '../versions.ts';
import type { World } from '../world.ts';
import { editFriendicaStatus, plainText, updateFriendicaMedia } from './friendica-edit.ts';
import { pagesByAddress } from './pages-by-address.ts';
import { pageOfRows } from './paging.ts';

/** Friendica: before 2023.12 a posted picture cannot be described. */
export function friendica(version = '2024.12'): Dialect {
  const describesPosted = atLeast(version, '2023.12');
  const notFound = () => new Refusal(404, 'Record not found');
  // The same for a token that is dead and for one that may not.
  const forbidden = () => new Refusal(403, 'Token is not authorized with a valid user or is missing a required scope');
  return {
    software: 'friendica',
    version,
    newId: serial,
    limits: { descriptionMax: null, mediaPerPost: 8, characters: 200_000 },
    nodeinfo: { advertised: ['1.0', '2.0'], redirects: {} },
    instance: { v1: instanceV1, v2: instanceV2 },
    oauth: {
      hasMetadata: false,
      enforcesPkce: false,
      enforcesScopes: true,
      hasRevoke: true,
      reusesTokens: false,
      createdAtUnitMs: 1000,
      signInPath: '/login',
      outOfBandPath: null,
      checksOrigin: false,
      readApp,
      checkRevoke: () => {},
      knownScopes: /./,
      scopesOf: flagsIn,
      toldScope: 'of-app',
      oneTokenPerAccount: true,
      codeLifetimeMs: 5 * 60_000,
      cutsRedirects: true,
      revokesWholeApp: true,
      codeRefusal: () => new Refusal(401, 'Unauthorized'),
    },
    errors: {
      token: forbidden,
      appToken: forbidden,
      scope: forbidden,
      restricted: forbidden,
      postNotFound: () => new Refusal(404, notFoundPage, { 'content-type': 'text/html' }),
      mediaNotFound: notFound,
      accountNotFound: notFound,
    },
    listing: {
      defaultLimit: 20,
      maxLimit: 1000,
      checkQuery: () => {},
      minIdPagesUpwards: true,
      mediaCountsInBoosts: false,
      page: pageOfRows,
      choose,
    },
    restrictsReading: () => false,
    status: statusOf,
    media: mediaAs,
    source: ({ id, text, spoilerText }) => ({ id, text: plainText(text), spoiler_text: spoilerText }),
    hasMarkdown: true,
    hasFocus: false,
    allowsPollWithMedia: false,
    hasHistory: false,
    hasManyStatuses: false,
    hasUserStream: false,
    canEdit: true,
    edit: editFriendicaStatus,
    // Only uploads and albums are found here, never the picture of a post.
    readMedia: ({ id }) => id.startsWith('attach:'),
    updateMedia: (media, body, viewer, world) => {
      if (!describesPosted && !world.photos.has(media.id)) throw notFound();
      updateFriendicaMedia(media, body, viewer, world);
    },
    editsByMedia: true,
    rateRules: [],
    rateError: 'Too many requests',
    checkRequest: () => {},
    answerRefusal: ({ status, body, headers }) =>
      headers['content-type'] === 'text/html'
        ? new Response((body as { error: string }).error, { status, headers })
        : null,
    postUrl: (post, { origin }) => `${origin}/display/${guidOf(post)}`,
    pages: pagesByAddress,
    searchesLinks: true,
    readsAsStranger: true,
  };
}

const notFoundPage =
  '<!doctype html><title>404</title><h1>Not Found</h1><p>Item with URI ID of this number not found for user 1.</p>';

/** What another server and people call a post; the API has a number for it. */
function guidOf({ id }: Post): string {
  const digits = createHash('sha256').update(id).digest('hex');
  return `${digits.slice(0, 8)}-${digits.slice(8, 12)}-${digits.slice(12, 16)}-${digits.slice(16, 32)}`;
}

const OPEN = ['public', 'unlisted'];

/**
 * `only_media` reads another table: a row for each picture, so a post as often as it has pictures, and only posts that
 * everybody may see; it knows no boosts. `exclude_reblogs` is ignored.
 */
function choose(posts: Post[], query: URLSearchParams): Post[] {
  const asked = between(posts, query).filter(
    ({ inReplyToId }) => !isTrue(query, 'exclude_replies') || inReplyToId === null,
  );
  if (!isTrue(query, 'only_media')) return asked;
  const open = asked.filter(({ visibility }) => OPEN.includes(visibility));
  return open.flatMap((post) => post.mediaIds.map(() => post));
}

function statusOf(json: Record<string, unknown>, post: Post, { origin }: World): object {
  return {
    ...json,
    uri: `${origin}/objects/${guidOf(post)}`,
    visibility: post.visibility === 'direct' ? 'private' : post.visibility,
  };
}

/** A picture's `url` is made smaller by the server; what was posted is the `remote_url`. A GIF is given as it is. */
function mediaAs(
  json: Record<string, unknown>,
  { key, type, mimeType, width, height }: Media,
  { origin }: World,
): object {
  const remote = { remote_url: json.url, preview_remote_url: null, text_url: null };
  if (mimeType === 'image/gif') return { ...json, ...remote, type: 'gifv', preview_url: '', meta: null };
  if (type !== 'image') return { ...json, ...remote, meta: null };
  const small = `${origin}/media/${key}/small`;
  const meta = width > 0 ? { original: { width, height, size: `${width}x${height}`, aspect: width / height } } : null;
  return { ...json, ...remote, url: `${small}-1024.jpg`, preview_url: `${small}.jpg`, meta };
}

/** A scope is granted when its word occurs anywhere in what was asked for. */
function flagsIn(asked: string[]): string[] {
  return ['read', 'write', 'follow', 'push'].filter((flag) => asked.join(' ').toLowerCase().includes(flag));
}

function readApp(body: RequestBody) {
  const name = textField(body, 'client_name');
  const [first] = (textField(body, 'redirect_uris') ?? '').split(/\s+/).filter(Boolean);
  if (!name || !first) throw new Refusal(422, 'Missing parameters');
  const scopes = (textField(body, 'scopes') ?? 'read').split(/\s+/).filter(Boolean);
  return { name, redirectUris: [first], scopes };
}

function instanceV1({ origin, dialect }: World): object {
  return {
    uri: new URL(origin).host,
    title: 'Sandbox',
    version: `2.8.0 (compatible; Friendica ${dialect.version})`,
    max_toot_chars: dialect.limits.characters,
    configuration: configuration(dialect.limits),
  };
}

function instanceV2({ origin, dialect }: World): object {
  return {
    domain: new URL(origin).host,
    title: 'Sandbox',
    version: `2.8.0 (compatible; Friendica ${dialect.version})`,
    source_url: 'https://git.friendi.ca/friendica/friendica',
    configuration: configuration(dialect.limits),
    registrations: { enabled: false },
    friendica: { version: dialect.version, codename: 'Yellow Archangel', db_version: 1571 },
  };
}

function configuration({ characters, mediaPerPost }: World['dialect']['limits']): object {
  return {
    statuses: { max_characters: characters, max_media_attachments: mediaPerPost, characters_reserved_per_url: 0 },
    media_attachments: {
      supported_mime_types: ['image/jpeg', 'image/png', 'image/gif'],
      image_size_limit: 10_485_760,
      image_matrix_limit: 2_073_600,
    },
  };
}
