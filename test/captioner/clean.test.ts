import { describe, expect, it } from 'vitest';
import { clean, fitWithin } from '../../src/captioner/clean.ts';

const cat = 'A tabby cat asleep on a chair.';

describe('cleaning a description', () => {
  it('leaves out characters that nobody sees and that mislead', () => {
    expect(clean('A tabby\0 \u202Ecat\u202C\u0007 asleep\u2066 on a chair.')).toBe(cat);
  });

  it.each([
    ['a code block that never ends', `\`\`\`${' '.repeat(20_000)}x`],
    ['empty lines', `${'\n'.repeat(200_000)}x`],
    ['lines of marks', `${'-\n'.repeat(100_000)}x`],
  ])('is soon done with %s', (_, raw) => expect(clean(raw).length).toBeLessThan(raw.length));

  it.each([
    ['an opening', `Here is a description of the image:\n\n${cat}`],
    ['two openings', `Sure! Here's the alt text you asked for: ${cat}`],
    ['a label', `Alt text: ${cat}`],
    ['a bold label', `**Alt text:** ${cat}`],
    ['an offer at the end', `${cat} Let me know if you would like a shorter one!`],
    ['closed thoughts', `<think>The user wants alt text.</think>\n${cat}`],
    ['thoughts whose beginning is missing', `The user wants alt text.</think>${cat}`],
    ['outer quotes', `"${cat}"`],
    ['curly quotes', `“${cat}”`],
    ['a label before quotes', `Alt text: "${cat}"`],
    ['a heading and marks', `## **A tabby cat** asleep on a *chair*.`],
    ['runs of spaces and lines', 'A tabby  cat\n\nasleep on a chair. '],
    ['a code block', `\`\`\`\n${cat}\n\`\`\``],
    ['JSON', `{"alt_text": "${cat}"}`],
  ])('takes off %s', (_, raw) => {
    expect(clean(raw)).toBe(cat);
  });

  it.each([
    ['Hier ist der Alternativtext: Eine Katze.', 'Eine Katze.'],
    ['Voici une description : Un chat.', 'Un chat.'],
    ['代替テキスト：猫がいる。', '猫がいる。'],
  ])('knows openings of other languages: %s', (raw, text) => {
    expect(clean(raw)).toBe(text);
  });

  it.each([
    '"Open" and "Closed" on two doors.',
    'A sign reads: "Here is water".',
    'A whiteboard with the formula 2*3*4 = 24.',
    'It appears to be a fox, though it could be a dog.',
    'snake_case_name on a screen.',
    'Here is water, reads a sign.',
    'A price tag of 3 € - a bargain.',
  ])('leaves alone what is inside: %s', (text) => {
    expect(clean(text)).toBe(text);
  });

  it('makes one text of a list', () => {
    expect(clean('- A cat.\n- A chair.')).toBe('A cat. A chair.');
  });

  it('makes nothing of thoughts that never end', () => {
    expect(clean('<think>The user wants')).toBe('');
  });
});

describe('fitting a text within a limit', () => {
  it.each([
    ['a text that fits', 'One. Two.', 20, false, 'One. Two.', false],
    ['whole sentences', 'One two. Three four. Five.', 21, false, 'One two. Three four.', true],
    ['no sentence at all', 'one two three four', 12, false, 'one two…', true],
    ['one that was stopped', 'A cat. A dog is', 50, true, 'A cat.', true],
    ['one that was stopped at its very end', 'A cat. A dog.', 50, true, 'A cat. A dog.', false],
    ['signs outside the first plane', '𝒳𝒳𝒳𝒳', 3, false, '𝒳𝒳…', true],
    ['no spaces', '猫がいる。犬もいる。', 6, false, '猫がいる。', true],
  ])('%s', (_, text, limit, isCutOff, expected, wasCut) => {
    expect(fitWithin(text, limit, isCutOff)).toEqual({ text: expected, wasCut });
  });
});
