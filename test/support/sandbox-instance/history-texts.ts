/** What people write beside their pictures: [language, text]. HTML signs and odd spacing are there on purpose. */
export const CAPTIONED_TEXTS: readonly [string, string][] = [
  ['en', 'Morning light in the kitchen.'],
  ['en', 'Look who came to breakfast #caturday'],
  ['de', 'Heute früh am Hafen, noch ganz still.\n\nSpäter wurde es voll.'],
  ['fr', 'Le café du coin – enfin rouvert ! #café'],
  ['ja', '今日の空。とても静かでした。'],
  ['en', 'if (a < b && b > c) { say("tea & cake"); } <script>alert(1)</script>'],
  ['de', 'Größe 3 > 2 & „Anführungszeichen“ <b>nicht fett</b>'],
  ['en', '  leading spaces,\ttabs\nand a second line'],
  ['fr', "L'équipe au complet 🎉👩‍🚀"],
  ['ja', '新しいカメラを買いました 📷 #写真'],
  ['en', 'More at https://example.org/?a=1&b=2#part'],
  ['de', 'Mit @alice unterwegs #wandern'],
  ['en', 'Five years ago today. I still cannot believe we saw this with our own eyes.'],
  ['fr', 'Vue depuis le train.'],
];

export const MARKDOWN_TEXTS: readonly [string, string][] = [
  ['en', '**Bold** claims and *quiet* ones, with `code` and a [link](https://example.org/)'],
  ['de', '# Überschrift\n\n- erstens\n- zweitens & *mehr*'],
];

export const PLAIN_TEXTS: readonly [string, string][] = [
  ['en', 'No picture today, only words.'],
  ['de', 'Guten Morgen zusammen!'],
  ['fr', 'Quelqu’un connaît un bon livre ?'],
  ['ja', 'おやすみなさい。'],
];

export const WARNINGS = ['food', 'eye contact', 'Spoiler: "The End" <3', 'Spinnen & Käfer'] as const;

export const DESCRIPTIONS = [
  'A tabby cat with green eyes looks straight into the camera.',
  'Une tasse de café sur une soucoupe.',
  'Eine Rakete steht nachts auf der Startrampe.',
  '🙂 a photo',
] as const;
