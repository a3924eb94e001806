import { z } from 'zod';
import { AppError } from '../lib/errors.ts';
import { say } from '../lib/sentence.ts';
import { isAllowed, type PublicReading, readPublicJson } from './public-json.ts';

export type Software = { origin: string; software: string; version: string };

const links = z.object({
  links: z.array(z.object({ rel: z.string(), href: z.string().nullish(), type: z.string().nullish() })),
});
const nodeinfo = z.object({ software: z.object({ name: z.string().min(1), version: z.string() }) });

/** What a server says it runs, by https://nodeinfo.diaspora.software/protocol. Throws `not-fediverse`. */
export async function readSoftware(origin: string, reading: PublicReading): Promise<Software> {
  const { host } = new URL(origin);
  try {
    const index = await readPublicJson(new URL('/.well-known/nodeinfo', origin), links, reading);
    const address = nodeinfoAddress(index, origin, reading);
    if (!address) throw notFediverse(host);
    const { software } = await readPublicJson(address, nodeinfo, reading);
    return { origin: address.origin, software: software.name.toLowerCase(), version: software.version };
  } catch (thrown) {
    throw thrown instanceof AppError && saysNothing.has(thrown.code ?? '') ? notFediverse(host, thrown) : thrown;
  }
}

/** Answers of a web server that has no such document. */
const saysNothing = new Set(['no-such-page', 'gone', 'invalid', 'bad-answer', 'token-dead', 'scope-missing']);

function notFediverse(host: string, cause?: unknown): AppError {
  return new AppError('validation', say('platforms.notFediverse', { host }), { code: 'not-fediverse', cause });
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
    const { links: found } = await readPublicJson(url, links, reading);
    const self = found.find(({ rel, type }) => rel === 'self' && type?.includes('json'));
    const actor = URL.parse(self?.href ?? '');
    return actor && isAllowed(actor, reading) ? actor.origin : null;
  } catch (thrown) {
    if (thrown instanceof AppError && thrown.code !== 'unreachable') return null;
    throw thrown;
  }
}
