import type { Clock } from '../lib/clock.ts';
import { AppError } from '../lib/errors.ts';
import { type Sentence, say } from '../lib/sentence.ts';
import { readAddress, type TypedAddress } from './address.ts';
import { findHomeOrigin, readNodeinfo, type Software } from './discovery.ts';
import { familyOf, familyOfSoftware } from './index.ts';
import type { Fetch, Instance, PlatformFamily } from './platform.ts';
import { type ApiSpeaker, probeMisskey, readInstanceApi } from './probing.ts';
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
  const reading = readingOf(options);
  const found = await findServer(readAddress(serverOrHandle), reading);
  const acceptance = found.family.accepts(found.software, found.version);
  if (!acceptance.ok) throw new AppError('validation', acceptance.reason, { code: 'too-old' });
  return { ...(await readFacts(found, reading)), cautions: acceptance.cautions };
}

/**
 * A known server as it is now: it may have been updated, given other limits, or moved to other software since. Whatever
 * its version, it is told; what may be done with it is asked before each edit.
 */
export async function detectAgain(known: Instance, options: DetectOptions): Promise<Instance> {
  const reading = readingOf(options);
  const found = await serverAt(known.origin, reading);
  // A server that was known does not become unknown by not naming itself for a while.
  const isSilent = found.family.capabilities.unproven && found.software === 'unknown';
  const { family, software, version } = isSilent ? { ...known, family: familyOf(known) } : found;
  return (await readFacts({ origin: found.origin, family, software, version }, reading)).instance;
}

type Found = Software & { family: PlatformFamily };

const readingOf = ({ fetch, clock, signal, allowHttp }: DetectOptions): PublicReading => ({
  ...{ fetch, clock, signal },
  allowHttp: allowHttp ?? (() => false),
});

async function readFacts({ family, ...software }: Found, { fetch, clock, signal }: PublicReading) {
  return { family, instance: await family.readInstance({ ...software, fetch, clock, signal }) };
}

/** By https; by plain http only where that is allowed and https does not answer. */
async function findServer(address: TypedAddress, reading: PublicReading): Promise<Found> {
  const plain = reading.allowHttp(address.host) ? [`http://${address.host}`] : [];
  const secure = plain.length > 0 && address.scheme === 'http' ? [] : [`https://${address.host}`];
  const [first = `https://${address.host}`, second] = [...secure, ...plain];
  try {
    return await serverOf(first, address.username, reading);
  } catch (thrown) {
    const unanswered = thrown instanceof AppError && thrown.code === 'unreachable';
    if (second === undefined || !unanswered) throw thrown;
    return serverOf(second, address.username, reading);
  }
}

async function serverOf(origin: string, username: string | null, reading: PublicReading): Promise<Found> {
  const home = username === null ? null : await findHomeOrigin(username, origin, reading);
  return serverAt(home ?? origin, reading);
}

/**
 * What runs there: by nodeinfo, where that is missing or names nothing known by the instance API, and where that names
 * nothing known either by what only one kind of server answers.
 */
async function serverAt(origin: string, reading: PublicReading): Promise<Found> {
  const stated = await readNodeinfo(origin, reading);
  const known = stated && withFamily(stated);
  if (known) return known;
  const home = stated?.origin ?? origin;
  const speaker = await readInstanceApi(home, reading);
  const named = speaker?.software && withFamily({ ...speaker, software: speaker.software });
  if (named) return named;
  const isRelative = (software: string) => familyOfSoftware(software)?.capabilities.mode === 'driveFile';
  const probed = await probeMisskey(speaker?.origin ?? home, isRelative, reading);
  const relative = probed && withFamily(probed);
  if (relative) return relative;
  if (speaker) return unknownSoftware(stated, speaker);
  throw stated ? notSupported(stated) : notFediverse(origin);
}

function withFamily(software: Software): Found | null {
  const family = familyOfSoftware(software.software);
  return family ? { ...software, family } : null;
}

/** Speaks the Mastodon API, whatever it is. A name that nothing states is left open. */
function unknownSoftware(stated: Software | null, { origin, software, version }: ApiSpeaker): Found {
  const own = stated ?? { software: software ?? 'unknown', version };
  return { origin, software: own.software, version: own.version, family: familyOf({ family: 'other' }) };
}

function notSupported({ origin, software }: Software): AppError {
  const { host } = new URL(origin);
  return new AppError('validation', say('platforms.notSupported', { host, software }), { code: 'not-supported' });
}

function notFediverse(origin: string): AppError {
  const { host } = new URL(origin);
  return new AppError('validation', say('platforms.notFediverse', { host }), { code: 'not-fediverse' });
}
