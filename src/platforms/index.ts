import type { Clock } from '../lib/clock.ts';
import { akkoma } from './akkoma.ts';
import { friendica } from './friendica.ts';
import { gotosocial } from './gotosocial.ts';
import { hollo } from './hollo.ts';
import { iceshrimp } from './iceshrimp.ts';
import { mastodon } from './mastodon.ts';
import { misskey } from './misskey.ts';
import { other } from './other.ts';
import { pixelfed } from './pixelfed.ts';
import type { Credentials, Fetch, Instance, PlatformClient, PlatformFamily } from './platform.ts';
import { pleroma } from './pleroma.ts';
import { sharkey } from './sharkey.ts';
import { snac } from './snac.ts';

/** Every server family Altwright can write to. A new one is a line here. */
const families: readonly PlatformFamily[] = [
  mastodon,
  gotosocial,
  hollo,
  pleroma,
  akkoma,
  iceshrimp,
  snac,
  misskey,
  sharkey,
  pixelfed,
  friendica,
];

/** The family that speaks to this software (a nodeinfo name), or undefined. */
export function familyOfSoftware(software: string): PlatformFamily | undefined {
  return families.find((family) => family.software.includes(software.toLowerCase()));
}

/** The family of a stored instance; `other` is that of software nobody knows. */
export function familyOf({ family: name }: Pick<Instance, 'family'>): PlatformFamily {
  const family = [...families, other].find((candidate) => candidate.name === name);
  if (!family) throw new Error(`No platform family is called ${name}`);
  return family;
}

/** A client for one connection, by the family its instance belongs to. */
export function connectPlatform(wish: {
  instance: Instance;
  credentials: Credentials;
  fetch: Fetch;
  clock: Clock;
  accountId?: string | undefined;
}): PlatformClient {
  return familyOf(wish.instance).connect(wish);
}
