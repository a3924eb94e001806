/** The longest that each sort of given text may be, in code points: long prompts crowd out the picture. */
export const mostCharacters = {
  post: 500,
  other: 300,
  earlier: 1000,
  wish: 500,
  instructions: 500,
  names: 500,
  read: 1500,
  text: 2000,
};

export type Tag = keyof typeof mostCharacters;

/** Text of others as data: it cannot end its own tag, nor stand for a picture. */
export function tagged(tag: Tag, text: string): string {
  return `<${tag}>${neutralise(text, mostCharacters[tag])}</${tag}>`;
}

/** What nobody sees and a model may obey: control characters, turns of direction, the letters of tags. */
const invisible = /[\p{Cc}\u200B\u202A-\u202E\u2060\u2066-\u2069\uFEFF\u{E0000}-\u{E007F}](?<![\t\n\r])/gu;

/** Marks of the templates of models, such as `[INST]` and `[/INST]`. */
const templateMark = /\[(?=\/?[A-Z_]{2,}\])/g;

/**
 * Ollama takes `[img` and `[img-0]` in a text for the place of a picture and then leaves out the real one
 * (https://github.com/ollama/ollama/blob/main/model/renderers/image_tags.go). Marks such as `<|im_end|>` and
 * `<__media__>` are none without their brackets.
 */
export function neutralise(text: string, most: number): string {
  const lines = text.replace(invisible, '').split(/\s*[\r\n\u2028\u2029]+\s*/);
  const short = lines
    .map((line) => line.replace(/\s+/g, ' ').trim())
    .filter((line) => line !== '')
    .join('\n');
  return Array.from(short)
    .slice(0, most)
    .join('')
    .replace(/\[(?=\s*img)/gi, '(')
    .replace(templateMark, '(')
    .replace(/</g, '‹')
    .replace(/>/g, '›');
}
