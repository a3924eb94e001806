/** A whole word of the alternatives, also where letters have accents: a plain word boundary knows only ASCII. */
export const word = (alternatives: string): RegExp =>
  new RegExp(`(?<![\\p{L}\\p{N}])(?:${alternatives})(?![\\p{L}\\p{N}])`, 'iu');

/** "Foto: Ana Pérez" names who took a picture. "Foto de" does so where it begins; "una foto de Frida Kahlo" hangs on a wall. */
export const photoBy = (photo: string, by: string, of: string): RegExp =>
  new RegExp(
    `(?:(?<!\\p{L})${photo}(?:${by})|(?<=(?:^|[.,;:!?(/–-])\\s?)${photo} ${of}) \\p{Lu}\\p{L}+ \\p{Lu}\\p{L}+`,
    'u',
  );
