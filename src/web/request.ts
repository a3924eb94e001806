import type { Visit } from '../users/signing-in.ts';
import type { PageContext } from './context.ts';
import type { Parts } from './parts.ts';

type Wanted = Pick<Parts, 'config' | 'publicAddress'>;

/**
 * The origin under which this request was made, as far as it can be told: scheme and host of the request itself, or what
 * a trusted proxy says. Not to be believed for more than a first guess.
 */
export function requestOrigin(c: PageContext, { config }: Pick<Wanted, 'config'>): string {
  const url = new URL(c.req.url);
  const proto = config.trustProxy ? last(c.req.header('x-forwarded-proto')) : undefined;
  const host = config.trustProxy ? last(c.req.header('x-forwarded-host')) : undefined;
  const scheme = proto === 'https' || proto === 'http' ? proto : url.protocol.slice(0, -1);
  return URL.parse(`${scheme}://${host ?? url.host}`)?.origin ?? url.origin;
}

/** The address of Altwright for links and redirects that others follow back: the public one, else this request's. */
export function ownOrigin(c: PageContext, parts: Wanted): string {
  return parts.publicAddress.current() ?? requestOrigin(c, parts);
}

/** Whether people reach Altwright over https, so that cookies may be Secure. */
export function isSecure(c: PageContext, parts: Wanted): boolean {
  return ownOrigin(c, parts).startsWith('https:');
}

/** Who asks: the socket's far end, or, behind a trusted proxy, whom the proxy names. */
export function clientAddress(c: PageContext, { config }: Pick<Wanted, 'config'>): string {
  const named = config.trustProxy ? last(c.req.header('x-forwarded-for')) : undefined;
  return named ?? c.env?.incoming?.socket.remoteAddress ?? 'unknown';
}

/** Where somebody knocks, for the users' room. */
export function visitOf(c: PageContext): Visit {
  return { address: c.var.address, userAgent: c.req.header('user-agent') ?? '' };
}

/** Whether htmx asks, and a fragment is the answer. */
export function isLive(c: PageContext): boolean {
  return c.req.header('hx-request') === 'true';
}

/** A path of our own from what a form or query says, so that nobody is sent elsewhere. */
export function localPath(value: string | undefined, fallback = '/'): string {
  const base = 'http://here.invalid';
  const url = value?.startsWith('/') ? URL.parse(value, base) : null;
  // `/..//elsewhere.example` is a path here, and what is left of it once its dots are resolved is another host.
  const isOwn = url?.origin === base && !url.pathname.startsWith('//');
  return isOwn ? url.pathname + url.search : fallback;
}

/** The proxy nearest to us writes last; whatever stands before it anybody may have written. */
function last(header: string | undefined): string | undefined {
  return header?.split(',').at(-1)?.trim() || undefined;
}
