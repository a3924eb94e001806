import { describe, expect, it } from 'vitest';
import { saveFingerprint } from '../../db/picture-memory.ts';
import { createLookAlikes } from '../../src/tasks/look-alikes.ts';
import { openScene } from '../review/scene.ts';
import { addPerson } from '../support/people.ts';

const grey = Buffer.alloc(1024, 7).toString('base64');

async function lookAlikesScene() {
  const scene = await openScene();
  const { db, bob, addPost } = scene;
  const lookAlikes = createLookAlikes(db);
  function keep(hash: string, sha256: string, owner?: Parameters<typeof addPost>[1]) {
    const [image] = addPost([null], owner);
    if (!image) throw new Error('a post without a picture');
    db.$client.prepare('update images set sha256 = ? where id = ?').run(sha256, image.id);
    saveFingerprint(db, { userId: owner?.userId ?? bob.id, imageId: image.id }, { hash, grey });
    return image.id;
  }
  const find = async (hash: string, { imageId = 'new', sha256 = 'new', userId = bob.id } = {}) =>
    (await lookAlikes.find(userId, { imageId, sha256, hash })).map((found) => found.imageId);
  return { ...scene, lookAlikes, keep, find };
}

describe('pictures that look alike', () => {
  it('are those whose hashes differ in 15 bits at most, the nearest first', async () => {
    const { keep, find, lookAlikes, bob } = await lookAlikesScene();
    const far = keep('8000000000007fff', 'far');
    const near = keep('ffffffff00000000', 'near');
    const at15 = keep('ffffffff00007fff', '15 bits');
    keep('ffffffff0000ffff', '16 bits');
    expect(await find('ffffffff00000000')).toEqual([near, at15]);
    expect(await find('0000000000007fff')).toEqual([far]);
    const [found] = await lookAlikes.find(bob.id, { imageId: 'x', sha256: 'x', hash: 'ffffffff00000001' });
    expect(found).toEqual({ imageId: near, hash: 'ffffffff00000000', grey });
  });

  it('are of other bytes, and one of each', async () => {
    const { keep, find } = await lookAlikesScene();
    const own = keep('00000000000000ff', 'house');
    keep('00000000000000ff', 'house');
    keep('00000000000000ff', 'cut');
    const lastCut = keep('00000000000000ff', 'cut');
    expect(await find('00000000000000ff', { imageId: own, sha256: 'house' })).toEqual([lastCut]);
  });

  it('are found when they come, change or go after the first question', async () => {
    const { db, bob, keep, find } = await lookAlikesScene();
    expect(await find('00000000000000ff')).toEqual([]);
    const image = keep('00000000000000ff', 'house');
    expect(await find('00000000000000ff')).toEqual([image]);
    saveFingerprint(db, { userId: bob.id, imageId: image }, { hash: 'ffffffffffffffff', grey });
    expect(await find('00000000000000ff')).toEqual([]);
    expect(await find('ffffffffffffffff')).toEqual([image]);
    db.$client.prepare('delete from images where id = ?').run(image);
    expect(await find('ffffffffffffffff')).toEqual([]);
    const other = keep('ffffffffffffffff', 'other');
    expect(await find('ffffffffffffffff')).toEqual([other]);
  });

  it("are never somebody else's", async () => {
    const { db, keep, find, connect } = await lookAlikesScene();
    const charlie = addPerson(db, 'charlie');
    const theirs = keep('00000000000000ff', 'house', {
      userId: charlie.id,
      connectionId: connect(charlie.id, 'charlie').id,
    });
    expect(await find('00000000000000ff')).toEqual([]);
    expect(await find('00000000000000ff', { userId: charlie.id })).toEqual([theirs]);
  });

  it('are found among more than are read at a time', async () => {
    const { db, bob, keep, find } = await lookAlikesScene();
    const image = keep('00000000000000ff', 'first');
    db.$client.pragma('foreign_keys = OFF');
    const insert = db.$client.prepare(
      'insert into picture_fingerprints (user_id, image_id, hash_high, hash_low, grey) values (?, ?, ?, ?, ?)',
    );
    for (let n = 0; n < 5000; n += 1) insert.run(bob.id, `image ${n}`, 0xffffffff, 0xffffffff, Buffer.alloc(1024));
    const last = keep('00000000000001ff', 'last');
    expect(await find('00000000000000ff')).toEqual([image, last]);
  });
});
