import { describe, expect, it } from 'vitest';
import type { DescribeTimings } from '../../../src/captioner/captioner.ts';
import type { HostListing } from '../../../src/captioner/hosts/host-record.ts';
import { createModelSlots, type ModelSlotsOptions, type Slot } from '../../../src/captioner/hosts/hosts.ts';
import { testClock } from '../../support/clock.ts';

const signal = new AbortController().signal;
const has = (...models: string[]): HostListing => ({ models: models.map((name) => ({ name, loaded: true })) });

const took = (pictureMs: number, queueMs = 0): { timings: DescribeTimings } => ({
  timings: { totalMs: pictureMs + queueMs, queueMs, loadMs: 0, promptMs: 0, generateMs: pictureMs },
});

/** Two hosts, one quick and one slow, that both have the model `m` in memory. */
function openGate(options: Partial<ModelSlotsOptions> = {}) {
  const clock = testClock();
  const slots = createModelSlots({ perHost: 2, clock, ...options });
  slots.note('quick', has('m'));
  slots.note('slow', has('m'));
  const wish = { hosts: ['quick', 'slow'], model: 'm', taskId: 'run', signal, left: 1000 };
  const acquire = (more: Partial<typeof wish> & { isUrgent?: boolean } = {}) => slots.acquire({ ...wish, ...more });
  /** A picture described at one host alone, in so many milliseconds. */
  async function describeAt(host: string, ...times: Parameters<typeof took>) {
    (await acquire({ hosts: [host] }))?.release(took(...times));
  }
  async function failAt(host: string, code: string) {
    (await acquire({ hosts: [host] }))?.release({ code });
  }
  return { ...slots, clock, acquire, describeAt, failAt };
}

const hostsOf = async (slots: Promise<Slot | null>[]) => (await Promise.all(slots)).map((slot) => slot?.host);

/** What a promise has come to once all that is ready has been done. */
async function outcomeNow<T>(promise: Promise<T>): Promise<T | 'waiting'> {
  await new Promise((resolve) => setImmediate(resolve));
  return Promise.race([promise, Promise.resolve('waiting' as const)]);
}

describe('which host a picture goes to', () => {
  it('is the one where it is done first, by the measured speed and by what is there already', async () => {
    const { acquire, describeAt } = openGate();
    await describeAt('quick', 1000);
    await describeAt('slow', 2500);
    expect(await hostsOf([acquire(), acquire(), acquire(), acquire()])).toEqual(['quick', 'quick', 'slow', 'slow']);
  });

  it('is never the slow one for the last pictures, which the quick one would have done before', async () => {
    const { acquire, describeAt } = openGate();
    await describeAt('quick', 1000);
    await describeAt('slow', 10_000);
    const [first] = await Promise.all([acquire({ left: 2 }), acquire({ left: 1 })]);
    const last = acquire({ left: 1 });
    expect(await outcomeNow(last)).toBe('waiting');
    first?.release(took(1000));
    expect((await last)?.host).toBe('quick');
  });

  it('is one with the model in memory, as long as the others would first have to load it', async () => {
    const { acquire, note } = openGate();
    note('quick', { models: [{ name: 'm', loaded: false }] });
    expect(await hostsOf([acquire({ left: 2 }), acquire({ left: 1 })])).toEqual(['slow', 'slow']);
  });

  it('is never one that lacks the model, and none where all lack it', async () => {
    const { acquire, note } = openGate();
    note('quick', has('another'));
    expect(await hostsOf([acquire(), acquire()])).toEqual(['slow', 'slow']);
    expect(await outcomeNow(acquire())).toBe('waiting');
    expect(await acquire({ hosts: ['quick'] })).toBeNull();
  });

  it('is tried for what is urgent before all that waits, at whichever host', async () => {
    const { acquire } = openGate({ perHost: 1 });
    const [first] = await Promise.all([acquire(), acquire()]);
    const run = acquire();
    const wish = acquire({ taskId: 'desk', isUrgent: true, left: 1 });
    first?.release(took(1000));
    expect((await wish)?.host).toBe('quick');
    expect(await outcomeNow(run)).toBe('waiting');
  });

  it('goes round between tasks with different models at the same hosts', async () => {
    const { acquire, note } = openGate({ perHost: 1 });
    note('slow', has('m', 'n'));
    const [busy] = await Promise.all([acquire({ hosts: ['slow'] })]);
    const waiting = ['a', 'a', 'b'].map((taskId) =>
      acquire({ taskId, hosts: ['slow'], model: taskId === 'a' ? 'm' : 'n' }),
    );
    busy?.release(null);
    (await waiting[0])?.release(null);
    expect(await outcomeNow(waiting[1] as Promise<Slot | null>)).toBe('waiting');
    expect((await waiting[2])?.host).toBe('slow');
  });
});

