import { describe, expect, it } from 'vitest';
import { createModelSlots } from '../../src/captioner/hosts/hosts.ts';
import { createSlotKeeper } from '../../src/tasks/slots.ts';

const args = { hosts: ['a host'], model: 'm', atMost: 1 };

describe('the slots of a thread', () => {
  it('come back when one is given back in the same breath in which it was granted', async () => {
    const gate = createModelSlots({ perHost: 1 });
    const keeper = createSlotKeeper(gate, { taskId: 'task' });
    const taken = keeper.take(1, args);
    keeper.release(1);
    await taken;
    expect(gate.load('a host')).toMatchObject({ held: 0, waiting: 0 });
    await keeper.take(2, args);
    expect(gate.load('a host')).toMatchObject({ held: 1, waiting: 0 });
  });

  it('come back when the thread ends, those it waits for too', async () => {
    const gate = createModelSlots({ perHost: 1 });
    const keeper = createSlotKeeper(gate, { taskId: 'task' });
    await keeper.take(1, args);
    const waiting = expect(keeper.take(2, args)).rejects.toThrow('withdrawn');
    keeper.releaseAll();
    await waiting;
    expect(gate.load('a host')).toMatchObject({ held: 0, waiting: 0 });
  });
});
