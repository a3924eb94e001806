/** A whole word of the alternatives, also where letters have accents: a plain word boundary knows only ASCII. */
export const word = (alternatives: string): RegExp =>
  new RegExp(`(?<![\\p{L}\\p{N}])(?:${alternatives})(?![\\p{L}\\p{N}])`, 'iu');
