import { describe, expect, it } from 'vitest';
import { AppError } from '../../src/lib/errors.ts';
import type { News } from '../../src/progress/hub.ts';
import type { Wish } from '../../src/tasks/wishes.ts';
import { testClock } from '../support/clock.ts';
import { photo, testDesk } from '../support/desk.ts';
import { testOllama, until } from '../support/engine.ts';
import { asked, quickModel, runScene } from '../support/run-scene.ts';

const misbehaving = new URL('../support/workers/misbehaving-desk.ts', import.meta.url);

async function deskScene(msPerImage: number, options: Parameters<typeof testDesk>[1] = {}) {
  const ollama = await testOllama({ models: quickModel(msPerImage) });
  const desk = testDesk(ollama, options);
  const upload = (userId: string, more: Parameters<typeof desk.errand>[0] = {}) =>
    desk.ask({ userId, imageId: null, errand: desk.errand(more) });
  return { ...desk, ollama, upload };
}

const over = (wish: Wish) => until(() => wish.endedAtMs !== null);

/** The code with which a deed is refused. */
function codeOf(deed: () => unknown): string | undefined {
  try {
    deed();
    return undefined;
  } catch (thrown) {
    return thrown instanceof AppError ? thrown.code : String(thrown);
  }
}

describe('a wish', () => {
  it('is described word by word, with its picture, and settled once', async () => {
    const { upload, hub, kept } = await deskScene(1500);
    const wish = upload('bob');
    const texts: string[] = [];
    hub.subscribe(`wish:${wish.id}`, (news: News) => news.kind === 'words' && texts.push(news.text));
    await over(wish);
    expect(wish).toMatchObject({
      state: 'drafted',
      reason: null,
      model: 'gemma3:4b',
      picture: { width: 600, height: 400 },
    });
    expect(wish.text.length).toBeGreaterThan(20);
    expect(kept).toEqual([wish.text]);
    expect(texts.length).toBeGreaterThan(1);
    expect(texts.every((text) => wish.text.startsWith(text.trim()))).toBe(true);
    expect(hub.wordsOf(wish.id).size).toBe(0);
  });

  it('is served next while long runs hold every slot of the model and wait for more', async () => {
    const scene = await runScene(150);
    const desk = testDesk(scene.ollama, { hub: scene.hub, slots: scene.slots });
    const load = () => scene.slots.load(scene.ollama.url);
    const tasks = [await scene.start(await scene.person('anna', 30)), await scene.start(await scene.person('ben', 30))];
    await until(() => load().held === 2 && load().waiting > 0);
    const drafted = () => tasks.reduce((sum, { id }) => sum + scene.taskRow(id).imagesDrafted, 0);
    const wish = desk.ask({ userId: 'bob', imageId: null, errand: desk.errand() });
    await until(() => wish.picture);
    const before = drafted();
    await over(wish);
    expect(wish.state).toBe('drafted');
    // The two that were at the model already, and those that ended beside the wish.
    expect(drafted() - before).toBeLessThanOrEqual(5);
    expect(tasks.map(({ id }) => scene.taskRow(id).status)).toEqual(['running', 'running']);
  });

  it('is one of at most two of a person, who may ask again when one is over', async () => {
    const { upload, cancel } = await deskScene(60_000);
    const [first, second] = [upload('bob'), upload('bob')];
    expect(codeOf(() => upload('bob'))).toBe('too-many');
    upload('charlie');
    cancel('bob', second.id);
    const third = upload('bob');
    expect([first.endedAtMs, third.endedAtMs]).toEqual([null, null]);
  });

  it('is refused when very many people wait', async () => {
    const { upload } = await deskScene(60_000);
    for (let number = 0; number < 20; number += 1) upload(`person-${number}`);
    expect(codeOf(() => upload('one-more'))).toBe('too-many');
  });

  it('is the same one when its form is sent twice, and when its picture is asked about twice', async () => {
    const { ask, errand, ofImage, kept, ollama } = await deskScene(50);
    const twice = [1, 2].map(() => ask({ userId: 'bob', imageId: null, id: 'a-ticket', errand: errand() }));
    const again = [1, 2].map(() => ask({ userId: 'bob', imageId: 'a-picture', errand: errand() }));
    expect(twice[0]).toBe(twice[1]);
    expect(again[0]).toBe(again[1]);
    await over(again[0] as Wish);
    expect(ask({ userId: 'bob', imageId: null, id: 'a-ticket', errand: errand() })).toBe(twice[0]);
    expect(asked(ollama)).toHaveLength(2);
    expect(kept).toHaveLength(2);
    expect(ofImage('bob', 'a-picture')).toBe(again[0]);
  });

  it('does not exist for somebody else', async () => {
    const { ask, errand, find, cancel, ofImage } = await deskScene(60_000);
    const { id } = ask({ userId: 'bob', imageId: 'a-picture', errand: errand() });
    expect(ofImage('charlie', 'a-picture')).toBeUndefined();
    expect(codeOf(() => find('charlie', id))).toBe('not-found');
    expect(codeOf(() => cancel('charlie', id))).toBe('not-found');
    expect(codeOf(() => ask({ userId: 'charlie', imageId: null, id, errand: errand() }))).toBe('not-found');
    expect(find('bob', id).endedAtMs).toBeNull();
  });
});

