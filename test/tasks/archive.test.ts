import { describe, expect, it } from 'vitest';
import { asked } from '../support/run-scene.ts';
import { dayMs, minuteMs, openWatchingScene } from './watching-scene.ts';

const hourMs = 60 * minuteMs;

/** Bob has so many pictures, one a post and one post a day, and so many are described each night. */
async function openArchive(pictures: number, nightlyPictures: number) {
  const scene = await openWatchingScene();
  for (let day = pictures; day > 0; day -= 1) scene.post(day * dayMs);
  scene.save({ nightlyPictures });
  return {
    ...scene,
    /** Lets a day pass and waits for its night's run. */
    async night() {
      for (let hours = 0; hours < 24; hours += 1) {
        await scene.pass(hourMs);
        await scene.settled();
      }
    },
    drafted: () => scene.tasks().map(({ imagesDrafted }) => imagesDrafted),
  };
}

describe('an archive described night by night', () => {
  it('is gone through newest first, each picture once, and then it is said and ends', async () => {
    const scene = await openArchive(5, 2);
    await scene.night();
    expect(scene.drafted()).toEqual([2]);
    const drafted = scene.db.query.images.findMany({ where: (image, { eq }) => eq(image.state, 'drafted') }).sync();
    const newest = scene.clock.now() - 3.5 * dayMs;
    expect(drafted.every(({ postedAt }) => postedAt > newest)).toBe(true);
    await scene.night();
    expect(scene.drafted()).toEqual([2, 2]);
    await scene.night();
    expect(scene.drafted()).toEqual([1, 2, 2]);
    expect(scene.told()).toContain('watching.archiveDone');
    expect(scene.watch()).toMatchObject({ nightlyPictures: 0, archiveDoneAt: expect.any(Number) });
    await scene.night();
    expect(scene.drafted()).toEqual([1, 2, 2]);
    expect(asked(scene.ollama)).toHaveLength(5);
    expect(scene.told().filter((key) => key === 'watching.archiveDone')).toHaveLength(1);
  });

  it('ends the night after when the last picture was the last of its number', async () => {
    const scene = await openArchive(4, 2);
    await scene.night();
    await scene.night();
    expect(scene.watch().archiveDoneAt).toBeNull();
    await scene.night();
    expect(scene.drafted()).toEqual([2, 2]);
    expect(scene.watch().archiveDoneAt).not.toBeNull();
  });

  it('passes over pages of the server that need nothing, and goes on behind them', async () => {
    const scene = await openArchive(3, 2);
    const described = { photo: 'coffee', description: 'By hand.' } as const;
    for (let hour = 1; hour <= 40; hour += 1) scene.post(hour * 20 * minuteMs, described);
    await scene.night();
    expect(scene.drafted()).toEqual([2]);
    expect(scene.watch().archiveCursor).not.toBeNull();
    const [first] = scene.tasks();
    expect(first?.scope?.cursor).toBe(scene.watch().archiveCursor);
    await scene.night();
    expect(scene.drafted()).toEqual([1, 2]);
  });

  it('has nothing to do with what is posted meanwhile', async () => {
    const scene = await openArchive(2, 5);
    scene.clock.advance(minuteMs);
    scene.post();
    await scene.night();
    expect(scene.drafted()).toEqual([2]);
    expect(scene.watch().archiveDoneAt).not.toBeNull();
  });

  it('takes a picture that could not be described once, and goes on', async () => {
    const scene = await openArchive(3, 2);
    scene.post(10 * dayMs, { photo: 'coffee', fault: 'corrupt' });
    for (let nights = 0; nights < 4; nights += 1) await scene.night();
    expect(scene.tasks().map(({ imagesDrafted, imagesFailed }) => [imagesDrafted, imagesFailed])).toEqual([
      [1, 1],
      [2, 0],
    ]);
    expect(scene.watch().archiveDoneAt).not.toBeNull();
  });

  it('makes up for a night that was missed', async () => {
    const scene = await openArchive(2, 5);
    await scene.pass(5 * dayMs);
    await scene.settled();
    expect(scene.drafted()).toEqual([2]);
  });

  it('goes on where it was when it was turned off and on again', async () => {
    const scene = await openArchive(3, 2);
    await scene.night();
    const { archiveUntil } = scene.watch();
    scene.save({ nightlyPictures: 0 });
    await scene.night();
    expect(scene.drafted()).toEqual([2]);
    scene.save({ nightlyPictures: 2 });
    expect(scene.watch().archiveUntil).toBe(archiveUntil);
    await scene.night();
    expect(scene.drafted()).toEqual([1, 2]);
  });
});
