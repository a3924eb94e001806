import type { Dialect } from '../dialect.ts';
import { codePoints } from '../edit.ts';
import { invalidParam, rateLimitExceeded } from '../misskey-refusal.ts';
import type { MisskeyTraits } from '../misskey-traits.ts';
import { aidx } from '../post-ids.ts';
import type { RateHeaders } from '../rate-limits.ts';
import { atLeast } from '../versions.ts';
import { noMastodonApi } from './no-mastodon-api.ts';

/** Misskey: 512 characters to a description, Retry-After with a 429 and nothing before. */
export function misskey(version = '2025.10.2'): Dialect {
  const isOld = !atLeast(version, '13.0.0');
  return {
    ...misskeyServer('misskey', version, {
      meta: () => ({}),
      hasOldStatuses: isOld,
      listsReplies: isOld ? 'always' : 'beyondCache',
      refusesLength,
      hasMastodonShim: false,
    }),
    limits: { descriptionMax: 512, mediaPerPost: 16, characters: 3000 },
  };
}

/** What all servers with Misskey's API have in common. */
export function misskeyServer(software: string, version: string, traits: MisskeyTraits): Omit<Dialect, 'limits'> {
  return {
    ...noMastodonApi,
    misskey: traits,
    software,
    version,
    newId: aidx,
    nodeinfo: { advertised: ['2.1', '2.0'], redirects: {} },
    oauth: {
      hasMetadata: false,
      enforcesPkce: false,
      enforcesScopes: true,
      hasRevoke: false,
      reusesTokens: false,
      createdAtUnitMs: 1000,
      signInPath: '/sign-in',
      outOfBandPath: null,
      checksOrigin: false,
      readApp: () => {
        throw new Error('MiAuth registers no application');
      },
      checkRevoke: () => {},
    },
    hasMarkdown: false,
    hasFocus: false,
    allowsPollWithMedia: true,
    hasHistory: false,
    postUrl: ({ id }, { origin }) => `${origin}/notes/${id}`,
    rateRules: [
      {
        name: 'account',
        limit: 3000,
        windowMs: 300_000,
        bucket: ({ path, accountId }) => (path.startsWith('/api/') ? accountId : null),
      },
    ],
    rateError: rateLimitExceeded,
    rateHeaders: retryAfter,
    checkRequest: () => {},
  };
}

/** Refused by the schema of the endpoint, which counts code points. */
export function refusesLength(comment: string, limit: number) {
  return codePoints(comment) > limit ? invalidParam('#/properties/comment/maxLength', 'must NOT have more') : null;
}

const retryAfter: RateHeaders = ({ refused, resetMs, nowMs }): Record<string, string> =>
  refused ? { 'Retry-After': String(Math.ceil((resetMs - nowMs) / 1000)) } : {};
