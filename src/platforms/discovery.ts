import { z } from 'zod';
import { AppError } from '../lib/errors.ts';
import { isAllowed, type PublicReading, readPublicJson } from './public-json.ts';

/** What a server says it runs, the name in lower case, and where its API lives. */
export type Software = { origin: string; software: string; version: string };

const links = z.object({
  links: z.array(z.object({ rel: z.string(), href: z.string().nullish(), type: z.string().nullish() })),
});
/** As long as any server's; it is kept and shown. */
export const versionText = z.string().max(200);
const nodeinfo = z.object({ software: z.object({ name: z.string().min(1).max(100), version: versionText }) });

/** By https://nodeinfo.diaspora.software/protocol; null where a server has no such document. */
export async function readNodeinfo(origin: string, reading: PublicReading): Promise<Software | null> {
  return unlessSilent(async () => {
    const { data: index } = await readPublicJson(new URL('/.well-known/nodeinfo', origin), links, reading);
    const address = nodeinfoAddress(index, origin, reading);
    if (!address) return null;
    const { data } = await readPublicJson(address, nodeinfo, reading);
    const { name, version } = data.software;
    return { origin: address.origin, software: name.toLowerCase(), version };
  });
}

/** Answers of a web server that has no such document. */
const saysNothing = new Set(['no-such-page', 'bad-answer']);

/** What was read, or null where the server answers and has nothing to say; throws where it does not answer. */
export async function unlessSilent<T>(read: () => Promise<T>): Promise<T | null> {
  try {
    return await read();
  } catch (thrown) {
    if (thrown instanceof AppError && saysNothing.has(thrown.code ?? '')) return null;
    throw thrown;
  }
}

/**
 * The newest document it links to. A server behind a proxy may call itself http: on the same host we stay with the
 * scheme that worked.
 */
function nodeinfoAddress(index: z.infer<typeof links>, origin: string, reading: PublicReading): URL | null {
  const newestFirst = index.links
    .filter(({ rel }) => rel.startsWith('http://nodeinfo.diaspora.software/ns/schema/'))
    .sort((one, other) => (one.rel < other.rel ? 1 : -1));
  const base = new URL(origin);
  for (const { href } of newestFirst) {
    const url = URL.parse(href ?? '', origin);
    if (url && url.host === base.host) url.protocol = base.protocol;
    if (url && isAllowed(url, reading)) return url;
  }
  return null;
}

/**
 * Where the account behind a handle lives, by WebFinger (RFC 7033); on a split domain that is another host than the
 * one in the handle. Null when the server does not say.
 */
export async function findHomeOrigin(username: string, origin: string, reading: PublicReading): Promise<string | null> {
  const url = new URL('/.well-known/webfinger', origin);
  url.searchParams.set('resource', `acct:${username}@${url.host}`);
  try {
    const { data } = await readPublicJson(url, links, reading);
    const self = data.links.find(({ rel, type }) => rel === 'self' && type?.includes('json'));
    const actor = URL.parse(self?.href ?? '');
    return actor && isAllowed(actor, reading) ? actor.origin : null;
  } catch (thrown) {
    if (thrown instanceof AppError && thrown.code !== 'unreachable') return null;
    throw thrown;
  }
}
