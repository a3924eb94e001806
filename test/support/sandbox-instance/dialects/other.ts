import type { Dialect } from '../dialect.ts';
import { mastodon } from './mastodon.ts';

/** Software that nobody knows and that speaks the Mastodon API. It does not say how long a description may be. */
export function other(version = '1.4.0'): Dialect {
  const known = mastodon('4.3.0');
  return {
    ...known,
    software: 'fernpost',
    version,
    instance: { ...known.instance, v2: null },
    oauth: { ...known.oauth, hasMetadata: false, enforcesPkce: false, reusesTokens: false },
    hasUserStream: false,
  };
}
