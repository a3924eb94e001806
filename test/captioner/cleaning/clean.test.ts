import { describe, expect, it } from 'vitest';
import { clean } from '../../../src/captioner/cleaning/clean.ts';

const cat = 'A tabby cat asleep on a chair.';

describe('cleaning a description', () => {
  it('leaves out characters that nobody sees and that mislead', () => {
    expect(clean('A tabby\0 \u202Ecat\u202C\u0007 asleep\u2066 on a chair.')).toBe(cat);
  });

  it.each([
    ['an opening', `Here is a description of the image:\n\n${cat}`],
    ['two openings', `Sure! Here's the alt text you asked for: ${cat}`],
    ['an opening that only says here', `Sure, here you go: ${cat}`],
    ['agreement', `Certainly! ${cat}`],
    ['agreement on its own line', `OK.\n${cat}`],
    ['a sentence about itself', `I've looked at the picture. Here is what I see: ${cat}`],
    ['a label', `Alt text: ${cat}`],
    ['a bold label', `**Alt text:** ${cat}`],
    ['a label on its own line', `**Description**\n\n${cat}`],
    ['a label as in HTML', `alt="${cat}"`],
    ['a label in brackets', `[Alt text: ${cat}]`],
    ['an offer at the end', `${cat} Let me know if you would like a shorter one!`],
    ['an offer after a number', `It is 12. Let me know if you need anything else.`.replace('It is 12.', cat)],
    ['an opening that says this', `This is a short, detailed description of the image: ${cat}`],
    ['its alt text', `This is the alt text for your picture:\n${cat}`],
    ['what Should I asks', `${cat} Should I make it shorter? Should I add more detail?`],
    ['its length', `${cat}\nLength: 31`],
    ['its length in characters', `${cat}\nLength: 31 characters.`],
    ['its length in brackets', `${cat} (Length: 31)`],
    ['a count of its characters', `${cat}\n\n(31 characters)`],
    ['closed thoughts', `<think>The user wants alt text.</think>\n${cat}`],
    ['two blocks of thoughts', `<think>Hm.</think>\n<think>\nA cat.\n</think>\n${cat}`],
    ['thoughts behind it', `${cat}\n<think>Is it a cat?</think>`],
    ['thoughts whose beginning is missing', `The user wants alt text.</think>${cat}`],
    ['outer quotes', `"${cat}"`],
    ['curly quotes', `“${cat}”`],
    ['quotes in quotes', `"'${cat}'"`],
    ['a label before quotes', `Alt text: "${cat}"`],
    ['a heading and marks', `## **A tabby cat** asleep on a *chair*.`],
    ['a rule', `${cat}\n\n---`],
    ['runs of spaces and lines', 'A tabby  cat\n\nasleep on a chair. '],
    ['a code block', `\`\`\`\n${cat}\n\`\`\``],
    ['a code block on one line', `\`\`\`${cat}\`\`\``],
    ['a code block that was cut off', `\`\`\`text\n${cat}`],
    ['bold quotes', `Here's a concise alt text for the image:\n\n**"${cat}"**`],
    ['a quotation mark that is never closed', `"${cat}`],
    ['quotation marks that do not match', `„${cat}"`],
    ['others that do not match', `“${cat}"`],
    ['an opening with its reason', `Based on the image provided, here is a description: ${cat}`],
    ['a label in capitals', `ALT: ${cat}`],
    ['a paragraph of HTML', `<p>${cat}</p>`],
    ['JSON that was cut off', `{"alt_text": "${cat}`],
    ['JSON with two texts', `{"alt_text": "${cat}", "description": "A longer one."}`],
    ['JSON', `{"alt_text": "${cat}"}`],
    ['JSON with more in it', `{"language": "en", "alt_text": "${cat}", "length": 31}`],
    ['the marks of a conversation', `<|begin_of_box|>${cat}<|end_of_box|><|im_end|>`],
  ])('takes off %s', (_, raw) => {
    expect(clean(raw)).toBe(cat);
  });

  it.each([
    ['Hier ist der Alternativtext: Eine Katze.', 'Eine Katze.'],
    ['Gerne! Hier ist die Beschreibung:\nEine Katze. Möchten Sie den Text ändern? Soll ich sie kürzen?', 'Eine Katze.'],
    ['Voici une description : Un chat.', 'Un chat.'],
    ['Bien sûr ! Un chat. Souhaitez-vous une autre version ?', 'Un chat.'],
    ['¡Por supuesto! Aquí tienes el texto alternativo: Un gato.', 'Un gato.'],
    ['C’est une brève description de l’image : Un chat.', 'Un chat.'],
    ['Das ist eine Beschreibung des Bildes: Eine Katze. Länge: 11 Zeichen.', 'Eine Katze.'],
    ['Voici une proposition de texte alternatif : Un chat.', 'Un chat.'],
    ['Un gato. ¿Te gustaría que la acortara?', 'Un gato.'],
    ['Ecco il testo alternativo: Un gatto. Vuoi che lo accorci?', 'Un gatto.'],
    ['Claro! Segue a descrição: Um gato. Espero que isso ajude!', 'Um gato.'],
    ['Hieronder volgt de beschrijving: Een kat. Laat het me weten als je meer wilt.', 'Een kat.'],
    ['代替テキスト：猫がいる。', '猫がいる。'],
    ['もちろんです！以下は画像の説明です。\n猫がいる。\n他に必要なことがあればお知らせください。', '猫がいる。'],
  ])('knows the frames of other languages: %s', (raw, text) => {
    expect(clean(raw)).toBe(text);
  });

  it.each([
    '"Open" and "Closed" on two doors.',
    'A sign reads: "Here is water".',
    'A whiteboard with the formula 2*3*4 = 24.',
    'It appears to be a fox, though it could be a dog.',
    'Here is water, reads a sign.',
    'A price tag of 3 € - a bargain.',
    'A box of apples. Feel free to take one.',
    'A tray. Would you like a biscuit?',
    'Ein Dialog. Möchten Sie speichern?',
    'Un dialogue. Souhaitez-vous enregistrer ?',
    'Un vassoio. Desideri un caffè?',
    '{"a": "b", "c": "d"}',
    'Ein Schild. Soll ich bleiben oder gehen?',
    'Een bord. Zal ik koffie zetten?',
    'This is a captioned photo of a cat: it yawns.',
    '„Eins" und „Zwei"',
    '„Gleis“ und 5"',
    '“Gate” and 5"',
    '„Betreten verboten! steht" auf einem Schild',
    '"Stop” says a sign',
    // A reviewer has to see these, and the rules mark them.
    'The user wants alt text for a picture of a cat.',
    'Sure!',
    'Here is the description:',
  ])('leaves alone what is inside: %s', (text) => {
    expect(clean(text)).toBe(text);
  });

  it('makes one text of a list', () => {
    expect(clean('- A cat.\n- A chair.')).toBe('A cat. A chair.');
    expect(clean('1. A cat.\n2. A chair.')).toBe('A cat. A chair.');
  });

  it('leaves the marks of a list that a picture shows', () => {
    expect(clean('A shopping list reads: "\n1. Milk\n2. Eggs\n- Tea\n- Jam"\nIt hangs on a fridge.')).toBe(
      'A shopping list reads: " 1. Milk 2. Eggs - Tea - Jam" It hangs on a fridge.',
    );
    expect(clean('"Two things:\n- A cat.\n- A chair."')).toBe('Two things: A cat. A chair.');
  });

  it('takes one number at the beginning of a line for a number', () => {
    expect(clean('3. Oktober steht auf dem Blatt.\n1. FC auf dem Schal.')).toBe(
      '3. Oktober steht auf dem Blatt. 1. FC auf dem Schal.',
    );
  });

  it('joins the lines of scripts without spaces without one', () => {
    expect(clean('猫がいる。\n犬もいる。')).toBe('猫がいる。犬もいる。');
  });

  it.each(['<think>The user wants', '<think>The user wants alt text.\n\nA cat', '<think></think>'])(
    'makes nothing of thoughts without an answer: %s',
    (raw) => {
      expect(clean(raw)).toBe('');
    },
  );
});

