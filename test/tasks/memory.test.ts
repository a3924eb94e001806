import { asc } from 'drizzle-orm';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { captionVersions, images, pictureFingerprints, taskEvents } from '../../db/schema.ts';
import { type Person, settlePerson, until } from '../support/engine.ts';
import { asked, differentPictures, postPictures, runScene } from '../support/run-scene.ts';
import { renderPicture } from '../support/sandbox-instance/photographs.ts';

type Scene = Awaited<ReturnType<typeof runScene>>;

const photo = await renderPicture({ photo: 'chelsea' }, 'image/jpeg');
const cut = await sharp(photo)
  .extract({ left: 8, top: 5, width: 430, height: 288 })
  .resize({ width: 380 })
  .webp({ quality: 50 })
  .toBuffer();

async function runToEnd({ start, taskRow }: Scene, person: Person, settings: object = {}) {
  const task = await start(person, settings);
  await until(() => taskRow(task.id).completedAt !== null);
  return taskRow(task.id);
}

const textsOf = ({ db }: Scene) => db.select().from(images).orderBy(asc(images.postedAt)).all();

describe('a picture that is posted again', () => {
  it('is not described again, though it was cut, resized and encoded anew', async () => {
    const scene = await runScene(10);
    const bob = await settlePerson(scene.database, scene.instance, 'bob');
    postPictures(scene.instance, bob.account, [{ bytes: photo }]);
    await runToEnd(scene, bob);
    const [first] = textsOf(scene);
    postPictures(scene.instance, bob.account, [{ bytes: cut }, ...differentPictures(1, 'other')]);
    const second = await runToEnd(scene, bob);
    expect(second).toMatchObject({ status: 'completed', imagesDrafted: 2, imagesReused: 1 });
    expect(asked(scene.ollama)).toHaveLength(2);
    const versions = scene.db.select().from(captionVersions).all();
    const reused = versions.find(({ origin }) => origin !== null);
    expect(reused).toMatchObject({
      ...{ text: first?.text, timings: null, language: 'en' },
      origin: { kind: 'earlier draft', imageId: first?.id },
    });
    expect(reused?.imageId).not.toBe(first?.id);
  });

  it("gets the person's own text, which no model has made", async () => {
    const scene = await runScene(10);
    const bob = await settlePerson(scene.database, scene.instance, 'bob');
    postPictures(scene.instance, bob.account, [{ bytes: photo }]);
    await runToEnd(scene, bob);
    scene.db.update(images).set({ state: 'approved', text: 'Chelsea, who owns the sofa.', decidedAt: 7 }).run();
    postPictures(scene.instance, bob.account, [{ bytes: cut }]);
    await runToEnd(scene, bob);
    expect(asked(scene.ollama)).toHaveLength(1);
    const drafted = textsOf(scene).find(({ state }) => state === 'drafted');
    expect(drafted).toMatchObject({ text: 'Chelsea, who owns the sofa.', model: null });
    const [version] = scene.db
      .select()
      .from(captionVersions)
      .all()
      .filter(({ origin }) => origin !== null);
    expect(version).toMatchObject({ raw: null, model: null, promptVersion: null, origin: { kind: 'own text', at: 7 } });
  });

  it('waits for its draft where both are in one run', async () => {
    const scene = await runScene(300, { inFlight: 3 });
    const bob = await settlePerson(scene.database, scene.instance, 'bob');
    postPictures(scene.instance, bob.account, [{ bytes: photo }, { bytes: cut }, { bytes: photo }]);
    expect(await runToEnd(scene, bob)).toMatchObject({ imagesDrafted: 3, imagesReused: 2 });
    expect(asked(scene.ollama)).toHaveLength(1);
    expect(new Set(textsOf(scene).map(({ text }) => text)).size).toBe(1);
  });

  it('is described again for another length, for other private words, and where that is wanted', async () => {
    const scene = await runScene(10);
    const bob = await settlePerson(scene.database, scene.instance, 'bob');
    const times: number[] = [];
    for (const settings of [{}, {}, { length: 'short' }, { names: 'Chelsea: my cat' }, { reprocessExisting: true }]) {
      postPictures(scene.instance, bob.account, [{ bytes: photo }]);
      await runToEnd(scene, bob, settings);
      times.push(asked(scene.ollama).length);
    }
    expect(times).toEqual([1, 1, 2, 3, 3 + 5]);
  });

  it('is described anew for more readers than those of the post that its draft may tell of', async () => {
    const scene = await runScene(10);
    const bob = await settlePerson(scene.database, scene.instance, 'bob');
    const times: number[] = [];
    for (const visibility of ['private', 'private', 'public', 'unlisted', 'private'] as const) {
      postPictures(scene.instance, bob.account, [{ bytes: photo }], { text: "Anna's school", visibility });
      await runToEnd(scene, bob);
      times.push(asked(scene.ollama).length);
    }
    expect(times).toEqual([1, 1, 2, 2, 3]);
  });

  it('has the language of its post’s words where the post names none, and is described anew in another', async () => {
    const scene = await runScene(10);
    const bob = await settlePerson(scene.database, scene.instance, 'bob');
    const german = 'Heute Morgen saß die Katze wieder auf dem Sofa und wollte nicht mit uns in den Garten gehen.';
    const english = 'This morning the cat was on the sofa again and did not want to go to the garden with us.';
    const times: number[] = [];
    for (const text of [german, german, english]) {
      postPictures(scene.instance, bob.account, [{ bytes: photo }], { text, language: null });
      await runToEnd(scene, bob);
      times.push(asked(scene.ollama).length);
    }
    expect(times.slice(0, 2)).toEqual([times[0], times[0]]);
    expect(times[2]).toBeGreaterThan(times[1] ?? 0);
    const versions = scene.db.select().from(captionVersions).orderBy(asc(captionVersions.createdAt)).all();
    expect(versions.map(({ language }) => language)).toEqual(['de', 'de', 'en']);
  });

  it("is described for everybody anew: nobody gets another person's text", async () => {
    const scene = await runScene(10);
    const bob = await settlePerson(scene.database, scene.instance, 'bob');
    const charlie = await settlePerson(scene.database, scene.instance, 'charlie');
    for (const { account } of [bob, charlie]) postPictures(scene.instance, account, [{ bytes: photo }]);
    await runToEnd(scene, bob, { names: 'Miso: my cat' });
    scene.db.update(images).set({ state: 'approved', text: 'Miso, my cat' }).run();
    await runToEnd(scene, charlie, { names: 'Miso: my cat' });
    expect(asked(scene.ollama)).toHaveLength(2);
    const theirs = textsOf(scene).find(({ userId }) => userId === charlie.user.id);
    expect(theirs?.text).not.toBe('Miso, my cat');
  });

  it('leaves what it is found by in rows of its own, not in the log of events', async () => {
    const scene = await runScene(10);
    const bob = await scene.person('bob', 1);
    await runToEnd(scene, bob);
    const [kept] = scene.db.select().from(pictureFingerprints).all();
    expect(kept).toMatchObject({ userId: bob.user.id });
    expect(kept?.grey).toHaveLength(1024);
    const events = JSON.stringify(scene.db.select().from(taskEvents).all());
    expect(events).not.toContain(kept?.grey.toString('base64').slice(0, 40));
  });
});
