import type { Clock } from '../lib/clock.ts';
import { AppError } from '../lib/errors.ts';
import { type Sentence, say } from '../lib/sentence.ts';
import { readAddress, type TypedAddress } from './address.ts';
import { findHomeOrigin, readSoftware, type Software } from './discovery.ts';
import { familyOfSoftware } from './index.ts';
import type { Fetch, Instance, PlatformFamily } from './platform.ts';
import type { PublicReading } from './public-json.ts';

export type Detection = { instance: Instance; family: PlatformFamily; cautions: Sentence[] };

export type DetectOptions = {
  fetch: Fetch;
  clock: Clock;
  /** Hosts (`host:port`) that may be reached by plain http: a home network's, the sandbox's. None by default. */
  allowHttp?: (host: string) => boolean;
  signal?: AbortSignal | undefined;
};

/**
 * Finds the server a person means by its address or by their handle, and what it can do. Throws `bad-address`,
 * `unreachable`, `timeout`, `private-address`, `not-fediverse`, `not-supported`, `too-old`, each with its own sentence.
 */
export async function detectInstance(serverOrHandle: string, options: DetectOptions): Promise<Detection> {
  const { fetch, clock, signal } = options;
  const reading = { fetch, clock, signal, allowHttp: options.allowHttp ?? (() => false) };
  const found = await findSoftware(readAddress(serverOrHandle), reading);
  const family = familyOrRefusal(found);
  const acceptance = family.accepts(found.software, found.version);
  if (!acceptance.ok) throw new AppError('validation', acceptance.reason, { code: 'too-old' });
  const instance = await family.readInstance({ ...found, fetch, clock, signal });
  return { instance, family, cautions: acceptance.cautions };
}

/** By https; by plain http only where that is allowed and https does not answer. */
async function findSoftware(address: TypedAddress, reading: PublicReading): Promise<Software> {
  const plain = reading.allowHttp(address.host) ? [`http://${address.host}`] : [];
  const secure = plain.length > 0 && address.scheme === 'http' ? [] : [`https://${address.host}`];
  const [first = `https://${address.host}`, second] = [...secure, ...plain];
  try {
    return await softwareAt(first, address.username, reading);
  } catch (thrown) {
    const unanswered = thrown instanceof AppError && thrown.code === 'unreachable';
    if (second === undefined || !unanswered) throw thrown;
    return softwareAt(second, address.username, reading);
  }
}

async function softwareAt(origin: string, username: string | null, reading: PublicReading): Promise<Software> {
  const home = username === null ? null : await findHomeOrigin(username, origin, reading);
  return readSoftware(home ?? origin, reading);
}

function familyOrRefusal({ origin, software }: Software): PlatformFamily {
  const family = familyOfSoftware(software);
  if (family) return family;
  const { host } = new URL(origin);
  throw new AppError('validation', say('platforms.notSupported', { host, software }), { code: 'not-supported' });
}
