import { AppError } from '../lib/errors.ts';
import { say } from '../lib/sentence.ts';
import { type ErrorReader, parseJson } from './http-errors.ts';
import { createMastodonApiFamily } from './mastodon-api/family.ts';
import { refreshToken } from './oauth.ts';
import { keptByPixelfed, sentToPixelfed } from './pixelfed/description.ts';
import type { PlatformFamily } from './platform.ts';
import { decodeEntities } from './text.ts';
import { isAtLeast } from './version.ts';

/** The first whose PUT of a picture is known to describe what is posted and to keep out of everything else. */
const needed = '0.12.0';

const api = createMastodonApiFamily({
  name: 'pixelfed',
  software: ['pixelfed'],
  // Parts of them, as elsewhere, end the sign-in with `invalid_scope`.
  scopes: 'read write',
  capabilities: {
    mode: 'mediaOnly',
    federates: false,
    // The limit stands in no API.
    altMax: 1000,
    conflictCheck: 'fingerprint',
    notifiesOthers: false,
    sharedFile: false,
    needsRefresh: true,
    editsShownInHistory: false,
    unproven: false,
    // It takes ten descriptions a minute and does not say when the next one may come.
    pace: { editsPerHour: 480, bursts: { most: 8, perMs: 60_000 }, counts: 'pictures', sharedBy: 'connection' },
  },
  accepts(_software, version) {
    if (isAtLeast(version, needed)) return { ok: true, cautions: [say('platforms.keepsOneLine')] };
    return { ok: false, needed, reason: say('platforms.tooOld', { software: 'Pixelfed', version, needed }) };
  },
  // Without `only_media` it lists the same, and albums of pictures and films neither way. It has no Link header, and a
  // page may be short because a post in it could not be shown.
  listing: { filter: { only_media: 'true' }, nextCursor: ({ lastId }) => lastId },
  hasSource: false,
  adaptStatus: withReadableDescriptions,
  keeps: keptByPixelfed,
  encodeDescription: sentToPixelfed,
  readError,
  // It has no such route; people take it back in their settings there.
  revokes: false,
});

/** Pixelfed. https://docs.pixelfed.org/technical-documentation/api/ */
export const pixelfed: PlatformFamily = {
  ...api,
  refresh: refreshToken,
  async registerApp(wish) {
    try {
      return await api.registerApp(wish);
    } catch (thrown) {
      if (!(thrown instanceof AppError) || thrown.code !== 'gone') throw thrown;
      // Applications are switched off there: a pasted token is the way.
      const { host } = new URL(wish.instance.origin);
      throw new AppError('validation', say('platforms.takesNoApplications', { host }), {
        code: 'invalid',
        cause: thrown,
      });
    }
  },
};

/** What an error is stands in its text: until 0.12 the status of most is 500, and a missing scope is a bare 403. */
function readError(...[{ status, headers, body, host }, message]: Parameters<ErrorReader>): ReturnType<ErrorReader> {
  if (status >= 300 && status < 400) return leadsToSignIn(headers, host) ? 'account-blocked' : null;
  if (message === null || status === 429) return null;
  if (/unauthenticated/i.test(message)) return 'token-dead';
  if (/no query results for model/i.test(message)) return 'gone';
  if (status === 403) return message.trim() === '' ? 'scope-missing' : 'account-blocked';
  return status >= 500 && namesFields(body) ? 'invalid' : null;
}

/** To the pages that ask for a sign-in, or for a confirmed address. */
function leadsToSignIn(headers: Headers, host: string): boolean {
  return URL.parse(headers.get('location') ?? '', `https://${host}`)?.host === host;
}

function namesFields(body: string): boolean {
  const parsed = parseJson(body);
  return typeof parsed === 'object' && parsed !== null && 'errors' in parsed;
}

function withReadableDescriptions(status: unknown): unknown {
  if (typeof status !== 'object' || status === null || !('media_attachments' in status)) return status;
  const { media_attachments: media } = status;
  if (!Array.isArray(media)) return status;
  return { ...status, media_attachments: media.map(readable) };
}

function readable(media: unknown): unknown {
  if (typeof media !== 'object' || media === null || !('description' in media)) return media;
  const { description } = media;
  return typeof description === 'string' ? { ...media, description: decodeEntities(description) } : media;
}
