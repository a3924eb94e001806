/** The length of a text as people and servers count it: in Unicode code points. */
export function countCharacters(text: string): number {
  return [...text].length;
}
