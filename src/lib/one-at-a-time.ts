/** Runs the work now, or once more after the run under way, and never two at a time. */
export function oneAtATime(work: () => Promise<void>, onError: (thrown: unknown) => void): () => void {
  let isWorking = false;
  let isWanted = false;
  async function runWhileWanted() {
    isWorking = true;
    while (isWanted) {
      isWanted = false;
      await work().catch(onError);
    }
    isWorking = false;
  }
  return () => {
    isWanted = true;
    if (!isWorking) void runWhileWanted();
  };
}
