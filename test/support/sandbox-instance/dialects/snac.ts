import type { Dialect } from '../dialect.ts';
import { hex } from '../random.ts';
import type { Media } from '../records.ts';
import { PageRefusal, Refusal } from '../refusal.ts';
import { textField } from '../request-body.ts';
import { mediaUrl } from '../status-json.ts';
import { atLeast } from '../versions.ts';
import type { World } from '../world.ts';
import { editSnacStatus, wantedOnSnac } from './snac-edit.ts';
import { listSnacPosts } from './snac-listing.ts';
import { idNow, snacAddress, snacNames } from './snac-names.ts';
import { snacStatus } from './snac-status.ts';

/** snac: an edit changes the id of its post, and before 2.96 it answers 200 and ignores the descriptions. */
export function snac(version = '2.96'): Dialect {
  const notFoundPage = `<h1>404 Not Found (snac/${version})</h1>`;
  const notFound = () => new PageRefusal(404, notFoundPage);
  return {
    software: 'snac',
    version,
    newId: (_atMs, _sequence, random) => hex(random, 32),
    names: snacNames,
    postUrl: snacAddress,
    notFoundPage,
    limits: { descriptionMax: null, mediaPerPost: 4, characters: 100_000 },
    nodeinfo: {
      advertised: ['2.0', '2.1'],
      redirects: {},
      path: (number) => `/nodeinfo_${number.replace('.', '_')}`,
    },
    instance: { v1: instanceV1, v2: null },
    oauth: {
      hasMetadata: false,
      enforcesPkce: false,
      enforcesScopes: false,
      hasRevoke: true,
      tokenExtras: () => ({ scope: '' }),
      tokenRefusal: () => new PageRefusal(401, ''),
      ignoresCodes: true,
      revokingForgetsApp: true,
      reusesTokens: false,
      createdAtUnitMs: 1000,
      signInPath: '/oauth/x-snac-login',
      outOfBandPath: null,
      checksOrigin: false,
      readApp: ({ fields }) => ({
        name: String(fields.client_name),
        redirectUris: [String(Array.isArray(fields.redirect_uris) ? fields.redirect_uris[0] : fields.redirect_uris)],
        scopes: String(fields.scopes ?? '').split(/\s+/),
      }),
      checkRevoke: () => {},
    },
    errors: {
      token: () => new PageRefusal(422, ''),
      appToken: () => new PageRefusal(422, ''),
      scope: () => new Refusal(403, 'no scope is ever asked for'),
      restricted: () => new PageRefusal(403, `<h1>403 Forbidden (snac/${version})</h1>`),
      postNotFound: notFound,
      mediaNotFound: notFound,
      accountNotFound: notFound,
    },
    listing: {
      defaultLimit: 20,
      maxLimit: Number.POSITIVE_INFINITY,
      minIdPagesUpwards: false,
      checkQuery: () => {},
      mediaCountsInBoosts: false,
      choose: listSnacPosts,
      page: ({ candidates, limit }) => ({ posts: candidates.slice(0, limit), nextMaxId: null, prevMinId: null }),
    },
    restrictsReading: () => false,
    status: snacStatus,
    // The record of a picture is named by its file; what a status calls it depends on its place.
    adaptMedia: (media, _given, world) => ({ ...media, id: mediaUrl(world, media) }),
    // Attachments are named by their post and their place in it: see snac-status.ts.
    media: (json, media) => snacPicture(json, media),
    source: (post) => ({ id: idNow(post), text: post.text, spoiler_text: post.spoilerText || null }),
    hasMarkdown: false,
    hasFocus: false,
    allowsPollWithMedia: false,
    hasHistory: false,
    editTime: (nowMs) => Math.floor(nowMs / 1000) * 1000,
    hasManyStatuses: false,
    hasUserStream: false,
    canEdit: true,
    wantedDescriptions: (body, _world, post) => wantedOnSnac(body, post),
    edit: (edit) => editSnacStatus(edit, atLeast(version, '2.96')),
    readMedia: () => false,
    // It believes every id and changes no published post.
    answerMediaUpdate: (id, body) => ({ id, type: 'image', description: textField(body, 'description') ?? null }),
    updateMedia: () => {},
    rateRules: [],
    rateError: '',
    checkRequest: () => {},
  };
}

function snacPicture({ url }: Record<string, unknown>, { type, description }: Media): object {
  return {
    url,
    preview_url: url,
    remote_url: url,
    description: description ?? '',
    type: type === 'gifv' ? 'video' : type,
  };
}

function instanceV1({ origin, dialect }: World): object {
  const { host } = new URL(origin);
  return {
    uri: host,
    domain: host,
    title: 'Sandbox',
    version: `4.0.0 (not true; really snac/${dialect.version})`,
    urls: { streaming_api: `wss://${host}` },
    configuration: {
      statuses: {
        characters_reserved_per_url: 32,
        max_characters: dialect.limits.characters,
        max_media_attachments: dialect.limits.mediaPerPost,
      },
      media_attachments: { image_matrix_limit: 33_177_600, image_size_limit: 16_777_216 },
    },
  };
}