describe('a host that fails', () => {
  it.each(['model-unreachable', 'out-of-memory', 'model-unsupported', 'model-missing', 'model-access'])(
    'gets no more pictures after %s while another is well',
    async (code) => {
      const { acquire, failAt } = openGate();
      await failAt('quick', code);
      expect(await hostsOf([acquire(), acquire()])).toEqual(['slow', 'slow']);
      expect(await outcomeNow(acquire())).toBe('waiting');
    },
  );

  it.each(['model-busy', 'model-stopped', 'model-silent'])(
    'is left alone after three times %s in a row, not after one',
    async (code) => {
      const { acquire, failAt, describeAt } = openGate();
      const isUsed = async () => {
        const taken = await Promise.all([acquire(), acquire()]);
        for (const slot of taken) slot?.release(null);
        return taken.some((slot) => slot?.host === 'quick');
      };
      await failAt('quick', code);
      await failAt('quick', code);
      await describeAt('quick', 1000);
      await failAt('quick', code);
      await failAt('quick', code);
      expect(await isUsed()).toBe(true);
      await failAt('quick', code);
      expect(await isUsed()).toBe(false);
    },
  );

  it('is not blamed for what is a picture’s own', async () => {
    const { acquire, failAt } = openGate();
    for (const code of ['refusal', 'image-undecodable', 'empty', 'repetition']) await failAt('quick', code);
    expect((await acquire())?.host).toBe('quick');
  });

  it('may be well with another model', async () => {
    const { acquire, failAt, note } = openGate();
    note('quick', has('m', 'n'));
    await failAt('quick', 'out-of-memory');
    expect((await acquire({ model: 'n' }))?.host).toBe('quick');
  });

  it('gets one picture after a pause where there is no room elsewhere, and all again when that went well', async () => {
    const { acquire, failAt, clock } = openGate();
    await failAt('quick', 'out-of-memory');
    clock.advance(2000);
    const all = await Promise.all([acquire(), acquire(), acquire()]);
    expect(all.map((slot) => slot?.host)).toEqual(['slow', 'slow', 'quick']);
    const next = [acquire(), acquire()];
    expect(await outcomeNow(Promise.race(next))).toBe('waiting');
    all[2]?.release(took(1000));
    expect(await hostsOf(next)).toEqual(['quick', 'quick']);
  });

  it('is left alone for longer each time, a minute at most', async () => {
    const { acquire, failAt, clock } = openGate();
    await failAt('quick', 'out-of-memory');
    await Promise.all([acquire({ hosts: ['slow'] }), acquire({ hosts: ['slow'] })]);
    const pauses: number[] = [];
    for (let second = 1, triedAt = 0; second <= 300; second += 1) {
      clock.advance(1000);
      const giveUp = new AbortController();
      const asked = acquire({ signal: giveUp.signal }).catch(() => null);
      await outcomeNow(asked);
      giveUp.abort();
      const slot = await asked;
      if (!slot) continue;
      pauses.push(second - triedAt);
      triedAt = second;
      slot.release({ code: 'out-of-memory' });
    }
    expect(pauses).toEqual([2, 4, 8, 16, 32, 60, 60, 60]);
  });

  it('is asked what it has, which costs its card nothing, before a picture is tried', async () => {
    let answer: HostListing = 'away';
    const asked: string[] = [];
    const probe = async (host: string) => {
      asked.push(host);
      return answer;
    };
    const { acquire, describeAt, failAt, clock } = openGate({ probe });
    await describeAt('quick', 1000);
    await describeAt('slow', 2500);
    await failAt('quick', 'model-unreachable');
    const hostNow = async () => {
      clock.advance(60_000);
      const slot = await acquire();
      slot?.release(null);
      await new Promise((resolve) => setImmediate(resolve));
      return slot?.host;
    };
    expect(await hostNow()).toBe('slow');
    expect(asked).toEqual(['quick']);
    answer = has('m');
    expect(await hostNow()).toBe('slow');
    expect(asked).toEqual(['quick', 'quick']);
    expect(await hostNow()).toBe('quick');
    expect(asked).toHaveLength(2);
  });

  it('is tried all the same where no other has the model, so that the run meets the trouble itself', async () => {
    const { acquire, failAt } = openGate();
    await failAt('quick', 'model-unreachable');
    await failAt('slow', 'model-unreachable');
    expect((await acquire())?.host).toBe('quick');
    expect((await acquire({ hosts: ['slow'] }))?.host).toBe('slow');
  });

  it.each([
    ['a description', took(1000)],
    ['a failure of the picture', { code: 'refusal' }],
    ['a failure of the model', { code: 'out-of-memory' }],
  ])('that was taken for away is tried after a pause again once it has answered with %s', async (_, report) => {
    const { acquire, note, failAt, clock } = openGate();
    const underWay = await acquire({ hosts: ['quick'] });
    note('quick', 'away');
    underWay?.release(report);
    await failAt('quick', 'out-of-memory');
    clock.advance(60_000);
    const all = await Promise.all([acquire(), acquire(), acquire()]);
    expect(all.map((slot) => slot?.host)).toEqual(['slow', 'slow', 'quick']);
  });

  it('is among the others again once it has answered somebody', async () => {
    const { acquire, note, describeAt } = openGate();
    await describeAt('quick', 1000);
    await describeAt('slow', 1500);
    note('quick', 'away');
    expect((await acquire())?.host).toBe('slow');
    note('quick', has('m'));
    expect((await acquire())?.host).toBe('quick');
  });
});

