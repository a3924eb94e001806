import { describe, expect, it } from 'vitest';
import { testClock } from '../../support/clock.ts';
import { describeRequest, photograph, startCaptioner, until } from '../sandbox.ts';

const unheard = { signal: new AbortController().signal, onText: () => {} };

/** Moves the clock on until the promise has settled: the far end lives in real time, our limits in the clock's. */
async function advanceUntilSettled(
  clock: { advance: (ms: number) => void; now: () => number },
  promise: Promise<unknown>,
) {
  const startedAt = clock.now();
  let isSettled = false;
  const settled = promise.then(
    () => ({ ok: true as const }),
    (error: unknown) => ({ ok: false as const, error }),
  );
  void settled.then(() => {
    isSettled = true;
  });
  await until(() => {
    if (!isSettled) clock.advance(1000);
    return isSettled;
  });
  return { ...(await settled), afterMs: clock.now() - startedAt };
}

describe('the limits of time', () => {
  it('a model that may have to load gets five minutes for its first word', async () => {
    const clock = testClock();
    const { sandbox, captioner } = await startCaptioner({}, { clock });
    sandbox.faults.add({ kind: 'blackhole' });
    const describing = captioner.describe(photograph, describeRequest(), unheard);
    await until(() => sandbox.log.length === 1);
    const end = await advanceUntilSettled(clock, describing);
    expect(end).toMatchObject({ ok: false, error: { code: 'model-silent', category: 'resource' } });
    expect(end.afterMs).toBeGreaterThanOrEqual(300_000);
    await until(() => sandbox.log[0]?.aborted !== undefined);
  });

  it('one that has just answered gets a minute, and after a failure five again', async () => {
    const clock = testClock();
    const { sandbox, captioner } = await startCaptioner({}, { clock });
    await captioner.describe(photograph, describeRequest(), unheard);
    const waited: number[] = [];
    for (const requests of [2, 3]) {
      sandbox.faults.add({ kind: 'blackhole' });
      const describing = captioner.describe(photograph, describeRequest(), unheard);
      await until(() => sandbox.log.length === requests);
      waited.push((await advanceUntilSettled(clock, describing)).afterMs);
    }
    expect(waited[0]).toBeLessThan(120_000);
    expect(waited[1]).toBeGreaterThanOrEqual(300_000);
  });

  it('a minute of silence between two words is too long', async () => {
    const clock = testClock();
    const { sandbox, captioner } = await startCaptioner({}, { clock });
    sandbox.faults.add({ kind: 'stall', k: 5, ms: 60_000_000 });
    let heard = 0;
    const onText = () => {
      heard += 1;
    };
    const describing = captioner.describe(photograph, describeRequest(), { ...unheard, onText });
    await until(() => heard === 5);
    const end = await advanceUntilSettled(clock, describing);
    expect(end).toMatchObject({ ok: false, error: { code: 'model-stalled' } });
    expect(end.afterMs).toBeLessThan(70_000);
    await until(() => sandbox.generating() === 0);
  });

  it('slow headers within the limit are waited for', async () => {
    const { sandbox, captioner } = await startCaptioner();
    sandbox.faults.add({ kind: 'slow-headers', ms: 20_000 });
    expect((await captioner.describe(photograph, describeRequest(), unheard)).text).toMatch(/\.$/);
  });

  it('a server that says nothing of its state is called unreachable within ten seconds', async () => {
    const clock = testClock();
    const { sandbox, captioner } = await startCaptioner({}, { clock });
    sandbox.faults.add({ kind: 'blackhole' });
    const asking = captioner.health();
    await until(() => sandbox.log.length === 1);
    const end = await advanceUntilSettled(clock, asking);
    expect(end.ok).toBe(true);
    expect(await asking).toMatchObject({ isReachable: false, error: { code: 'model-silent' } });
  });
});

describe('giving up', () => {
  it.each(['load', 'queue', 'prompt', 'generate'] as const)(
    'in the phase %s reaches the model at once',
    async (phase) => {
      const slow = phase === 'load' ? { timeScale: 1 } : { timeScale: 0.3 };
      const { sandbox, captioner } = await startCaptioner(slow);
      if (phase !== 'load') await captioner.warm('gemma3:4b');
      const others = new AbortController();
      const occupying =
        phase === 'queue'
          ? captioner.describe(photograph, describeRequest(), { ...unheard, signal: others.signal }).catch(() => {})
          : undefined;
      if (occupying) await until(() => sandbox.generating() === 1);
      const controller = new AbortController();
      const reason = new Error('no longer wanted');
      const describing = captioner.describe(photograph, describeRequest(), { ...unheard, signal: controller.signal });
      const record = () => sandbox.log.at(-1);
      await Promise.all([
        expect(describing).rejects.toBe(reason),
        until(() => record()?.phase === phase && record()?.images.length === 1).then(() => controller.abort(reason)),
      ]);
      await until(() => record()?.aborted !== undefined);
      expect(record()?.aborted?.phase).toBe(phase);
      others.abort();
      await occupying;
      await until(() => sandbox.generating() === 0);
    },
  );

  it('is not how a description ends: its connection serves a later one', async () => {
    const { sandbox, captioner } = await startCaptioner();
    for (let pictures = 0; pictures < 6; pictures += 1) {
      await captioner.describe(photograph, describeRequest(), unheard);
    }
    // The next request may leave a moment before the connection of the last is free again.
    expect(new Set(sandbox.log.map(({ clientPort }) => clientPort)).size).toBeLessThanOrEqual(2);
  });

  it('two at once wait for one slot, and the second knows how long', async () => {
    const { captioner } = await startCaptioner({ timeScale: 0.1 });
    await captioner.warm('gemma3:4b');
    const both = await Promise.all([
      captioner.describe(photograph, describeRequest(), unheard),
      captioner.describe(photograph, describeRequest(), unheard),
    ]);
    const waits = both.map(({ timings }) => timings.queueMs).sort((a, b) => a - b);
    expect(waits[0]).toBeLessThan(waits[1] ?? 0);
  });
});
