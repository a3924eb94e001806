import type { Dialect } from '../dialect.ts';
import { codePoints } from '../edit.ts';
import { ulid } from '../post-ids.ts';
import type { RateRule } from '../rate-limits.ts';
import type { Media } from '../records.ts';
import { Refusal } from '../refusal.ts';
import { type RequestBody, textField } from '../request-body.ts';
import { atLeast } from '../versions.ts';
import type { World } from '../world.ts';
import { editGotosocialStatus } from './gotosocial-edit.ts';
import { pageFilteredAfterwards } from './paging.ts';

/** GoToSocial from 0.17 on: no edits before 0.18, and before 0.19 any token may do anything. */
export function gotosocial(version = '0.20.0-rc1+git-57cb4fe'): Dialect {
  const since = (wanted: string) => atLeast(version, wanted);
  return {
    software: 'gotosocial',
    version,
    newId: ulid,
    limits: { descriptionMax: 1500, mediaPerPost: 6, characters: 5000 },
    nodeinfo: { advertised: ['2.0', '2.1'], redirects: {} },
    instance: { v1: instanceV1, v2: instanceV2 },
    oauth: {
      hasMetadata: false,
      enforcesPkce: false,
      enforcesScopes: since('0.19'),
      hasRevoke: since('0.19'),
      reusesTokens: false,
      createdAtUnitMs: 1000,
      signInPath: '/auth/sign_in',
      outOfBandPath: '/oauth/oob',
      checksOrigin: false,
      readApp,
      checkRevoke: () => {},
    },
    errors: {
      token: () => new Refusal(401, 'Unauthorized: token not supplied'),
      appToken: () => new Refusal(401, 'Unauthorized: user not supplied'),
      scope: () => new Refusal(403, 'Forbidden: token has insufficient scope permission'),
      restricted: () =>
        new Refusal(403, 'Forbidden: your account has been moved or is currently moving; you cannot take this action'),
      postNotFound: () => new Refusal(404, 'Not Found: target status not found'),
      mediaNotFound: () => new Refusal(404, 'Not Found: media attachment not found'),
      accountNotFound: () => new Refusal(404, 'Not Found: target account not found'),
    },
    listing: {
      defaultLimit: 30,
      maxLimit: 100,
      checkQuery: () => {},
      minIdPagesUpwards: true,
      mediaCountsInBoosts: true,
      page: pageFilteredAfterwards,
    },
    restrictsReading: () => false,
    status: (json, post) => ({
      ...json,
      content_type: post.contentType,
      local_only: false,
      interaction_policy: { can_favourite: { always: ['public', 'me'], with_approval: [] } },
    }),
    media: (json) => json,
    source: ({ id, text, spoilerText, contentType }) => ({
      id,
      text,
      spoiler_text: spoilerText,
      content_type: contentType,
    }),
    hasMarkdown: true,
    hasFocus: true,
    allowsPollWithMedia: true,
    hasHistory: true,
    hasManyStatuses: false,
    hasUserStream: false,
    canEdit: since('0.18'),
    edit: editGotosocialStatus,
    readMedia: () => true,
    updateMedia: (media, body, viewer, world) => {
      if (media.accountId !== viewer.id) throw new Refusal(404, 'Not Found: media attachment not found');
      updateMedia(media, body, world);
    },
    rateRules: [perAddress],
    rateError: 'rate limit reached',
    checkRequest: (request) => {
      const accept = request.headers.get('accept') ?? '*/*';
      if (!/application\/(\*|json)|\*\/\*/.test(accept)) {
        throw new Refusal(406, 'Not Acceptable: no format can be offered for requested Accept header(s)');
      }
    },
  };
}

function instanceV1({ origin, dialect }: World): object {
  const { characters, mediaPerPost } = dialect.limits;
  return {
    uri: new URL(origin).host,
    account_domain: new URL(origin).host,
    title: 'Sandbox',
    version: dialect.version,
    urls: { streaming_api: origin.replace('http', 'ws') },
    max_toot_chars: characters,
    configuration: {
      statuses: {
        max_characters: characters,
        max_media_attachments: mediaPerPost,
        supported_mime_types: ['text/plain', 'text/markdown'],
      },
      media_attachments: {
        supported_mime_types: ['image/jpeg', 'image/png', 'image/webp', 'image/gif'],
        image_size_limit: 41_943_040,
      },
    },
  };
}

function instanceV2(world: World): object {
  const { characters, mediaPerPost } = world.dialect.limits;
  return {
    domain: new URL(world.origin).host,
    account_domain: new URL(world.origin).host,
    title: 'Sandbox',
    version: world.dialect.version,
    source_url: 'https://codeberg.org/superseriousbusiness/gotosocial',
    configuration: {
      urls: { streaming: world.origin.replace('http', 'ws') },
      statuses: {
        max_characters: characters,
        max_media_attachments: mediaPerPost,
        supported_mime_types: ['text/plain', 'text/markdown'],
      },
      media_attachments: {
        supported_mime_types: ['image/jpeg', 'image/png', 'image/webp', 'image/gif', 'video/mp4'],
        image_size_limit: 41_943_040,
        image_matrix_limit: 2_147_483_647,
        description_limit: world.descriptionMax,
        ...(world.descriptionMin > 0 && { description_minimum: world.descriptionMin }),
      },
    },
  };
}

/** One address has one budget for the API and the sign-in pages; nodeinfo and files are not counted here. */
const perAddress: RateRule = {
  name: 'address',
  limit: 300,
  windowMs: 5 * 60_000,
  bucket: ({ path }) => (/^\/(api|oauth|auth)\//.test(path) ? 'all' : null),
};

function readApp(body: RequestBody) {
  const name = textField(body, 'client_name');
  const given = textField(body, 'redirect_uris');
  if (!name) throw new Refusal(400, 'Bad Request: client_name must be provided');
  // A list cannot be bound to the one string this server expects.
  if (given === undefined)
    throw new Refusal(
      400,
      'Bad Request: json: cannot unmarshal array into Go struct field redirect_uris of type string',
    );
  const scopes = (textField(body, 'scopes') || 'read').split(/\s+/).filter(Boolean);
  return { name, redirectUris: given.split(/\s+/).filter(Boolean), scopes };
}

/** Visible on this server at once, but no edit and told to nobody. Strips HTML, unlike the edit of a status. */
function updateMedia(media: Media, body: RequestBody, world: World): void {
  const given = textField(body, 'description');
  if (given === undefined && body.fields.focus === undefined) {
    throw new Refusal(400, 'Bad Request: empty update form: either focus or description must be set');
  }
  if (given === undefined) return;
  const text = given
    .replace(/<[^>]*>/g, '')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&')
    .trim();
  const most = world.descriptionMax ?? 1500;
  if (codePoints(text) > most || codePoints(text) < world.descriptionMin) {
    const range = `image description length must be between ${world.descriptionMin} and ${most} characters (inclusive)`;
    throw new Refusal(400, `Bad Request: ${range}, but provided image description was ${codePoints(text)} chars`);
  }
  media.description = text || null;
}
