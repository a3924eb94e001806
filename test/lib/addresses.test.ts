import { describe, expect, it } from 'vitest';
import { bareHost, isListed, isPublicAddress } from '../../src/lib/addresses.ts';

const special: [name: string, ...addresses: string[]][] = [
  ['this network', '0.0.0.0', '0.1.2.3'],
  ['private', '10.0.0.1', '172.16.0.1', '172.31.255.255', '192.168.1.1'],
  ['carrier grade NAT', '100.64.0.1', '100.127.255.255'],
  ['loopback', '127.0.0.1', '127.255.0.1', '::1'],
  ['link-local and metadata', '169.254.0.1', '169.254.169.254', 'fe80::1', 'fe80::1%eth0'],
  ['protocol assignments and relays', '192.0.0.8', '192.88.99.1'],
  ['documentation', '192.0.2.1', '198.51.100.7', '203.0.113.9', '2001:db8::1', '3fff::1'],
  ['benchmarks', '198.18.0.1', '198.19.255.255', '2001:2::1'],
  ['multicast', '224.0.0.1', '239.255.255.250', 'ff02::1'],
  ['reserved and broadcast', '240.0.0.1', '255.255.255.255'],
  ['unspecified', '::'],
  ['unique local and site-local', 'fc00::1', 'fd12:3456::1', 'fec0::1'],
  ['mapped and compatible IPv4', '::ffff:8.8.8.8', '::ffff:127.0.0.1', '::8.8.8.8'],
  ['NAT64', '64:ff9b::8.8.8.8', '64:ff9b:1::1'],
  ['tunnels', '2002:7f00:1::', '2001::1'],
  ['segment routing and ORCHID', '5f00::1', '2001:20::1'],
  ['no address', 'example.org', ''],
];

describe('isPublicAddress', () => {
  it.each(special)('refuses %s addresses', (_name, ...addresses) => {
    expect(addresses.filter(isPublicAddress)).toEqual([]);
  });

  it.each(['1.1.1.1', '8.8.8.8', '93.184.216.34', '172.32.0.1', '100.128.0.1', '2606:4700::1111', '2a00:1450::8a'])(
    'lets %s through',
    (address) => expect(isPublicAddress(address)).toBe(true),
  );
});

describe('isListed', () => {
  const nas = { hostname: 'nas.local', port: 8080, address: '192.168.1.5' };

  it.each([
    'nas.local',
    'NAS.local',
    'nas.local:8080',
    '192.168.1.0/24',
    '192.168.1.5',
    '192.168.1.5:8080',
    ' nas.local ',
  ])('finds nas.local:8080 by %j', (entry) => expect(isListed(nas, ['other.example', entry])).toBe(true));

  it.each(['nas.local:80', 'local', 'as.local', '192.168.2.0/24', '192.168.1.5:80', 'fd00::/8', '', ':8080', '/24'])(
    'does not find it by %j',
    (entry) => expect(isListed(nas, [entry])).toBe(false),
  );

  it('knows no address of a name that has not been looked up', () => {
    const unknown = { hostname: 'social.example', port: 80, address: 'social.example' };
    expect(isListed(unknown, ['192.168.1.5', '10.0.0.0/8', '::1'])).toBe(false);
  });

  it('knows IPv6 hosts with and without brackets and port', () => {
    const loopback = { hostname: bareHost('[::1]'), port: 11434, address: '::1' };
    expect(['::1', '[::1]', '[::1]:11434', '::1/128'].filter((entry) => !isListed(loopback, [entry]))).toEqual([]);
    expect(isListed(loopback, ['[::1]:80'])).toBe(false);
  });

  it('sees the IPv4 address inside a mapped one', () => {
    expect(isListed({ hostname: 'a', port: 80, address: '::ffff:10.1.2.3' }, ['10.0.0.0/8'])).toBe(true);
  });
});
