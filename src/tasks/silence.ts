/** Calls back when `restart` was not called for the given time: a thread that spins or hangs loses its task. */
export function watchSilence(mostMs: number, onSilence: () => void) {
  let timer = setTimeout(onSilence, mostMs);
  return {
    restart() {
      clearTimeout(timer);
      timer = setTimeout(onSilence, mostMs);
    },
    stop: () => clearTimeout(timer),
  };
}
