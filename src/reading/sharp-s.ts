const german = /[äöü]|(?<!\p{L})(der|die|das|und|ist|ein|eine|bitte|nicht|sie|wir|ich|mit|für)(?!\p{L})/iu;

export const looksGerman = (text: string): boolean => german.test(text);

/**
 * The letter ß is unknown to what reads, which takes it for a capital B: `schlieBen`. Within a German word that can be
 * nothing else.
 */
export function mendSharpS(text: string): string {
  return text.replace(/(?<=\p{Ll}[aeiouyäöü]|\p{Lu}[aeiouyäöü])B(?=\p{Ll}|[^\p{L}\p{N}]|$)/gu, 'ß');
}
