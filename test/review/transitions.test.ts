import { describe, expect, it } from 'vitest';
import { imageStates } from '../../db/schema.ts';
import { type ImageAction, requireTransition, stateAfter, transitions } from '../../src/review/transitions.ts';

const actions = Object.keys(transitions) as ImageAction[];

describe('the life of an image', () => {
  it.each(actions)('%s is allowed exactly where the table says', (action) => {
    const allowed: Record<string, string> = transitions[action];
    for (const state of imageStates) {
      if (state in allowed) expect(requireTransition(action, state)).toBe(allowed[state]);
      else expect(() => requireTransition(action, state)).toThrow(expect.objectContaining({ code: 'wrong-state' }));
    }
  });

  it('leaves no state but gone without a way on', () => {
    const stuck = imageStates.filter((state) => actions.every((action) => stateAfter(action, state) === undefined));
    expect(stuck).toEqual(['gone']);
  });

  it('reaches every state from found', () => {
    const reached = new Set<string>(['found']);
    for (const state of reached) {
      for (const action of actions) {
        const next = stateAfter(action, state as (typeof imageStates)[number]);
        if (next) reached.add(next);
      }
    }
    expect([...reached].sort()).toEqual([...imageStates].sort());
  });

  it('lets only a write on its way lead out of publishing', () => {
    const ways = actions.filter((action) => stateAfter(action, 'publishing') !== undefined);
    expect(ways).toEqual([
      ...['release', 'releasePutBack', 'finishWrite', 'finishPutBack', 'meetConflict', 'failToPublish', 'vanish'],
    ]);
  });

  it('never lets a run touch what a person has decided', () => {
    for (const action of ['prepare', 'draft', 'failToDescribe'] as const) {
      for (const state of ['approved', 'publishing', 'published', 'rejected', 'decorative', 'conflict'] as const) {
        expect(stateAfter(action, state)).toBeUndefined();
      }
    }
  });
});