describe('the time that cleaning takes', () => {
  const repeated: [name: string, piece: string, before?: string][] = [
    ['opening marks', '"“„«'],
    ['inches', '5" '],
    ['emphasis that is never closed', '**a *b _c '],
    ['emphasis within emphasis', '*a '],
    ['closing emphasis', 'a* '],
    ['code', '`a '],
    ['fences', '```\n'],
    ['spaces behind a fence', ' ', '```'],
    ['thoughts that begin', '<think>\n'],
    ['thoughts that end', 'a</think> '],
    ['thoughts on one line', '<think></think>a</think>'],
    ['empty lines', '\n'],
    ['lines of marks', '-\n'],
    ['marks of headings', '# '],
    ['labels', 'Alt text: '],
    ['agreement', 'Sure! '],
    ['offers', 'Let me know if it fits. '],
    ['the marks of a conversation', '<|im_end|>'],
    ['numbers with full stops', '3. '],
    ['braces', '{'],
    ['stops', '.'],
    ['signs without spaces', '。\n'],
  ];

  /** The quickest of three, in milliseconds. */
  function timeOf(text: string): number {
    const times = [1, 2, 3].map(() => {
      const start = performance.now();
      clean(text);
      return performance.now() - start;
    });
    return Math.min(...times);
  }

  it.each(repeated)('grows with the text only: %s', (_, piece, before = '') => {
    const text = (length: number) => `${before}${piece.repeat(Math.ceil(length / piece.length))}x`;
    const short = timeOf(text(50_000));
    // Four times the text; what grew with its square would take sixteen times as long.
    expect(timeOf(text(200_000))).toBeLessThan(Math.max(2000, short * 10));
  });
});