describe('how many pictures may be at a host', () => {
  const range = { least: 1, most: 8 };

  /** What the number comes to when each picture takes a second and waits as told, with as many there as there may be. */
  async function settled(waitMs: (atMost: number) => number, perHost = 2, gate = openGate({ perHost, range })) {
    for (let picture = 0; picture < 200; picture += 1) {
      const { atMost } = gate.load('quick');
      const taken = await Promise.all(Array.from({ length: atMost }, () => gate.acquire({ hosts: ['quick'] })));
      for (const slot of taken) slot?.release(took(1000, waitMs(atMost)));
    }
    return gate.load('quick').atMost;
  }

  /** A host that describes so many at once: the others wait for one of its places. */
  const host = (parallel: number) => (atMost: number) => Math.max(0, (atMost / parallel - 1) * 1000);

  it.each([
    [1, 2],
    [2, 3],
    [4, 5],
    [6, 7],
  ])('comes to one more than the %i it describes at once', async (parallel, atMost) => {
    expect(await settled(host(parallel))).toBe(atMost);
  });

  it('goes down where others use the host as well, and never below one', async () => {
    expect(await settled(() => 5000, 5)).toBe(1);
  });

  it('never goes above eight, unless more were asked for', async () => {
    expect(await settled(() => 0)).toBe(8);
    expect(await settled(() => 500, 12)).toBe(12);
  });

  it('is one where memory ran short, and never as high as it was then, however many ran out together', async () => {
    const gate = openGate({ perHost: 4, range });
    const together = await Promise.all(Array.from({ length: 4 }, () => gate.acquire({ hosts: ['quick'] })));
    for (const slot of together) slot?.release({ code: 'out-of-memory' });
    expect(gate.load('quick').atMost).toBe(1);
    expect(gate.load('slow').atMost).toBe(4);
    const next = await gate.acquire({ hosts: ['quick'] });
    expect(next?.room).toBe(1);
    expect(await outcomeNow(gate.acquire({ hosts: ['quick'], taskId: 'other' }))).toBe('waiting');
    next?.release({ code: 'out-of-memory' });
    expect(gate.load('quick').atMost).toBe(1);
  });

  it('rises again after memory ran short, to one less', async () => {
    const gate = openGate({ perHost: 4, range });
    await gate.failAt('quick', 'out-of-memory');
    expect(gate.load('quick').atMost).toBe(1);
    expect(await settled(() => 0, 4, gate)).toBe(3);
  });

  it('stays where there is no reason to change it', async () => {
    expect(await settled(() => 900)).toBe(2);
  });

  it('is not raised for a host that has not been full', async () => {
    const gate = openGate({ range });
    for (let picture = 0; picture < 50; picture += 1) await gate.describeAt('quick', 1000);
    expect(gate.load('quick').atMost).toBe(2);
  });
});
