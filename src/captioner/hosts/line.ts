import { createTurns, type Turn } from './turns.ts';

/** `left`: how many pictures the task has yet to bring, this one included. */
export type InLine = Turn & { left: number };

/** Who waits before the model hosts. */
export function createLine<T extends InLine>() {
  const turns = createTurns();
  let waiting: T[] = [];

  /** A task brings at least as many as it has in line. */
  function lengthOf(some: readonly T[]): number {
    const counts = new Map<string, number>();
    const lefts = new Map<string, number>();
    for (const { taskId, left } of some) {
      counts.set(taskId, (counts.get(taskId) ?? 0) + 1);
      lefts.set(taskId, Math.max(left, counts.get(taskId) ?? 0));
    }
    return [...lefts.values()].reduce((sum, left) => sum + left, 0);
  }

  return {
    join: (one: T) => void waiting.push(one),
    leave(one: T): void {
      waiting = waiting.filter((other) => other !== one);
    },
    /** Its task has had a turn. */
    served({ taskId }: T): void {
      turns.took(taskId);
    },
    /** Those whose turn it is next before the others. */
    inOrder: () => turns.inOrder(waiting),
    filter: (isWanted: (one: T) => boolean) => waiting.filter(isWanted),
    /** How many pictures are to come, and how many urgent ones: to these the others are no matter. */
    lengths: () => ({ all: lengthOf(waiting), urgent: lengthOf(waiting.filter(({ isUrgent }) => isUrgent)) }),
  };
}
