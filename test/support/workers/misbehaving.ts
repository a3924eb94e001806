import type { Order } from '../../../src/generation/run/port.ts';
import captionTask from '../../../workers/caption-task.ts';

/** Ways to go wrong, by the name of the model that brings them. */
export const misdeeds: Record<string, (order: Pick<Order, 'port'>) => Promise<void>> = {
  exits: async () => process.exit(3),
  throws: async () => {
    throw new Error('an error nobody expected');
  },
  'eats-memory': async () => {
    const eaten: number[][] = [];
    // Bite by bite: at one that is larger than V8's reserve the whole process would die instead of the thread.
    while (true) eaten.push(new Array<number>(100_000).fill(eaten.length + 0.5));
  },
  spins: async ({ port }) => {
    port.postMessage({ kind: 'beat' });
    while (true);
  },
};

async function neverReturn({ port, spec: { taskId, attempt } }: Order): Promise<void> {
  const message = { taskId, attempt, seq: 1, event: { type: 'ended', outcome: 'completed' } };
  port.postMessage({ kind: 'event', message });
  while (true);
}

/** As a program that a busy machine takes its time to load; then a run like any other. */
function startLate(order: Order): Promise<void> {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 5000);
  return captionTask({ ...order, spec: { ...order.spec, model: { name: 'gemma3:4b', family: 'gemma3' } } });
}

/** The thread's program, except for runs with the model of one of these names, which go wrong in that way. */
// biome-ignore lint/style/noDefaultExport: a pool's thread is started by its default export
export default (order: Order): Promise<void> => {
  const { name } = order.spec.model;
  if (name === 'never-returns') return neverReturn(order);
  if (name === 'starts-late') return startLate(order);
  return misdeeds[name]?.(order) ?? captionTask(order);
};
