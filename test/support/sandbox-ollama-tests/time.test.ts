import { describe, expect, it } from 'vitest';
import { defaultModels } from '../sandbox-ollama/index.ts';
import { linesOf, picture, startScene, textOf } from './scene.ts';

const steady = (msPerImage: number) => defaultModels.map((model) => ({ ...model, msPerImage, loadMs: 10 }));

describe('the time of the sandbox Ollama', () => {
  it('takes the given time for a picture, two fifths of it in silence', async () => {
    const { sandbox, chat } = await startScene({ timeScale: 1, models: steady(400) });
    await linesOf(await chat());
    const lines = await linesOf(await chat());
    const last = lines.at(-1);
    expect(Number(last?.prompt_eval_duration) / 1e6).toBeGreaterThanOrEqual(159);
    const took = sandbox.log.at(-1)?.generateMs ?? 0;
    expect(took).toBeGreaterThan(390);
    // A busy machine adds to it; a second picture or a load would be as much again.
    expect(took).toBeLessThan(800);
  });

  it('works on one picture at a time a slot, first come first served, and adds up its busy time', async () => {
    const { sandbox, chat } = await startScene({ timeScale: 1, models: steady(60) });
    const ended: number[] = [];
    await Promise.all(
      [1, 2, 3].map(async (turn) =>
        ended.push((await linesOf(await chat({ options: { seed: turn } }))).length && turn),
      ),
    );
    expect(ended).toHaveLength(3);
    const order = sandbox.log.toSorted((a, b) => (a.finishedAt ?? 0) - (b.finishedAt ?? 0));
    expect(order).toEqual(sandbox.log);
    expect(sandbox.busyMs()).toBeGreaterThanOrEqual(178);
    expect(sandbox.busyMs()).toBeCloseTo(sandbox.log.reduce((sum, { generateMs }) => sum + generateMs, 0));
  });

  it('works on as many as it has slots, except for families that take one', async () => {
    const { sandbox, chat } = await startScene({ numParallel: 2, timeScale: 1, models: steady(50) });
    let most = 0;
    const watch = setInterval(() => {
      most = Math.max(most, sandbox.generating());
    }, 2);
    await Promise.all([1, 2, 3].map(async () => linesOf(await chat())));
    expect(most).toBe(2);
    most = 0;
    await Promise.all([1, 2].map(async () => linesOf(await chat({ model: 'qwen3-vl:4b-instruct' }))));
    clearInterval(watch);
    expect(most).toBe(1);
  });

  it('loads once for the same options, and again for another context', async () => {
    const { sandbox, chat } = await startScene();
    await Promise.all([1, 2].map(async () => linesOf(await chat({ options: { num_ctx: 4096 } }))));
    await linesOf(await chat({ options: { num_ctx: 4096, temperature: 0.9 } }));
    expect(sandbox.loadCount()).toBe(1);
    await linesOf(await chat({ options: { num_ctx: 8192 } }));
    expect(sandbox.loadCount()).toBe(2);
  });

  it('stops loading when the one who asked hangs up, and starts anew for the next', async () => {
    const { sandbox, chat } = await startScene({ timeScale: 0.1 });
    const controller = new AbortController();
    const first = chat({}, 'x', [picture('coffee')], controller.signal);
    await expect.poll(() => sandbox.log[0]?.phase).toBe('load');
    const second = chat();
    controller.abort();
    await expect(first).rejects.toThrow();
    expect(textOf(await linesOf(await second))).not.toBe('');
    expect(sandbox.log[0]?.aborted?.phase).toBe('load');
    expect(sandbox.loadCount()).toBe(2);
  });

  it('forgets a model when its time is up, and unloads it on demand', async () => {
    const { sandbox, post } = await startScene();
    const loaded = async () => {
      const { models } = (await (await fetch(`${sandbox.url}/api/ps`)).json()) as { models: { name: string }[] };
      return models.map(({ name }) => name);
    };
    await post('/api/chat', { model: 'gemma3:4b', messages: [], keep_alive: '30s' });
    expect(await loaded()).toEqual(['gemma3:4b']);
    await expect.poll(loaded).toEqual([]);
    await post('/api/generate', { model: 'gemma3:4b', keep_alive: -1 });
    expect(await loaded()).toEqual(['gemma3:4b']);
    await post('/api/generate', { model: 'gemma3:4b', keep_alive: 0 });
    expect(await loaded()).toEqual([]);
  });

  it('sees the client hang up and frees the slot', async () => {
    const { sandbox, chat } = await startScene({ timeScale: 0.3 });
    const controller = new AbortController();
    const response = await chat({}, 'x', [picture('coffee')], controller.signal);
    controller.abort();
    await expect(response.text()).rejects.toThrow();
    await expect.poll(() => sandbox.log[0]?.aborted?.phase).toBe('generate');
    expect(sandbox.log[0]?.aborted?.afterTokens).toBeGreaterThan(0);
    expect(sandbox.generating()).toBe(0);
  });

  it('turns away loads beyond its queue, never waiters for a slot', async () => {
    const { sandbox, chat } = await startScene({ maxQueue: 1, timeScale: 0.3 });
    const first = chat();
    await expect.poll(() => sandbox.log[0]?.phase).toBe('load');
    expect((await chat({ model: 'qwen3.5:4b' })).status).toBe(503);
    await linesOf(await first);
    const waiters = await Promise.all([1, 2, 3].map(() => chat()));
    expect(waiters.map(({ status }) => status)).toEqual([200, 200, 200]);
    await Promise.all(waiters.map(linesOf));
  });
});
