import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { images } from '../../db/schema.ts';
import { systemClock } from '../../src/lib/clock.ts';
import { createLog } from '../../src/lib/log.ts';
import { createReader } from '../../src/reading/reader.ts';
import type { TextReader } from '../../src/reading/reading.ts';
import { testDesk } from '../support/desk.ts';
import { testOllama, until } from '../support/engine.ts';
import { helperScene } from '../support/helpers.ts';
import { describeWithRedis } from '../support/redis-server.ts';
import { asked, quickModel, runScene } from '../support/run-scene.ts';
import { renderText } from '../support/text-pictures/rendering.ts';

/** Says the same of every picture, and counts them. */
function signReader(text: string) {
  const looked: number[] = [];
  const textReader: TextReader = {
    canRead: () => true,
    async readText(bytes) {
      looked.push(bytes.length);
      return { lines: [], text };
    },
    close: async () => {},
  };
  return { textReader, looked };
}

const toldOf = (ollama: Parameters<typeof asked>[0]) =>
  asked(ollama).map(({ messages }) => messages.map(({ content }) => content).join('\n'));

describe('a run where pictures are read', () => {
  it('tells the model what stands in each, and keeps it with the picture', async () => {
    const { textReader, looked } = signReader('Mind the gap');
    const scene = await runScene(20, { textReader });
    const task = await scene.start(await scene.person('bob', 2));
    await until(() => scene.taskRow(task.id).status === 'completed');
    expect(looked).toHaveLength(2);
    expect(Math.min(...looked)).toBeGreaterThan(1000);
    for (const told of toldOf(scene.ollama)) expect(told).toContain('Mind the gap');
    expect(scene.db.select().from(images).all()).toEqual([
      expect.objectContaining({ visibleText: 'Mind the gap' }),
      expect.objectContaining({ visibleText: 'Mind the gap' }),
    ]);
  });

  it('is cancelled at once while a picture is being read', async () => {
    const reading = Promise.withResolvers<null>();
    onTestFinished(() => reading.resolve(null));
    let isReading = false;
    const textReader: TextReader = {
      canRead: () => true,
      readText() {
        isReading = true;
        return reading.promise;
      },
      close: async () => {},
    };
    const scene = await runScene(20, { textReader });
    const bob = await scene.person('bob', 2);
    const task = await scene.start(bob);
    await until(() => isReading);
    await scene.generation.cancel(bob.user, task.id);
    await until(() => scene.taskRow(task.id).status === 'cancelled');
    expect(asked(scene.ollama)).toEqual([]);
  });

  it('knows nothing of the text where nobody reads', async () => {
    const scene = await runScene(20);
    const task = await scene.start(await scene.person('bob', 1));
    await until(() => scene.taskRow(task.id).status === 'completed');
    expect(scene.db.select().from(images).get()).toMatchObject({ visibleText: null });
  });
});

describe('a wish', () => {
  it('is told with the text that stands in its picture', async () => {
    const folder = join(import.meta.dirname, '../..');
    const textReader = createReader({ folder, clock: systemClock, log: createLog('silent'), mostMs: 100_000 });
    onTestFinished(textReader.close);
    const ollama = await testOllama({ models: quickModel(20) });
    const desk = testDesk(ollama, { textReader });
    const picture = { bytes: new Uint8Array(await renderText('Closed for the winter')) };
    const wish = desk.ask({ userId: 'bob', imageId: null, errand: desk.errand({ picture }) });
    await until(() => wish.endedAtMs !== null);
    expect(wish).toMatchObject({ state: 'drafted' });
    expect(toldOf(ollama)).not.toEqual([]);
    for (const told of toldOf(ollama)) expect(told).toContain('Closed for the winter');
  });
});

describe('a wish in another language than its post', () => {
  it.each([
    ['is read where the post can be, whatever script the text shall be in', 'en', 'ja', 1],
    ['is not read as Latin letters where the post has others', 'ru', 'en', 0],
  ])('%s', async (_, postLanguage, language, times) => {
    const { textReader, looked } = signReader('Mind the gap');
    const desk = testDesk(await testOllama({ models: quickModel(20) }), { textReader });
    const { request } = desk.errand();
    const errand = desk.errand({ postLanguage, request: { ...request, language } });
    const wish = desk.ask({ userId: 'bob', imageId: null, errand });
    await until(() => wish.endedAtMs !== null);
    expect(wish).toMatchObject({ state: 'drafted' });
    expect(looked).toHaveLength(times);
  });
});

describeWithRedis('a run on a helper', () => {
  it('has its pictures read there', async () => {
    const { textReader, looked } = signReader('Mind the gap');
    const scene = await helperScene(20);
    await scene.helper({ textReader });
    const task = await scene.start(await scene.person('bob', 1));
    await until(() => scene.taskRow(task.id).status === 'completed');
    expect(looked).toHaveLength(1);
    for (const told of toldOf(scene.ollama)) expect(told).toContain('Mind the gap');
    expect(scene.db.select().from(images).get()).toMatchObject({ visibleText: 'Mind the gap' });
  });
});
