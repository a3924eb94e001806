import { describe, expect, it } from 'vitest';
import type { ToRun } from '../../../src/generation/run/port.ts';
import { createLog } from '../../../src/lib/log.ts';
import type { Entry } from '../../../src/tasks/remote/follower.ts';
import type { FromHelper } from '../../../src/tasks/remote/messages.ts';
import { names } from '../../../src/tasks/remote/names.ts';
import { followRun, type RemoteRunMeans } from '../../../src/tasks/remote/remote-run.ts';
import { readsNothing } from '../../support/text-reader.ts';

/** A run whose helper says what the test says; what is told it is on its way until `arrive`. */
function followed() {
  const discarded: string[][] = [];
  const posted: { message: ToRun; onSent: (() => void) | undefined }[] = [];
  let hear = (_entry: Entry) => {};
  const follow = (_key: string, onEntry: typeof hear) => {
    hear = onEntry;
  };
  const means = {
    follower: { follow },
    mail: { open: (_place: string, sealed: string) => JSON.parse(sealed) },
    log: createLog('silent'),
    post: (message: ToRun, onSent?: () => void) => posted.push({ message, onSent }),
    discard: (...entryIds: string[]) => discarded.push(entryIds),
  } as unknown as RemoteRunMeans;
  followRun(names.run('task', 1), means, {
    answers: {
      receive: (message, post) => message.kind === 'question' && post({ kind: 'answer', id: message.id, value: true }),
      releaseAll: () => {},
    },
    onMessage: async () => {},
    onBeat: () => {},
    beatMs: 1000,
    textReader: readsNothing,
  });
  return {
    discarded,
    posted,
    says: (entryId: string, message: FromHelper) => hear({ id: entryId, sealed: JSON.stringify(message) }),
    arrive() {
      for (const { onSent } of posted.splice(0)) onSent?.();
    },
  };
}

describe('what a helper says stays in its stream, for a web machine that dies,', () => {
  it('until the answer to its question can no longer be lost', () => {
    const run = followed();
    run.says('1-0', { kind: 'question', id: 1, name: 'known', args: [] });
    expect([run.posted.length, run.discarded]).toEqual([1, []]);
    run.arrive();
    expect(run.discarded).toEqual([['1-0']]);
  });

  it('until the credit for its event can no longer be lost', async () => {
    const run = followed();
    run.says('1-0', { kind: 'event', seq: 1, event: { type: 'step', step: 'listing' } });
    await expect.poll(() => run.posted.length).toBe(1);
    expect(run.discarded).toEqual([]);
    run.arrive();
    expect(run.discarded).toEqual([['1-0']]);
  });

  it('until the slot it got is given back, and then wish and return go together', () => {
    const run = followed();
    run.says('1-0', { kind: 'question', id: 1, name: 'slot', args: { hosts: ['a host'], model: 'm', atMost: 2 } });
    run.arrive();
    expect(run.discarded).toEqual([]);
    run.says('2-0', { kind: 'release', id: 1, report: null });
    expect(run.discarded).toEqual([['1-0', '2-0']]);
  });
});
