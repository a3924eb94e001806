import { hex, type Random } from './random.ts';

/** Makes ids whose text order is the order of their times, as every dialect's paging supposes. */
export type IdMaker = (atMs: number, random: Random) => string;

/** Mastodon: 48 bits of time and 16 bits of sequence as one decimal number. */
export const snowflake: IdMaker = (atMs, random) =>
  ((BigInt(atMs) << 16n) | BigInt(Math.floor(random() * 0xffff))).toString().padStart(18, '0');

const CROCKFORD = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

/** GoToSocial: a ULID, 10 characters of time and 16 of chance. */
export const ulid: IdMaker = (atMs, random) => {
  let time = '';
  for (let rest = atMs, place = 0; place < 10; place++, rest = Math.floor(rest / 32))
    time = CROCKFORD[rest % 32] + time;
  return time + Array.from({ length: 16 }, () => CROCKFORD[Math.floor(random() * 32)]).join('');
};

/** Hollo: UUIDv7 (RFC 9562). */
export const uuidV7: IdMaker = (atMs, random) => {
  const time = atMs.toString(16).padStart(12, '0');
  const variant = '89ab'[Math.floor(random() * 4)];
  return `${time.slice(0, 8)}-${time.slice(8)}-7${hex(random, 3)}-${variant}${hex(random, 3)}-${hex(random, 12)}`;
};
