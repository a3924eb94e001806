import type { Db } from '../../db/open.ts';
import { type HashRow, halves, type LookAlikeRow, listHashes, readLookAlikes } from '../../db/picture-memory.ts';
import type { LookAlike } from '../generation/run/tools.ts';

export type LookAlikes = {
  /** The person's pictures of other bytes whose hashes are near, the nearest first. */
  find: (userId: string, picture: { imageId: string; sha256: string; hash: string }) => Promise<LookAlike[]>;
};

/** Hashes that differ in more bits are of different pictures. */
const mostBits = 15;
/** Read for each question; many may be the same bytes. */
const mostRead = 48;
const mostAnswered = 16;
/** How many are read at a time, so that a large library does not hold up everybody else. */
const rowsAtOnce = 1000;
/** Persons whose hashes are kept: 16 bytes a picture. */
const mostPersons = 20;

/** The hashes of one person's pictures, as they were read. */
type Hashes = { ids: Float64Array; highs: Uint32Array; lows: Uint32Array; count: number; lastId: number };

/**
 * Finds pictures by their hashes. A person's are read when she is first asked about and kept; later questions read
 * what has come since. What was removed meanwhile is found missing when its row is read.
 */
export function createLookAlikes(db: Db): LookAlikes {
  const persons = new Map<string, Hashes>();

  function hashesOf(userId: string): Hashes {
    const hashes = persons.get(userId) ?? noHashes();
    persons.delete(userId);
    persons.set(userId, hashes);
    if (persons.size > mostPersons) persons.delete(persons.keys().next().value ?? '');
    return hashes;
  }

  async function catchUp(userId: string, hashes: Hashes): Promise<void> {
    while (true) {
      const rows = listHashes(db, userId, hashes.lastId, rowsAtOnce);
      add(hashes, rows);
      if (rows.length < rowsAtOnce) return;
      await new Promise((resolve) => setImmediate(resolve));
    }
  }

  return {
    async find(userId, { imageId, sha256, hash }) {
      const hashes = hashesOf(userId);
      await catchUp(userId, hashes);
      const rows = readLookAlikes(db, userId, nearest(hashes, hash));
      const isOther = (row: LookAlikeRow) => row.imageId !== imageId && row.sha256 !== sha256;
      return oneOfEach(rows.filter(isOther)).slice(0, mostAnswered);
    },
  };
}

function noHashes(): Hashes {
  const room = 64;
  return {
    ...{ ids: new Float64Array(room), highs: new Uint32Array(room), lows: new Uint32Array(room) },
    ...{ count: 0, lastId: 0 },
  };
}

/** Two questions of one person may read the same rows; what is known already is left. */
function add(hashes: Hashes, rows: HashRow[]): void {
  for (const [id, high, low] of rows) {
    if (id <= hashes.lastId) continue;
    if (hashes.count === hashes.ids.length) grow(hashes);
    hashes.ids[hashes.count] = id;
    hashes.highs[hashes.count] = high;
    hashes.lows[hashes.count] = low;
    hashes.count += 1;
    hashes.lastId = id;
  }
}

function grow(hashes: Hashes): void {
  const room = hashes.ids.length * 2;
  const { ids, highs, lows } = hashes;
  hashes.ids = new Float64Array(room);
  hashes.highs = new Uint32Array(room);
  hashes.lows = new Uint32Array(room);
  hashes.ids.set(ids);
  hashes.highs.set(highs);
  hashes.lows.set(lows);
}

/** The ids of the nearest, the later ones first among equally near. */
function nearest({ ids, highs, lows, count }: Hashes, hash: string): number[] {
  const { high, low } = halves(hash);
  const byDistance: number[][] = Array.from({ length: mostBits + 1 }, () => []);
  for (let at = count - 1; at >= 0; at -= 1) {
    const distance = bitsOf((highs[at] as number) ^ high) + bitsOf((lows[at] as number) ^ low);
    if (distance <= mostBits) byDistance[distance]?.push(ids[at] as number);
  }
  return byDistance.flat().slice(0, mostRead);
}

/** How many bits of a number of 32 bits are set. https://graphics.stanford.edu/~seander/bithacks.html */
function bitsOf(number: number): number {
  const pairs = number - ((number >>> 1) & 0x55555555);
  const fours = (pairs & 0x33333333) + ((pairs >>> 2) & 0x33333333);
  return Math.imul((fours + (fours >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
}

function oneOfEach(rows: LookAlikeRow[]): LookAlike[] {
  const bySha = new Map<string, LookAlike>();
  for (const { imageId, sha256, hash, grey } of rows) {
    if (!bySha.has(sha256)) bySha.set(sha256, { imageId, hash, grey });
  }
  return [...bySha.values()];
}
