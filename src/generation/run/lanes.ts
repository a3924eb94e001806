/**
 * Lanes side by side that each do the same until there is nothing left to do; more may be opened meanwhile. A lane that
 * fails is told at once.
 */
export function createLanes(lane: () => Promise<void>, onFailed: (thrown: unknown) => void) {
  const lanes: Promise<void>[] = [];
  return {
    /** Opens as many as are lacking. */
    open(wanted: number): void {
      while (lanes.length < wanted) {
        const opened = lane();
        opened.catch(onFailed);
        lanes.push(opened);
      }
    },
    /** Settles when all have ended, those that were opened meanwhile too; rejects when one has failed. */
    async ended(): Promise<void> {
      for (let count = -1; count !== lanes.length; ) {
        count = lanes.length;
        await Promise.allSettled(lanes);
      }
      await Promise.all(lanes);
    },
  };
}
