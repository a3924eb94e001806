/** Adds up how long slots are busy, and counts how many are. */
export function createBusyClock(slots: number) {
  const running = new Set<{ beganAt: number }>();
  let doneMs = 0;
  return {
    /** A slot begins; the function it gives ends it and answers its milliseconds. */
    begin: () => {
      const run = { beganAt: performance.now() };
      running.add(run);
      return () => {
        running.delete(run);
        const ms = performance.now() - run.beganAt;
        doneMs += ms;
        return ms;
      };
    },
    totalMs: () => [...running].reduce((sum, { beganAt }) => sum + performance.now() - beganAt, doneMs) / slots,
    count: () => running.size,
  };
}
