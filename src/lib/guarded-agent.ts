import { lookup as dnsLookup } from 'node:dns/promises';
import { isIP, type LookupFunction } from 'node:net';
import { Agent, type Dispatcher, Pool } from 'undici';
import { bareHost, isListed, isPublicAddress } from './addresses.ts';
import { netError } from './fetch-errors.ts';
import { say } from './sentence.ts';

export type ResolvedAddress = { address: string; family: number };

export type GuardOptions = {
  /** Hosts (`nas.local`, `127.0.0.1:11434`) and ranges (`10.0.0.0/8`) allowed although private; asked at each connect. */
  allowedHosts: () => readonly string[];
  /** All addresses of a name; the system's resolver unless a test hands in its own. */
  lookup?: (hostname: string) => Promise<ResolvedAddress[]>;
};

/**
 * Where requests may go. `check` refuses IP literals, for which Node never calls a lookup; `agent` has a lookup that
 * refuses names. Both are needed. The address that was checked is the one connected to, so a name that answers
 * differently the second time (DNS rebinding) gains nothing.
 */
export type Guard = { check: (url: URL) => void; agent: (connectTimeoutMs: number) => Dispatcher };

/** Builds the guard; every connection of its agents has passed the check. Throws `private-address` and `plain-http` platform errors. */
export function createGuard({ allowedHosts, lookup = lookUpAll }: GuardOptions): Guard {
  const agents = new Map<number, Agent>();

  const refuseUnlessAllowed = (url: URL, addresses: readonly ResolvedAddress[]) => {
    const hostname = bareHost(url.hostname);
    const port = Number(url.port || (url.protocol === 'https:' ? 443 : 80));
    const isAllowed = ({ address }: ResolvedAddress) => isListed({ hostname, port, address }, allowedHosts());
    // One private address among public ones is refused too: which one gets connected is not ours to choose.
    const isFine = (resolved: ResolvedAddress) => isPublicAddress(resolved.address) || isAllowed(resolved);
    if (addresses.length === 0 || !addresses.every(isFine)) {
      throw netError('private-address', say('net.privateAddress', { host: url.host }));
    }
    // Servers also name addresses, of pictures for one; what comes from there by plain http anybody may have made.
    if (url.protocol === 'http:' && !addresses.every(isAllowed)) {
      throw netError('plain-http', say('net.plainHttp', { host: url.host }));
    }
  };

  const check = (url: URL) => {
    const address = bareHost(url.hostname);
    const family = isIP(address);
    if (family !== 0) refuseUnlessAllowed(url, [{ address, family }]);
  };

  const guardedLookup = (url: URL): LookupFunction => {
    const resolve = async (hostname: string) => {
      const addresses = await lookup(hostname);
      refuseUnlessAllowed(url, addresses);
      return addresses;
    };
    return (hostname, options, callback) => {
      resolve(hostname).then(
        (addresses) => {
          if (options.all) return callback(null, addresses);
          callback(null, addresses[0]?.address ?? '', addresses[0]?.family);
        },
        (error: NodeJS.ErrnoException) => callback(error, options.all ? [] : ''),
      );
    };
  };

  // HTTP/2 stays off: Node and Deno differ in it, and a cancelled HTTP/1 request closes its socket, which stops a model.
  const createAgent = (timeout: number) =>
    new Agent({
      factory: (origin, options) =>
        new Pool(origin, {
          ...options,
          allowH2: false,
          connect: { timeout, allowH2: false, lookup: guardedLookup(new URL(origin)) },
        }),
    });

  const agent = (connectTimeoutMs: number) => {
    const known = agents.get(connectTimeoutMs) ?? createAgent(connectTimeoutMs);
    agents.set(connectTimeoutMs, known);
    return known;
  };

  return { check, agent };
}

function lookUpAll(hostname: string): Promise<ResolvedAddress[]> {
  return dnsLookup(hostname, { all: true });
}
