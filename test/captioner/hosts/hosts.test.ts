import { describe, expect, it } from 'vitest';
import { createModelSlots } from '../../../src/captioner/hosts/hosts.ts';

describe('the gate before the model hosts', () => {
  const signal = new AbortController().signal;
  const wish = { hosts: ['host'], model: 'm', signal };

  /** Asks for slots in the given order and answers the order in which the tasks got them. */
  async function orderOf(asking: string[], perHost = 1): Promise<string[]> {
    const slots = createModelSlots({ perHost });
    const hold = await slots.acquire({ ...wish, taskId: 'before' });
    const order: string[] = [];
    const all = asking.map(async (taskId) => {
      const slot = await slots.acquire({ ...wish, taskId, isUrgent: taskId === 'desk' });
      order.push(taskId);
      slot?.release(null);
    });
    hold?.release(null);
    await Promise.all(all);
    return order;
  }

  it('goes round between the tasks', async () => {
    expect(await orderOf(['a', 'a', 'a', 'b', 'c', 'b', 'c'])).toEqual(['a', 'b', 'c', 'a', 'b', 'c', 'a']);
  });

  it('lets small wishes of people before the page in first', async () => {
    expect(await orderOf(['a', 'b', 'desk'])).toEqual(['desk', 'a', 'b']);
  });

  it('never lets in more than its number, and counts hosts apart', async () => {
    const slots = createModelSlots({ perHost: 2 });
    const held = await Promise.all(['a', 'b'].map((taskId) => slots.acquire({ ...wish, taskId })));
    void slots.acquire({ ...wish, taskId: 'c' });
    expect(slots.load('host')).toMatchObject({ held: 2, waiting: 1 });
    await slots.acquire({ ...wish, hosts: ['other'], taskId: 'c' });
    held[0]?.release(null);
    held[0]?.release(null);
    expect(slots.load('host')).toMatchObject({ held: 2, waiting: 0 });
  });

  it('forgets who gives up waiting', async () => {
    const slots = createModelSlots({ perHost: 1 });
    const slot = await slots.acquire({ ...wish, taskId: 'a' });
    const controller = new AbortController();
    const waiting = slots.acquire({ ...wish, taskId: 'b', signal: controller.signal });
    const reason = new Error('enough');
    controller.abort(reason);
    await expect(waiting).rejects.toBe(reason);
    slot?.release(null);
    expect(slots.load('host')).toMatchObject({ held: 0, waiting: 0 });
  });
});
