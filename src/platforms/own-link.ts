import { AppError } from '../lib/errors.ts';
import { say } from '../lib/sentence.ts';
import type { Instance } from './platform.ts';

/** A link as an address of this server. Throws `not-a-post-link` for what is no address, `other-server`. */
export function addressOnServer(
  link: string,
  { origin, domain }: Pick<Instance, 'origin' | 'domain'>,
  key?: string,
): URL {
  const url = URL.parse(link.trim());
  const host = new URL(origin).host;
  if (!url) throw notAPostLink(host, key);
  if (url.host === host || url.host === domain) return url;
  throw new AppError('validation', say('platforms.otherServer', { host, other: url.host }), { code: 'other-server' });
}

/** In the words of `key`, which shows what a link looks like there. */
export function notAPostLink(host: string, key = 'platforms.notAPostLink'): AppError {
  return new AppError('validation', say(key, { host }), { code: 'not-a-post-link' });
}
