import { AppError } from '../lib/errors.ts';
import { say } from '../lib/sentence.ts';

/** What a person typed to say where their account is. */
export type TypedAddress = { username: string | null; host: string; scheme: 'http' | 'https' | null };

const handle = /^(?:acct:)?@?(?<username>[\w.+-]+)@(?<host>[^@/\s]+)$/i;
const profile = /^(?:(?<scheme>https?):\/\/)?(?<host>[^@/\s?#]+)(?:[/?#].*)?$/i;

/**
 * Reads a server or handle: `mastodon.example`, `https://mastodon.example/@bob`, `@bob@example.org`, `bob@example.org`,
 * `127.0.0.1:4000`. Throws `bad-address`.
 */
export function readAddress(typed: string): TypedAddress {
  const text = typed.trim();
  const { username = null, scheme, host } = (handle.exec(text) ?? profile.exec(text))?.groups ?? {};
  const url = URL.parse(`https://${host}`);
  if (!host || !url?.hostname || url.username || url.pathname !== '/' || !isHostname(url.hostname)) {
    throw new AppError('validation', say('platforms.badAddress'), { code: 'bad-address' });
  }
  return { username, host: url.host, scheme: scheme ? (scheme.toLowerCase() as 'http' | 'https') : null };
}

/** A lone word is a typing slip, except this machine's own name. */
function isHostname(hostname: string): boolean {
  return hostname.includes('.') || hostname.startsWith('[') || hostname === 'localhost';
}
