import { mkdtemp, readdir, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { createPictureFiles } from '../../src/images/picture-files.ts';
import { refusal } from '../lib/far-end.ts';

const imageId = '01926f3e-7a00-7000-8000-0000000000ab';
const bytes = (text: string) => new TextEncoder().encode(text);

async function pictureFiles() {
  const parent = await mkdtemp(join(tmpdir(), 'altwright-pictures-'));
  onTestFinished(() => rm(parent, { recursive: true }));
  const dir = join(parent, 'pictures');
  return { dir, files: createPictureFiles(dir) };
}

it('reads what was written, and what was written last', async () => {
  const { files } = await pictureFiles();
  await files.write(imageId, bytes('first'));
  await files.write(imageId, bytes('second'));
  expect(await files.read(imageId)).toEqual(bytes('second'));
});

it('knows nothing of pictures never written or removed', async () => {
  const { files } = await pictureFiles();
  expect(await files.read(imageId)).toBeUndefined();
  await files.write(imageId, bytes('first'));
  await files.remove(imageId);
  await files.remove(imageId);
  expect(await files.read(imageId)).toBeUndefined();
});

it('leaves one whole file when many write the same picture at once', async () => {
  const { dir, files } = await pictureFiles();
  const texts = Array.from({ length: 20 }, (_, index) => `version ${index}`.repeat(1000));
  await Promise.all(texts.map((text) => files.write(imageId, bytes(text))));
  expect(texts).toContain(new TextDecoder().decode(await files.read(imageId)));
  expect(await readdir(join(dir, 'ab'))).toEqual([`${imageId}.webp`]);
});

it('spreads pictures made in the same second over folders', async () => {
  const { files } = await pictureFiles();
  const other = imageId.replace(/ab$/, 'cd');
  expect(dirname(files.path(imageId))).not.toBe(dirname(files.path(other)));
});

it.each(['../../etc/passwd', '..', '/etc/passwd', 'a/b', 'a\\b', 'a.b', 'ab\0', 'AB', 'x', '', 'a'.repeat(65)])(
  'refuses the id %j everywhere',
  async (id) => {
    const { files } = await pictureFiles();
    expect(() => files.path(id)).toThrow();
    for (const attempt of [() => files.write(id, bytes('x')), () => files.read(id), () => files.remove(id)]) {
      expect(await refusal(attempt())).toMatchObject({ category: 'validation', code: 'not-found' });
    }
  },
);

it('says that the disk is at fault when nothing can be written', async () => {
  const { dir, files } = await pictureFiles();
  await writeFile(dir, 'a file where the folder should be');
  expect(await refusal(files.write(imageId, bytes('x')))).toMatchObject({ category: 'resource', code: 'storage' });
});

it('clears away what a crash left, but not what is being written', async () => {
  const { files } = await pictureFiles();
  await files.removeLeftovers(Date.now(), () => true);
  await files.write(imageId, bytes('whole'));
  const old = `${files.path(imageId)}.old.unfinished`;
  const young = `${files.path(imageId)}.young.unfinished`;
  await Promise.all([writeFile(old, 'half'), writeFile(young, 'half')]);
  const now = Date.now();
  await utimes(old, now / 1000 - 7200, now / 1000 - 7200);
  await files.removeLeftovers(now, () => true);
  const left = await readdir(dirname(files.path(imageId)));
  expect(left.sort()).toEqual([`${imageId}.webp`, `${imageId}.webp.young.unfinished`]);
});

it('clears away the pictures of images that are no more', async () => {
  const { files } = await pictureFiles();
  const [removed, fresh] = [imageId.replace(/^./, 'a'), imageId.replace(/^./, 'b')];
  for (const id of [imageId, removed, fresh]) await files.write(id, bytes('whole'));
  const longAgo = Date.now() / 1000 - 7200;
  for (const id of [imageId, removed]) await utimes(files.path(id), longAgo, longAgo);
  await files.removeLeftovers(Date.now(), (id) => id === imageId);
  const stays = async (id: string) => (await files.read(id)) !== undefined;
  expect([await stays(imageId), await stays(removed), await stays(fresh)]).toEqual([true, false, true]);
});
