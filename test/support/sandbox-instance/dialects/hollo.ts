import type { Dialect } from '../dialect.ts';
import { uuidV7 } from '../post-ids.ts';
import { Refusal } from '../refusal.ts';
import { type RequestBody, textField } from '../request-body.ts';
import { atLeast } from '../versions.ts';
import type { World } from '../world.ts';
import { editHolloStatus } from './hollo-edit.ts';
import { pageThatSkipsOne } from './paging.ts';
import { zodRefusal } from './zod-refusal.ts';

/** Hollo: `media_attributes` are ignored, with 200, before 0.9.6 and 0.8.8. */
export function hollo(version = '0.10.0'): Dialect {
  const knowsAttributes = atLeast(version, '0.9.6') || (atLeast(version, '0.8.8') && !atLeast(version, '0.9'));
  return {
    software: 'hollo',
    version,
    newId: uuidV7,
    limits: { descriptionMax: null, mediaPerPost: 8, characters: 10_000 },
    nodeinfo: { advertised: ['2.1'], redirects: { '2.0': '2.1' } },
    instance: { v1: (world) => instanceV1(world), v2: instanceV2 },
    oauth: {
      hasMetadata: true,
      enforcesPkce: true,
      enforcesScopes: true,
      hasRevoke: true,
      reusesTokens: false,
      createdAtUnitMs: 1,
      signInPath: '/login',
      outOfBandPath: null,
      checksOrigin: true,
      readApp,
      checkRevoke: (body) => refuseUnknownKeys(body, ['token', 'token_type_hint', 'client_id', 'client_secret']),
    },
    errors: {
      token: (reason) => new Refusal(401, reason === 'missing' ? 'unauthorized' : 'invalid_token'),
      appToken: () => new Refusal(422, 'This method requires an authenticated user'),
      scope: () => new Refusal(403, 'insufficient_scope'),
      restricted: () => new Refusal(403, 'This action is not allowed'),
      postNotFound: () => new Refusal(404, 'Record not found'),
      mediaNotFound: () => new Refusal(404, 'Not found'),
      accountNotFound: () => new Refusal(404, 'Record not found'),
    },
    listing: {
      defaultLimit: 20,
      maxLimit: 1000,
      checkQuery,
      minIdPagesUpwards: false,
      mediaCountsInBoosts: false,
      page: pageThatSkipsOne,
    },
    restrictsReading: () => false,
    status: ({ edited_at: _never, ...json }) => json,
    media: (json) => ({
      ...json,
      remote_url: null,
      blurhash: null,
      meta: { ...(json.meta as object), focus: { x: 0, y: 0 } },
    }),
    source: ({ id, text, spoilerText }) => ({ id, text, spoiler_text: spoilerText }),
    hasMarkdown: false,
    hasFocus: false,
    allowsPollWithMedia: true,
    hasHistory: false,
    hasManyStatuses: false,
    hasUserStream: false,
    canEdit: true,
    edit: (edit) => editHolloStatus(edit, knowsAttributes),
    readMedia: () => true,
    // No check of the owner, no edit, told to nobody.
    updateMedia: (media, body) => {
      const description = textField(body, 'description');
      if (description === undefined) throw zodRefusal(422, 'description', 'Required');
      media.description = description;
    },
    rateRules: [],
    rateError: 'Too many requests',
    checkRequest: () => {},
  };
}

function instanceV1({ origin, dialect }: World): object {
  return {
    uri: new URL(origin).host,
    title: 'Sandbox',
    version: dialect.version,
    configuration: configuration(dialect.limits),
  };
}

function instanceV2({ origin, dialect }: World): object {
  return {
    domain: new URL(origin).host,
    title: 'Sandbox',
    version: dialect.version,
    source_url: 'https://github.com/fedify-dev/hollo',
    api_versions: { mastodon: 7 },
    configuration: { urls: {}, ...configuration(dialect.limits) },
    registrations: { enabled: false },
  };
}

function configuration({ characters, mediaPerPost }: World['dialect']['limits']): object {
  return {
    statuses: { max_characters: characters, max_media_attachments: mediaPerPost },
    media_attachments: {
      supported_mime_types: ['image/jpeg', 'image/png', 'image/gif', 'image/webp', 'video/mp4'],
      image_size_limit: 33_554_432,
      image_matrix_limit: 16_777_216,
    },
  };
}

const SCOPES = /^(profile|openid|follow|push|(read|write)(:[a-z]+)?|admin:(read|write)(:[a-z_]+)?)$/;

function readApp(body: RequestBody) {
  refuseUnknownKeys(body, ['client_name', 'redirect_uris', 'scopes', 'website']);
  const name = textField(body, 'client_name');
  const given = body.fields.redirect_uris;
  if (!name) throw zodRefusal(422, 'client_name', 'Required');
  const redirectUris = (Array.isArray(given) ? given.map(String) : String(given ?? '').split(/\s+/)).filter(Boolean);
  if (redirectUris.length === 0) throw zodRefusal(422, 'redirect_uris', 'Required');
  const scopes = (textField(body, 'scopes') ?? 'read').split(/\s+/).filter(Boolean);
  const unknown = scopes.find((scope) => !SCOPES.test(scope));
  if (unknown) throw zodRefusal(422, 'scopes', `Invalid enum value, received '${unknown}'`);
  return { name, redirectUris, scopes };
}

function refuseUnknownKeys(body: RequestBody, known: string[]): void {
  const extra = Object.keys(body.fields).find((key) => !known.includes(key));
  if (extra) throw zodRefusal(422, '', `Unrecognized key(s) in object: '${extra}'`);
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

function checkQuery(query: URLSearchParams): void {
  for (const name of ['max_id', 'min_id', 'since_id']) {
    const value = query.get(name);
    if (value !== null && !UUID.test(value)) throw zodRefusal(400, name, 'Invalid uuid');
  }
}
