import { hex, type Random } from './random.ts';

/**
 * Makes ids whose text order is the order of their times, as every dialect's paging supposes; within a millisecond the
 * sequence decides, so that posts made under a fixed clock keep their order.
 */
export type IdMaker = (atMs: number, sequence: number, random: Random) => string;

/** Mastodon: 48 bits of time and 16 bits of sequence as one decimal number. */
export const snowflake: IdMaker = (atMs, sequence) =>
  ((BigInt(atMs) << 16n) | BigInt(sequence & 0xffff)).toString().padStart(18, '0');

const CROCKFORD = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

/** GoToSocial: a ULID, 10 characters of time and 16 of chance, here 4 of sequence and 12 of chance. */
export const ulid: IdMaker = (atMs, sequence, random) => {
  const chance = Array.from({ length: 12 }, () => CROCKFORD[Math.floor(random() * 32)]).join('');
  return base32(atMs, 10) + base32(sequence, 4) + chance;
};

function base32(value: number, length: number): string {
  return Array.from({ length }, (_, place) => CROCKFORD[Math.floor(value / 32 ** (length - 1 - place)) % 32]).join('');
}

/** Hollo: UUIDv7 (RFC 9562) with the sequence in its first 12 bits of chance. */
export const uuidV7: IdMaker = (atMs, sequence, random) => {
  const time = atMs.toString(16).padStart(12, '0');
  const order = (sequence & 0xfff).toString(16).padStart(3, '0');
  const variant = '89ab'[Math.floor(random() * 4)];
  return `${time.slice(0, 8)}-${time.slice(8)}-7${order}-${variant}${hex(random, 3)}-${hex(random, 12)}`;
};

const BASE62 = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';

/** Pleroma: a flake of 64 bits of time, 48 of the machine and 16 of sequence, in base 62. */
export const flake: IdMaker = (atMs, sequence) => {
  let value = (BigInt(atMs) << 64n) | (0x02_42_ac_11_00_02n << 16n) | BigInt(sequence & 0xffff);
  let text = '';
  for (; value > 0n; value /= 62n) text = BASE62.charAt(Number(value % 62n)) + text;
  return text.padStart(18, '0');
};

const AIDX_EPOCH_MS = 946_684_800_000;

/** Misskey and its relatives: `aidx`, 8 digits of time in base 36 since 2000, 4 of the machine and 4 of sequence. */
export const aidx: IdMaker = (atMs, sequence) =>
  `${base36(atMs - AIDX_EPOCH_MS, 8)}sand${base36(sequence % 36 ** 4, 4)}`;

function base36(value: number, length: number): string {
  return Math.max(0, value).toString(36).padStart(length, '0').slice(-length);
}

/** Friendica: numbers in the order of arrival, whatever the time of a post. */
export const serial: IdMaker = (_atMs, sequence) => String(100_000_001 + sequence);

/** Iceshrimp.NET: eight digits to the base 36 of the time since 2000 and eight of chance, here four of sequence first. */
export const slowflake: IdMaker = (atMs, sequence, random) => {
  const digits = (value: number, length: number) => value.toString(36).padStart(length, '0');
  const chance = Array.from({ length: 4 }, () => digits(Math.floor(random() * 36), 1)).join('');
  return digits(atMs - Date.UTC(2000), 8) + digits(sequence % 36 ** 4, 4) + chance;
};
