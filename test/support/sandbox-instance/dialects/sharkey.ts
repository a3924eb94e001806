import type { Dialect } from '../dialect.ts';
import { misskeyRefusal } from '../misskey-refusal.ts';
import type { RateHeaders } from '../rate-limits.ts';
import { atLeast } from '../versions.ts';
import { misskeyServer, refusesLength } from './misskey.ts';

/**
 * Sharkey: longer descriptions. From 2025 on its administrator says how long, `api/meta` tells, and half characters are
 * counted; every answer tells what is left of the limits.
 */
export function sharkey(version = '2025.4.2'): Dialect {
  const isConfigured = atLeast(version, '2025.0.0');
  return {
    ...misskeyServer('sharkey', version, {
      meta: ({ descriptionMax }) => (isConfigured ? { maxAltTextLength: descriptionMax } : {}),
      hasOldStatuses: false,
      listsReplies: 'never',
      refusesLength: isConfigured ? refusesUnits : refusesLength,
      hasMastodonShim: true,
    }),
    // It keeps edits of a note, which Misskey does not have.
    hasHistory: true,
    limits: { descriptionMax: 8192, mediaPerPost: 16, characters: 3000 },
    ...(isConfigured && { rateHeaders: tellsAlways }),
  };
}

function refusesUnits(comment: string, limit: number) {
  const message = 'Cannot upload the file because the comment exceeds the instance limit.';
  const id = '333652d9-0826-40f5-a2c3-e2bedcbb9fe5';
  return comment.length > limit ? misskeyRefusal(400, 'COMMENT_TOO_LONG', message, id) : null;
}

/** Its X-RateLimit-Reset is a number of seconds, not a time. */
const tellsAlways: RateHeaders = ({ refused, remaining, resetMs, nowMs }) => {
  const seconds = (resetMs - nowMs) / 1000;
  return {
    'X-RateLimit-Remaining': String(remaining),
    'X-RateLimit-Clear': seconds.toFixed(3),
    ...(refused && { 'Retry-After': String(Math.ceil(seconds)), 'X-RateLimit-Reset': seconds.toFixed(3) }),
  };
};
