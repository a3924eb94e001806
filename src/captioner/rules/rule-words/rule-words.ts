/** What the quality rules look for in one language. */
export type RuleWords = {
  /** "Image of", "this picture shows", at the beginning: what a screen reader has said already. */
  picturePhrases: RegExp[];
  /** Somebody speaks to the reader, about themselves, or refuses. */
  assistantTalk: RegExp[];
  /** Who made it or whose it is, which everybody should be able to read. Names are told by their capital letters. */
  credit: RegExp[];
  /** At the beginning: what should come after the main thing. */
  backgroundFirst: RegExp[];
  /** Judgements where there should be something to be seen. */
  mood: RegExp[];
  hedges: RegExp[];
  /** Something in the picture could not be read, and the text says so. */
  unreadable: RegExp[];
  /** Everyday words that take somebody's gender or age for granted. */
  genderAndAge: RegExp[];
  /**
   * What nobody can see of people and places: origin, religion, health, relation, years, who somebody is, where it is.
   * Of "a street in Paris" it is "Paris" alone, so that what the author has said is known again.
   */
  guesses: RegExp[];
  /** Skin and looks: for the author to say or not to say. */
  appearance: RegExp[];
  /** Bare, hurt, or what people do not want to meet unprepared, said plainly. */
  sensitive: RegExp[];
};
