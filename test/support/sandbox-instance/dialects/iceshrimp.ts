import type { Dialect } from '../dialect.ts';
import { slowflake } from '../post-ids.ts';
import type { RateRule } from '../rate-limits.ts';
import type { Post } from '../records.ts';
import { Refusal } from '../refusal.ts';
import { type RequestBody, textField } from '../request-body.ts';
import type { World } from '../world.ts';
import { editIceshrimpStatus } from './iceshrimp-edit.ts';
import { pageThatIsFull } from './paging.ts';

/** Iceshrimp.NET: a description belongs to a file of the drive, and every edit counts as one. */
export function iceshrimp(version = '2024.1-beta4.security2'): Dialect {
  return {
    software: 'Iceshrimp.NET',
    version,
    newId: slowflake,
    postUrl: noteUrl,
    keptWarning: trimmed,
    limits: { descriptionMax: null, mediaPerPost: 16, characters: 8192 },
    nodeinfo: { advertised: ['2.0', '2.1'], redirects: {} },
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
      checkRevoke: (body, { tokens }) => {
        if (!tokens.has(textField(body, 'token') ?? ''))
          throw new Refusal(403, 'You are not authorized to revoke this');
      },
    },
    errors: {
      token: () => new Refusal(401, 'The access token is invalid'),
      appToken: () => new Refusal(422, 'This method requires an authenticated user'),
      scope: () => new Refusal(403, 'This action is outside the authorized scopes'),
      restricted: () => new Refusal(403, 'Your account is suspended'),
      postNotFound: () => new Refusal(404, 'Record not found'),
      mediaNotFound: () => new Refusal(404, 'Record not found'),
      accountNotFound: () => new Refusal(404, 'Record not found'),
    },
    listing: {
      defaultLimit: 20,
      maxLimit: 40,
      minIdPagesUpwards: true,
      checkQuery: () => {},
      mediaCountsInBoosts: false,
      page: pageThatIsFull,
    },
    restrictsReading: () => true,
    status: ({ language: _never, media_attachments: pictures, ...json }, post, world) => ({
      ...json,
      uri: noteUrl(post, world),
      url: noteUrl(post, world),
      sensitive: post.sensitive || post.spoilerText !== '',
      media_attachments: inOrderOfTheDatabase(world, pictures as { id: string }[]),
    }),
    media: ({ meta: _never, ...json }, { type }) => ({ ...json, type: type === 'gifv' ? 'image' : type }),
    source: ({ id, text, spoilerText }) => ({ id, text, spoiler_text: spoilerText }),
    hasMarkdown: false,
    hasFocus: false,
    allowsPollWithMedia: true,
    hasHistory: true,
    hasManyStatuses: true,
    hasUserStream: false,
    canEdit: true,
    edit: editIceshrimpStatus,
    readMedia: () => true,
    // Shown at once, told to nobody, and without a description taken away.
    updateMedia: (media, body, viewer) => {
      if (media.accountId !== viewer.id) throw new Refusal(404, 'Record not found');
      media.description = textField(body, 'description') ?? null;
    },
    rateRules: [
      { name: 'sliding', limit: 500, windowMs: 60_000, sliding: true, bucket: apiBucket },
      { name: 'auth', limit: 10, windowMs: 60_000, sliding: true, bucket: signInBucket },
    ],
    rateError: 'Too Many Requests',
    rateHeaders: () => ({}),
    checkRequest: () => {},
  };
}

const apiBucket: RateRule['bucket'] = ({ path, accountId }) => (path.startsWith('/api/') ? (accountId ?? 'all') : null);

const signInBucket: RateRule['bucket'] = ({ method, path }) =>
  method === 'POST' && (path === '/api/v1/apps' || path === '/login') ? 'all' : null;

const trimmed = (text: string) => text.trim();

function noteUrl({ id }: Post, { origin }: World): string {
  return `${origin}/notes/${id}`;
}

/** The files of a post come as they lie in the database, where one that was changed has moved to the end. */
function inOrderOfTheDatabase(world: World, pictures: { id: string }[]): object[] {
  return [...world.media.keys()].flatMap((id) => pictures.filter((picture) => picture.id === id));
}

function instanceV1(world: World): object {
  const host = new URL(world.origin).host;
  return { uri: host, title: host, ...aboutServer(world) };
}

function instanceV2(world: World): object {
  const host = new URL(world.origin).host;
  return { domain: host, title: host, ...aboutServer(world), registrations: { enabled: false } };
}

/** No limit of a description is told. */
function aboutServer({ origin, dialect }: World): object {
  const { characters, mediaPerPost } = dialect.limits;
  return {
    version: `4.2.1 (compatible; Iceshrimp.NET/${dialect.version})`,
    configuration: {
      statuses: { max_characters: characters, max_media_attachments: mediaPerPost, characters_reserved_per_url: 23 },
      media_attachments: { supported_mime_types: ['image/jpeg', 'image/png', 'image/webp', 'image/gif'] },
      urls: { streaming: origin.replace('http', 'ws') },
    },
  };
}

const SCOPES = /^(admin:)?(read|write|follow|push)(:[a-z_]+)*$/;

function readApp(body: RequestBody) {
  const given = body.fields.redirect_uris;
  const redirectUris = (Array.isArray(given) ? given.map(String) : String(given ?? '').split(/\s+/)).filter(Boolean);
  if (redirectUris.length === 0) throw new Refusal(400, 'Invalid redirect_uris parameter');
  const scopes = (textField(body, 'scopes') ?? 'read').split(/\s+/).filter(Boolean);
  if (!scopes.every((scope) => SCOPES.test(scope))) throw new Refusal(400, 'Invalid scopes parameter');
  return { name: textField(body, 'client_name') ?? '', redirectUris, scopes };
}
