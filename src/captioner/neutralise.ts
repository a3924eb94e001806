/**
 * The longest that each sort of given text may be, in Latin letters. Where all of them together leave too little of the
 * model's context for the picture and the answer, some have to be shorter: `prompt-room.ts`.
 */
export const mostLetters = {
  post: 500,
  other: 200,
  earlier: 600,
  wish: 300,
  instructions: 500,
  names: 500,
  read: 800,
  text: 2000,
};

export type Tag = keyof typeof mostLetters;

/** Short by themselves and to be heeded whole, in any script. */
const isWhole = (tag: Tag): boolean => ['wish', 'instructions', 'names', 'text'].includes(tag);

/** Text of others as data: it cannot end its own tag, nor stand for a picture. */
export function tagged(tag: Tag, text: string): string {
  return `<${tag}>${neutralised(tag, text)}</${tag}>`;
}

const neutralised = (tag: Tag, text: string): string =>
  neutralise(text, mostLetters[tag], isWhole(tag) ? () => 1 : lettersWorth);

/** A text as it would stand between its tags, and no more of it than there is room for. */
export function within(tag: Tag, text: string, room: number): string {
  return beginningOf(neutralised(tag, text), room, lettersWorth);
}

/** Models make a token of three or four Latin letters, of two in some scripts, and of each sign in others. */
export function lettersWorth(sign: string): number {
  if (/[\p{ASCII}\p{Script=Latin}]/u.test(sign)) return 1;
  return /[\p{Script=Cyrillic}\p{Script=Greek}\p{Script=Arabic}\p{Script=Hebrew}]/u.test(sign) ? 2 : 3;
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
export function neutralise(text: string, most: number, worthOf: (sign: string) => number = () => 1): string {
  const lines = text.replace(invisible, '').split(/[\r\n\u2028\u2029]+/);
  const short = lines
    .map((line) => line.replace(/\s+/g, ' ').trim())
    .filter((line) => line !== '')
    .join('\n');
  return beginningOf(short, most, worthOf)
    .replace(/\[(?=\s*img)/gi, '(')
    .replace(templateMark, '(')
    .replace(/</g, '‹')
    .replace(/>/g, '›');
}

function beginningOf(text: string, most: number, worthOf: (sign: string) => number): string {
  let worth = 0;
  let kept = '';
  for (const sign of text) {
    worth += worthOf(sign);
    if (worth > most) break;
    kept += sign;
  }
  return kept;
}