describe('a wish that is no longer wanted', () => {
  it('frees the model within two seconds and lets the next one in', async () => {
    const { upload, cancel, ollama, kept } = await deskScene(30_000);
    const wish = upload('bob');
    await until(() => ollama.generating() === 1);
    const askedAt = performance.now();
    cancel('bob', wish.id);
    await over(wish);
    await until(() => ollama.generating() === 0);
    expect(performance.now() - askedAt).toBeLessThan(2000);
    expect(wish).toMatchObject({ state: 'cancelled', text: '' });
    expect(kept).toEqual([]);
    upload('bob');
    await until(() => ollama.generating() === 1);
  });

  it('ends with all others of a person who has left, and with no one else’s', async () => {
    const { upload, leave, ollama } = await deskScene(30_000);
    const [first, second, other] = [upload('bob'), upload('bob'), upload('charlie')];
    await until(() => ollama.generating() === 1);
    leave('bob');
    expect(second.state).toBe('cancelled');
    await over(first);
    expect(other.endedAtMs).toBeNull();
  });

  it('ends while the model host does not say which models it has', async () => {
    const { upload, cancel } = await deskScene(10, {
      site: { findModel: () => new Promise(() => {}) } as never,
    });
    const wish = upload('bob');
    expect(wish.state).toBe('working');
    cancel('bob', wish.id);
    await over(wish);
    expect(wish.state).toBe('cancelled');
  });

  it('ends when nobody has looked at an uploaded picture for two minutes, and is forgotten later', async () => {
    const clock = testClock();
    const { upload, tend, hub, find, ollama } = await deskScene(30_000, { clock });
    const [watched, alone] = [upload('bob'), upload('bob')];
    const leave = hub.subscribe(`wish:${watched.id}`, () => {});
    await until(() => ollama.generating() === 1);
    clock.advance(121_000);
    tend();
    expect([watched.endedAtMs, alone.state]).toEqual([null, 'cancelled']);
    leave();
    clock.advance(121_000);
    tend();
    await over(watched);
    clock.advance(601_000);
    tend();
    expect(codeOf(() => find('bob', watched.id))).toBe('not-found');
  });
});

describe('a wish that goes wrong', () => {
  it.each([
    ['whose thread exits', 'exits'],
    ['whose thread throws', 'throws'],
    ['whose thread runs out of memory', 'eats-memory'],
    ['whose thread spins', 'spins'],
  ])('%s fails with a sentence, and the next one is served', async (_, model) => {
    const { upload } = await deskScene(10, { workerFile: misbehaving, silenceMs: 3000 });
    const [bad, good] = [upload('bob', { model }), upload('bob')];
    await over(bad);
    expect(bad).toMatchObject({ state: 'failed', reason: { key: 'desk.threadDied' } });
    await over(good);
    expect(good.state).toBe('drafted');
  });

  it('ends after its time, and the model stops', async () => {
    const { upload, ollama } = await deskScene(60_000, { mostMs: 1500 });
    const wish = upload('bob');
    await over(wish);
    expect(wish).toMatchObject({ state: 'failed', reason: { key: 'desk.tooLong' } });
    await until(() => ollama.generating() === 0);
  });

  it.each([
    ['is away', 'captioner.modelUnreachable', 'away'],
    ['has too much to do', 'captioner.modelBusy', 'busy-503'],
    ['has lost the model', 'captioner.modelMissing', 'model-404'],
  ] as const)('says so when the model server %s', async (_, key, trouble) => {
    const { upload, ollama } = await deskScene(10);
    if (trouble === 'away') await ollama.refuseConnections();
    else ollama.faults.add({ kind: trouble });
    const wish = upload('bob');
    await over(wish);
    expect(wish).toMatchObject({ state: 'failed', reason: { key } });
  });

  it('fails alone when what was uploaded is no picture', async () => {
    const { upload, ollama } = await deskScene(10);
    const wish = upload('bob', { picture: { bytes: photo().slice(0, 5000) } });
    await over(wish);
    expect(wish).toMatchObject({ state: 'failed', reason: { key: 'desk.unreadable' }, picture: null });
    expect(asked(ollama)).toEqual([]);
  });

  it('is failed when what came of it cannot be written', async () => {
    const settle = () => {
      throw new Error('database or disk is full');
    };
    const { upload } = await deskScene(10);
    const wish = upload('bob', { settle });
    await over(wish);
    expect(wish).toMatchObject({ state: 'failed', reason: { key: 'errors.unexpected' } });
  });

  it('ends with the program, and what waited is never begun', async () => {
    const { upload, stop, ollama } = await deskScene(30_000);
    const [first, second] = [upload('bob'), upload('bob')];
    await until(() => ollama.generating() === 1);
    await stop();
    expect([first.state, second.state]).toEqual(['cancelled', 'cancelled']);
    await until(() => ollama.generating() === 0);
    expect(asked(ollama)).toHaveLength(1);
  });
});
