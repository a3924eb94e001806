import { randomUUID } from 'node:crypto';
import { mkdir, open, readdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { AppError } from '../lib/errors.ts';
import { say } from '../lib/sentence.ts';

/** Thumbnails as files, one an image. */
export type PictureFiles = {
  /** Where the file of an image lies, whether or not it is there. Throws a validation error for an odd id. */
  path: (imageId: string) => string;
  /** Writes or replaces. After it resolves the file survives a crash; before, the former one stays whole. */
  write: (imageId: string, bytes: Uint8Array) => Promise<void>;
  read: (imageId: string) => Promise<Uint8Array<ArrayBuffer> | undefined>;
  /** Also resolves when there was none. */
  remove: (imageId: string) => Promise<void>;
  /**
   * Removes what writes cut off by a crash have left, and the pictures of images that are no more (their connection was
   * removed); files younger than an hour may be somebody's work in hand.
   */
  removeLeftovers: (nowMs: number, isKnown: (imageId: string) => boolean) => Promise<void>;
};

const finished = '.webp';
const unfinished = '.unfinished';
const hourMs = 3_600_000;

/** Keeps thumbnails below `dir`, which is made when first needed. */
export function createPictureFiles(dir: string): PictureFiles {
  const path = (imageId: string) => {
    // An id from outside must not climb out of the folder; capitals would meet on some file systems.
    if (!/^[0-9a-z_-]{2,64}$/.test(imageId)) throw notAnId();
    // Ids begin with the time, so their first letters are all alike; the last are random and spread the files.
    return join(dir, imageId.slice(-2), `${imageId}${finished}`);
  };

  const write = async (imageId: string, bytes: Uint8Array) => {
    const target = path(imageId);
    const temporary = `${target}.${randomUUID()}${unfinished}`;
    try {
      await mkdir(dirname(target), { recursive: true, mode: 0o700 });
      await writeDurably(temporary, bytes);
      await rename(temporary, target);
      await syncFolder(dirname(target));
    } catch (thrown) {
      await rm(temporary, { force: true }).catch(() => {});
      throw notStored(thrown);
    }
  };

  const read = async (imageId: string) => {
    const source = path(imageId);
    try {
      return new Uint8Array(await readFile(source));
    } catch (thrown) {
      if (isMissing(thrown)) return undefined;
      throw notStored(thrown);
    }
  };

  const remove = async (imageId: string) => rm(path(imageId), { force: true });

  const removeLeftovers: PictureFiles['removeLeftovers'] = async (nowMs, isKnown) => {
    const names = await readdir(dir, { recursive: true }).catch((thrown: unknown) => {
      if (isMissing(thrown)) return [];
      throw notStored(thrown);
    });
    const isLeftover = (name: string) =>
      name.endsWith(unfinished) || (name.endsWith(finished) && !isKnown(basename(name, finished)));
    for (const name of names.filter(isLeftover)) {
      const file = join(dir, name);
      const made = await stat(file).catch(() => undefined);
      if (made && made.mtimeMs < nowMs - hourMs) await rm(file, { force: true });
    }
  };

  return { path, write, read, remove, removeLeftovers };
}

async function writeDurably(file: string, bytes: Uint8Array): Promise<void> {
  const handle = await open(file, 'wx', 0o600);
  try {
    await handle.writeFile(bytes);
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** Without it a power cut may forget the name though the bytes are on the disk. Windows cannot open a folder. */
async function syncFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return;
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

function isMissing(thrown: unknown): boolean {
  return thrown instanceof Error && 'code' in thrown && thrown.code === 'ENOENT';
}

function notAnId(): AppError {
  return new AppError('validation', say('images.noSuchPicture'), { code: 'not-found' });
}

function notStored(cause: unknown): AppError {
  return new AppError('resource', say('images.notStored'), { code: 'storage', cause });
}
