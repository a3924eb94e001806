import { isIP } from 'node:net';
import { bareHost, isLoopback, isPublicAddress } from './addresses.ts';

/** Where a host is, seen from this machine: on it, in a network of one's own, or out on the internet. */
export type Reach = 'here' | 'network' | 'outside';

/** Names that never leave a network: without a dot, or of the domains set aside for that. */
const localName = /^[^.]+$|\.(local|lan|internal|intranet|home|home\.arpa|localdomain|corp|private)$/;

/**
 * Where the host of a URL is. `addresses`: what its name was found to stand for; a name in no network of one's own
 * about which nothing is known is taken to be outside.
 */
export function reachOf(hostname: string, addresses: readonly string[] = []): Reach {
  if (isLoopback(hostname)) return 'here';
  const host = bareHost(hostname);
  if (isIP(host) !== 0) return isPublicAddress(host) ? 'outside' : 'network';
  if (localName.test(host)) return 'network';
  if (addresses.length === 0 || addresses.some(isPublicAddress)) return 'outside';
  return addresses.every(isLoopback) ? 'here' : 'network';
}
