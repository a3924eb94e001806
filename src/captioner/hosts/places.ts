import { lookup } from 'node:dns/promises';
import { type Reach, reachOf } from '../../lib/reach.ts';

/** Where pictures go, as pages say it: a host by its address, or another machine of one's own by its name. */
export type Place = { kind: Reach | 'helper'; name: string };

export type Lookup = (hostname: string) => Promise<string[]>;

const addressesOf: Lookup = async (hostname) => (await lookup(hostname, { all: true })).map(({ address }) => address);

/** Knows of each model host whether pictures leave this machine for it, and one's own network. */
export function createPlaces(urls: readonly string[], find: Lookup = addressesOf) {
  const found = new Map<string, string[]>();
  return {
    of: (url: string): Place => {
      const { host, hostname } = new URL(url);
      return { kind: reachOf(hostname, found.get(hostname)), name: host };
    },
    /** Looks the names up of which nothing is known. One that cannot be found stays what it was taken for. */
    async look(): Promise<void> {
      const names = new Set(urls.map((url) => new URL(url).hostname));
      const unknown = [...names].filter((name) => !found.has(name));
      const look = (name: string) => find(name).then((addresses) => found.set(name, addresses));
      await Promise.allSettled(unknown.map(look));
    },
  };
}
