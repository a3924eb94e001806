import { testRules } from './table.ts';

const good = 'A tabby cat asleep on a wooden chair by a window.';
const long = `${'A cat. '.repeat(40)}End.`;

testRules('the form of a description', {
  empty: { fails: ['', '  ', '…', 'ok'], passes: [good, '猫がいる。'] },
  'over-limit': { fails: [good], passes: ['A cat.', '𝒳'.repeat(20)], given: { maxLength: 20 } },
  markdown: {
    fails: ['**A cat**.', '# A cat', '- A cat', 'A <b>cat</b>.', 'a | b | c |'],
    passes: [
      good,
      'A price of 3 - 4 €.',
      '- 5 °C on a sign.',
      '# 1 on a shirt.',
      'A page with "<div>" on it.',
      'The a__str__ of one.',
    ],
  },
  'tags-and-links': {
    fails: ['A cat. #cats', 'By @alice@example.org.', 'See https://example.org.'],
    passes: [good, 'A sign with "#cats" on it.', 'Room #12 with a cat.'],
  },
  'cut-off': { fails: [good], passes: [], given: { wasCut: true } },
  long: { fails: [long], passes: [good] },
  short: { fails: ['A cat.'], passes: [good], given: { optimalMinLength: 20 } },
  'cut-elsewhere': { fails: ['a'.repeat(1501)], passes: ['a'.repeat(1500)], given: { maxLength: 10_000 } },
  'file-name': {
    fails: ['IMG_1234.jpg', 'image', 'Screenshot 12', 'untitled'],
    passes: [good, 'Photographs on a wall.'],
  },
  'no-end': { fails: ['A cat asleep on a chair'], passes: [good, '猫がいる。', 'A sign: "Stop!"', 'بداية؟'] },
  emoji: { fails: ['A cat 🐈.'], passes: [good, 'Room 12 © 2024.'] },
  repetition: {
    fails: [
      'A cat is on a chair. A cat is on a chair.',
      'red and blue and red and blue and red and blue and red.',
      '黒い猫が椅子の上で眠っている。黒い猫が椅子の上で眠っている。',
    ],
    passes: [good, '犬が走っています。猫が眠っています。鳥が飛んでいます。'],
  },
  loop: {
    fails: [
      'A cat on a chair. A cat on a chair. A cat on a chair.',
      'red and blue and red and blue and red and blue and red and blue and red',
    ],
    passes: [good, 'A cat is on a chair. A cat is on a chair.'],
  },
});

testRules('tags that stand in the picture', {
  'tags-and-links': {
    given: { visibleText: 'Follow us: www.example.org' },
    fails: ['A poster with https://example.com on it.'],
    passes: ['A poster with www.example.org on it.'],
  },
});
