import { testRules, testRulesByLanguage } from './table.ts';

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
    fails: ['IMG_1234.jpg', 'image', 'Screenshot 12', 'untitled', 'An image.', 'PXL_20260101_123456'],
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
    passes: [
      good,
      'A cat is on a chair. A cat is on a chair.',
      `A terminal window with these lines: ${Array(4).fill('"Connection refused by host"').join(', ')}.`,
      `Ein Terminal zeigt viermal: „${Array(4).fill('Connection refused by host').join(' ')}“.`,
    ],
  },
});

testRulesByLanguage('a name that says nothing', {
  'file-name': {
    en: { fails: ['Photo.', 'my cat (1).png'], passes: ['Photo album.'] },
    de: { fails: ['Ein Bild.', 'Bildschirmfoto 2026-11-25', 'Küche.jpg'], passes: ['Bildhauer.'] },
    fr: { fails: ['Une photographie.', 'Capture d’écran 3', 'Sans titre'], passes: ['Photographe.'] },
    es: { fails: ['Una imagen.', 'Captura de pantalla 7'], passes: ['Imagen rota.'] },
    ja: { fails: ['スクリーンショット 3', '名称未設定', '猫.jpg'], passes: ['写真立て。'] },
  },
  'no-end': {
    en: { fails: ['A cat on a chair'], passes: ['A sign: "Open."', 'Who is there?'] },
    de: { fails: ['Eine Katze auf dem Stuhl'], passes: ['Ein Schild: „Offen.“', 'Wer ist da?'] },
    fr: { fails: ['Un chat sur une chaise'], passes: ['Une pancarte : « Fermé ? »'] },
    es: { fails: ['Un gato en una silla'], passes: ['Un cartel: «¿Quién es?»'] },
    ja: { fails: ['椅子の上の猫'], passes: ['椅子の上に猫がいる。', '「本日休業。」'] },
    hi: { fails: ['कुर्सी पर बिल्ली'], passes: ['कुर्सी पर बिल्ली है।'] },
    ar: { fails: ['قطة على كرسي'], passes: ['من هناك؟'] },
    th: { fails: [], passes: ['แมวนอนหลับอยู่บนเก้าอี้ข้างหน้าต่าง', 'ป้าย 12.50 บาท'] },
  },
});

testRules('tags that stand in the picture', {
  'tags-and-links': {
    given: { visibleText: 'Follow us: www.example.org' },
    fails: ['A poster with https://example.com on it.'],
    passes: ['A poster with www.example.org on it.'],
  },
});
