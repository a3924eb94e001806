import { describe, expect, it } from 'vitest';
import { imageStates } from '../../db/schema.ts';
import { verdictOn } from '../../src/generation/verdict.ts';

type Row = [own: string, ownReprocess: string, others: string, othersReprocess: string];

/** What becomes of a picture in each state: of this very run or not, describing again or not. */
const table: Record<(typeof imageStates)[number], Row> = {
  found: ['describe', 'describe', 'describe', 'describe'],
  prepared: ['describe', 'describe', 'describe', 'describe'],
  failed: ['done', 'done', 'describe', 'describe'],
  drafted: ['done', 'done', 'skip', 'describe'],
  described: ['skip', 'describe', 'skip', 'describe'],
  approved: ['done', 'done', 'skip', 'skip'],
  publishing: ['done', 'done', 'skip', 'skip'],
  published: ['done', 'done', 'skip', 'skip'],
  rejected: ['done', 'done', 'skip', 'skip'],
  decorative: ['done', 'done', 'skip', 'skip'],
  conflict: ['done', 'done', 'skip', 'skip'],
  gone: ['done', 'done', 'skip', 'skip'],
};

const plain = { isPersonsText: false, saysNothing: false, isDismissed: false };

describe('whether a run describes a picture', () => {
  it.each(imageStates)('is decided for one that is %s', (state) => {
    const verdict = (taskId: string | null, reprocess: boolean) =>
      verdictOn({ ...plain, state, taskId }, { taskId: 'this', reprocess });
    const own = [verdict('this', false), verdict('this', true)];
    expect([...own, verdict('another', false), verdict(null, true)]).toEqual(table[state]);
  });

  it('is no for one that failed in another run when nobody asked for this one', () => {
    const run = { taskId: 'this', reprocess: false, isScheduled: true };
    const verdict = (taskId: string) => verdictOn({ ...plain, state: 'failed', taskId }, run);
    expect([verdict('this'), verdict('another')]).toEqual(['done', 'skip']);
  });

  it.each(['drafted', 'failed'] as const)('is no for one that is %s with a text of the person', (state) => {
    const image = { ...plain, state, taskId: 'another', isPersonsText: true };
    for (const reprocess of [false, true]) expect(verdictOn(image, { taskId: 'this', reprocess })).toBe('skip');
  });

  it.each(imageStates)('is no for one of a post the person does not want to be asked about: %s', (state) => {
    for (const reprocess of [false, true]) {
      const run = { taskId: 'this', reprocess, saysNothingToo: true };
      const verdict = (taskId: string | null) =>
        verdictOn({ ...plain, state, taskId, saysNothing: true, isDismissed: true }, run);
      expect([verdict('this'), verdict('another')]).toEqual([state === 'described' ? 'skip' : 'done', 'skip']);
    }
  });

  it('is yes for a description that says nothing only when such are asked for, and for no other', () => {
    const verdict = (saysNothing: boolean, saysNothingToo: boolean) =>
      verdictOn(
        { ...plain, state: 'described', taskId: null, saysNothing },
        { taskId: 'this', reprocess: false, saysNothingToo },
      );
    expect(verdict(true, true)).toBe('describe');
    expect([verdict(true, false), verdict(false, true)]).toEqual(['skip', 'skip']);
  });
});
