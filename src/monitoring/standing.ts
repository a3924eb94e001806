import type { Sentence } from '../lib/sentence.ts';

/** What everybody is told on every page as long as it holds, each under the key of what it is about. */
export type Standing = {
  /** Says it, or says it otherwise; the same again changes nothing. */
  set: (key: string, sentence: Sentence) => void;
  /** It no longer holds. */
  clear: (key: string) => void;
  /** The oldest first. */
  list: () => Sentence[];
};

/** The standing notes of this process. `onChange` is told after each change, so that open pages show it at once. */
export function createStanding({ onChange }: { onChange: () => void }): Standing {
  const notes = new Map<string, Sentence>();
  return {
    set(key, sentence) {
      if (JSON.stringify(notes.get(key)) === JSON.stringify(sentence)) return;
      notes.set(key, sentence);
      onChange();
    },
    clear(key) {
      if (notes.delete(key)) onChange();
    },
    list: () => [...notes.values()],
  };
}
