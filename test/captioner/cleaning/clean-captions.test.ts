import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { clean } from '../../../src/captioner/cleaning/clean.ts';
import { captionLanguages, goodCaptions, hostileCaptions } from '../../support/captions/index.ts';

const captions = [...goodCaptions, ...hostileCaptions].map(({ text }) => text);

const openings = [
  'Here is a description of the image:\n\n',
  "Sure! Here's the alt text you asked for: ",
  'Certainly! I have looked at the picture. Here is a short caption:\n',
  'Okay, here it is: ',
  'Alt text: ',
  '**Alt text:** ',
  '## Image description\n\n',
  'Description of the image (under 200 characters):\n',
  'Gerne! Hier ist der Alternativtext für das Bild:\n',
  'Hier ist eine kurze Bildbeschreibung auf Deutsch: ',
  'Alternativtext: ',
  'Bien sûr ! Voici le texte alternatif : ',
  'Voici une description de l’image\u00a0:\n',
  'Texte alternatif : ',
  '¡Claro! Aquí tienes una descripción de la imagen:\n\n',
  'Texto alternativo: ',
  'Certo! Ecco la descrizione dell’immagine:\n',
  'Testo alternativo: ',
  'Claro! Aqui está a descrição da imagem:\n',
  'Descrição da imagem: ',
  'Natuurlijk! Hier is de alt-tekst:\n',
  'Beschrijving van de afbeelding: ',
  'はい、以下は画像の説明です：\n',
  '承知しました。こちらが代替テキストです。\n\n',
  '代替テキスト：',
];

const offers = [
  ' Let me know if you would like a shorter one!',
  '\n\nI hope this helps! Would you like me to change anything?',
  '\n\n---\n(142 characters)',
  '\n\nLass mich wissen, ob du eine kürzere Fassung möchtest.',
  '\n\nN’hésitez pas à me demander une autre version.',
  '\n\n¿Quieres que la acorte? Avísame.',
  '\n\nFammi sapere se vuoi una versione più breve.',
  '\n\nMe avise se quiser uma versão mais curta.',
  '\n\nLaat het me weten als je een kortere versie wilt.',
  '\n\n他にご希望があればお知らせください。',
];

const frames: [string, (text: string) => string][] = [
  ...openings.map((opening): [string, (text: string) => string] => [opening.trim(), (text) => opening + text]),
  ...offers.map((offer): [string, (text: string) => string] => [offer.trim(), (text) => text + offer]),
  ['thoughts', (text) => `<think>The user wants "alt text".\n\nLet me look.</think>\n\n${text}`],
  ['thoughts of another kind', (text) => `[THINK]It's a sign.[/THINK]${text}`],
  ['thoughts whose beginning is missing', (text) => `The user wants alt text.\n</think>\n${text}`],
  ['thoughts after it that never end', (text) => `${text}\n<think>Is that`],
  ['the marks of a conversation', (text) => `<|im_start|>${text}<|im_end|>\n<end_of_turn>`],
  ['a code block', (text) => `\`\`\`\n${text}\n\`\`\``],
  ['a code block with a language', (text) => `\`\`\`text\n${text}\n\`\`\``],
  [
    'a code block after an opening',
    (text) => `Here is the alt text:\n\n\`\`\`\n${text}\n\`\`\`\n\nLet me know if it fits.`,
  ],
  ['JSON', (text) => JSON.stringify({ alt_text: text })],
  [
    'JSON in a code block',
    (text) => `\`\`\`json\n${JSON.stringify({ language: 'en', alt_text: text }, null, 2)}\n\`\`\``,
  ],
  ['a heading', (text) => `## ${text}`],
  ['bold', (text) => `**${text}**`],
  ['bold and quotes', (text) => `**Alt text:** "${text}"`],
  ['a list of one', (text) => `- ${text}`],
  ['a quotation', (text) => `> ${text}`],
  ['a tag', (text) => `<answer>${text}</answer>`],
  ['spaces and lines', (text) => `\n\n  ${text.replace(' ', '   ').replace(/ (?=\S*$)/, ' \n  ')}\n \n`],
];

