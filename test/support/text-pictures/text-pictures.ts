import { pick, seededRandom } from '../sandbox-instance/random.ts';
import { type Font, fonts, type Lettering, renderText } from './rendering.ts';
import { type Language, sentences } from './sentences.ts';

export type TextPicture = { language: Language; text: string; lettering: Lettering; file: Buffer };

/** Ink and paper: letters, night modes, a slide, a faded note. */
const colours: [[string, string], ...[string, string][]] = [
  ['#111111', '#ffffff'],
  ['#eeeeee', '#1e2230'],
  ['#ffffff', '#20603f'],
  ['#4a4033', '#f3e9d2'],
];

const sizes: [number, ...number[]] = [16, 18, 22, 28, 36];
const sentencesAPicture = 3;

/** Pictures of a language's sentences, in each font: the same ones for the same seed. */
export async function drawTextPictures(language: Language, seed: string, each: number): Promise<TextPicture[]> {
  const random = seededRandom(`${language} ${seed}`);
  const drawn: Promise<TextPicture>[] = [];
  for (const font of Object.keys(fonts) as Font[]) {
    for (let count = 0; count < each; count += 1) {
      const text = Array.from({ length: sentencesAPicture }, () => pick(random, sentences[language])).join('\n');
      const [ink, paper] = pick(random, colours);
      const lettering = { font, sizePx: pick(random, sizes), ink, paper, widthPx: pick(random, [640, 900, 1100]) };
      drawn.push(renderText(text, lettering).then((file) => ({ language, text, lettering, file })));
    }
  }
  return await Promise.all(drawn);
}
