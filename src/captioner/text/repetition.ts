/** Forty words. */
const longestPeriod = 320;

/**
 * Whether a text in the making ends in the same piece again and again: small models do that until they are stopped.
 * Works on characters, so that it holds for scripts without spaces too. Pictures of text do repeat themselves, in the
 * columns of a table or the dots of a table of contents: the shorter the piece, the more often it must come.
 */
export function isLooping(text: string): boolean {
  for (let period = 1; period <= Math.min(longestPeriod, text.length / 2); period += 1) {
    if (repeatedLength(text, period) >= leastLength(text.slice(-period))) return true;
  }
  return false;
}

/** How many characters at the end are of one piece of this length, repeated. */
function repeatedLength(text: string, period: number): number {
  let at = text.length - 1;
  while (at >= period && text[at] === text[at - period]) at -= 1;
  return text.length - 1 - at + period;
}

function leastLength(piece: string): number {
  if (!/\p{L}/u.test(piece)) return Math.max(100, 12 * piece.length);
  if (piece.length <= 40) return Math.max(48, 12 * piece.length);
  return piece.length <= 120 ? 5 * piece.length : 3 * piece.length;
}
