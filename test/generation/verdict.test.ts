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

describe('whether a run describes a picture', () => {
  it.each(imageStates)('is decided for one that is %s', (state) => {
    const verdict = (taskId: string | null, reprocess: boolean) =>
      verdictOn({ state, taskId, isPersonsText: false }, { taskId: 'this', reprocess });
    const own = [verdict('this', false), verdict('this', true)];
    expect([...own, verdict('another', false), verdict(null, true)]).toEqual(table[state]);
  });

  it('is no for one that failed in another run when nobody asked for this one', () => {
    const run = { taskId: 'this', reprocess: false, isScheduled: true };
    const verdict = (taskId: string) => verdictOn({ state: 'failed', taskId, isPersonsText: false }, run);
    expect([verdict('this'), verdict('another')]).toEqual(['done', 'skip']);
  });

  it.each(['drafted', 'failed'] as const)('is no for one that is %s with a text of the person', (state) => {
    const image = { state, taskId: 'another', isPersonsText: true };
    for (const reprocess of [false, true]) expect(verdictOn(image, { taskId: 'this', reprocess })).toBe('skip');
  });
});