/** The captions that something else can be read in, once they are in the frame. */
const ambiguous: Record<string, RegExp> = {
  [offers[0]?.trim() ?? '']: /[^.!?。]$/,
  bold: /fish\*\*/,
  'a heading': /^(?:\d|# \d)/,
  'a list of one': /^[\d-]/,
  'a tag': /</,
};

describe('the fixtures', () => {
  it('are three hundred good captions and a hundred hostile ones', () => {
    expect(new Set(goodCaptions.map(({ text }) => text)).size).toBeGreaterThanOrEqual(300);
    expect(new Set(hostileCaptions.map(({ text }) => text)).size).toBeGreaterThanOrEqual(100);
  });

  it.each(captionLanguages)('have forty good captions in %s, no two of which share half their words', (language) => {
    const texts = goodCaptions.filter((caption) => caption.language === language).map(({ text }) => text);
    expect(texts.length).toBeGreaterThanOrEqual(40);
    expect(texts.filter((text) => Array.from(text).length < 30 || Array.from(text).length > 300)).toEqual([]);
    const words = texts.map((text) => wordsOf(text, language));
    const alike = texts.filter((_, one) =>
      words.some((others, other) => other < one && share(words[one], others) >= 0.5),
    );
    expect(alike).toEqual([]);
  });

  it('name the text of the picture wherever they quote some', () => {
    const quoting = goodCaptions.filter(({ text }) => /["“„«「]/.test(text));
    expect(quoting.filter(({ visibleText }) => visibleText === undefined)).toEqual([]);
    expect(quoting.length).toBeGreaterThan(100);
  });
});

/** Words; pairs of signs where no spaces show the words. */
function wordsOf(text: string, language: string): Set<string> {
  const words = text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];
  if (language !== 'ja') return new Set(words);
  return new Set(words.flatMap((word) => Array.from(word, (sign, at) => sign + (word[at + 1] ?? ''))));
}

function share(one: Set<string> | undefined, other: Set<string>): number {
  const [fewer = other, more = other] = one && one.size < other.size ? [one, other] : [other, one];
  return [...fewer].filter((word) => more.has(word)).length / fewer.size;
}

/** The captions that do not come out of their frame as they were. */
const changed = (texts: string[], wrap: (text: string) => string) =>
  texts.map((text) => ({ text, cleaned: clean(wrap(text)) })).filter(({ text, cleaned }) => cleaned !== text);

describe('cleaning', () => {
  it('gives back every good and every hostile caption byte for byte', () => {
    expect(changed(captions, (text) => text)).toEqual([]);
  });

  it.each(frames)('takes off "%s" and leaves each caption byte for byte', (name, wrap) => {
    const expected = captions.filter((text) => !ambiguous[name]?.test(text));
    expect(expected.length).toBeGreaterThan(captions.length - 25);
    expect(changed(expected, wrap)).toEqual([]);
  });

  it.each([
    ['"', '"', /"$/],
    ['“', '”', /[“”]/],
    ['„', '“', /[“”]/],
    ['„', '"', /["“”„]/],
    ['“', '"', /["“”„]/],
    ['«', '»', /[«»]$/],
    ['「', '」', /$^/],
  ])('takes off %s%s around the whole', (before, after, own) => {
    const expected = captions.filter((text) => !own.test(text));
    expect(expected.length).toBeGreaterThan(captions.length / 2);
    expect(changed(expected, (text) => before + text + after)).toEqual([]);
  });

  const piece = fc.oneof(
    fc.constantFrom(
      ...openings,
      ...offers,
      '<think>',
      '</think>',
      '```',
      '```json\n',
      '**',
      '*',
      '_',
      '`',
      '# ',
      '- ',
      '1. ',
    ),
    fc.constantFrom(
      '"',
      '“',
      '”',
      '„',
      '«',
      '»',
      "'",
      '「',
      '」',
      '[',
      ']',
      '{"a":"',
      '"}',
      '\n',
      '\u00a0',
      '<|end|>',
      'Sure! ',
    ),
    fc.constantFrom(...captions),
    fc.string({ maxLength: 4 }),
  );

  it('changes nothing that it has cleaned', () => {
    const texts = fc.array(piece, { maxLength: 12 }).map((pieces) => pieces.join(''));
    fc.assert(
      fc.property(texts, (text) => {
        expect(clean(clean(text))).toBe(clean(text));
      }),
      { numRuns: 3000, seed: 5 },
    );
  });

  it('leaves out words at the beginning and the end only, whatever stands between them', () => {
    const between = fc.oneof(
      fc.constantFrom(
        '**',
        '*',
        '_',
        '__',
        '`',
        '## ',
        '> ',
        '- ',
        '"',
        '“',
        '”',
        '„',
        '«',
        '»',
        '「',
        '」',
        '\n',
        '\n\n',
        '  ',
        '\u202f',
      ),
      fc.constantFrom(...openings, ...offers, 'Sure! ', 'OK. ', 'Here is the menu: '),
      fc.constantFrom(...captions),
      fc.lorem({ maxCount: 3 }),
    );
    const letters = (text: string) => text.replace(/[^\p{L}\p{N}]/gu, '');
    fc.assert(
      fc.property(fc.array(between, { maxLength: 15 }), (pieces) => {
        const raw = pieces.join('').replace(/<\/?think>/g, '');
        expect(letters(raw)).toContain(letters(clean(raw)));
      }),
      { numRuns: 3000, seed: 5 },
    );
  });
});
