import { isIP } from 'node:net';
import ipaddr from 'ipaddr.js';

const globalUnicast = ipaddr.IPv6.parseCIDR('2000::/3');

/**
 * Whether an IP literal lies on the public internet. Default deny: everything IANA set aside for special purposes
 * (private, loopback, link-local, documentation, mapped and tunnelled IPv4, …) is not.
 * https://www.iana.org/assignments/iana-ipv6-special-registry
 */
export function isPublicAddress(address: string): boolean {
  if (!ipaddr.isValid(address)) return false;
  const parsed = ipaddr.parse(address);
  if (parsed.kind() === 'ipv6' && !parsed.match(globalUnicast)) return false;
  return parsed.range() === 'unicast';
}

/** The host of a URL without the brackets of IPv6 and without the root's dot, in lower case. */
export function bareHost(hostname: string): string {
  return hostname
    .toLowerCase()
    .replace(/^\[(.*)\]$/, '$1')
    .replace(/\.$/, '');
}

/** Whether a URL's host is this machine whatever name servers say. */
export function isLoopback(hostname: string): boolean {
  const host = bareHost(hostname);
  return host === 'localhost' || host.endsWith('.localhost') || host === '::1' || /^127\.\d+\.\d+\.\d+$/.test(host);
}

/** What a connection is about to go to: the name asked for, the port, and the address it was found at. */
export type Destination = { hostname: string; port: number; address: string };

/**
 * Whether the administrator's list names this destination. An entry is a host (any port), a host with a port, or a
 * CIDR range of addresses; entries that are none of these match nothing.
 */
export function isListed(destination: Destination, entries: readonly string[]): boolean {
  return entries.some((entry) => matches(destination, entry.trim()));
}

function matches({ hostname, port, address }: Destination, entry: string): boolean {
  if (ipaddr.isValidCIDR(entry)) return isInRange(address, entry);
  const { host, port: onlyPort } = splitPort(entry);
  if (host === '' || (onlyPort !== undefined && onlyPort !== port)) return false;
  if (isIP(host) !== 0) return isSameAddress(address, host);
  return host === bareHost(hostname);
}

function splitPort(entry: string): { host: string; port?: number } {
  if (isIP(entry) === 6) return { host: entry };
  const [, host = entry, port] = /^(.*?)(?::(\d+))?$/.exec(entry) ?? [];
  return port === undefined ? { host: bareHost(host) } : { host: bareHost(host), port: Number(port) };
}

/** `process` reads `::ffff:10.0.0.1` as the IPv4 address that the connection really goes to. A name is in no range. */
function isInRange(address: string, range: string): boolean {
  if (isIP(address) === 0) return false;
  const parsed = ipaddr.process(address);
  const [network, bits] = ipaddr.parseCIDR(range);
  return parsed.kind() === network.kind() && parsed.match(network, bits);
}

function isSameAddress(address: string, listed: string): boolean {
  return (
    isIP(address) !== 0 && ipaddr.process(address).toNormalizedString() === ipaddr.process(listed).toNormalizedString()
  );
}
