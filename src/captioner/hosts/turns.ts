/** Who waits before the model hosts, and for what. */
export type Turn = { taskId: string; isUrgent: boolean };

const mostRemembered = 1000;

/** Goes round between tasks, so that a run of thousands does not keep another from its first picture. */
export function createTurns() {
  /** The tasks in the order of their last turn, oldest first. */
  const served = new Set<string>();

  return {
    /** The urgent first; otherwise by whose task has had no turn for the longest time, in the order of asking. */
    inOrder<T extends Turn>(waiting: readonly T[]): T[] {
      const places = new Map([...served].map((taskId, index) => [taskId, index]));
      const place = ({ taskId, isUrgent }: T) => (isUrgent ? -2 : (places.get(taskId) ?? -1));
      return waiting.toSorted((a, b) => place(a) - place(b));
    },
    took(taskId: string): void {
      served.delete(taskId);
      served.add(taskId);
      const [oldest] = served;
      if (served.size > mostRemembered && oldest !== undefined) served.delete(oldest);
    },
  };
}
