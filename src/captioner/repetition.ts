const longestPeriod = 120;
const leastRepeatedLength = 48;
const leastRepeats = 4;

/**
 * Whether a text in the making ends in the same piece again and again: small models do that until they are stopped.
 * Works on characters, so that it holds for scripts without spaces too. One sign alone must come 30 times; the
 * server itself gives up without a word at about that number.
 */
export function isLooping(text: string): boolean {
  const end = text.slice(-longestPeriod * (leastRepeats + 1));
  for (let period = 1; period <= Math.min(longestPeriod, end.length / leastRepeats); period += 1) {
    const repeats = repeatsAtEnd(end, period);
    if (period === 1 ? repeats >= 30 : repeats >= leastRepeats && repeats * period >= leastRepeatedLength) return true;
  }
  return false;
}

function repeatsAtEnd(text: string, period: number): number {
  const piece = text.slice(-period);
  let repeats = 1;
  while (text.slice(-period * (repeats + 1), -period * repeats) === piece) repeats += 1;
  return repeats;
}
