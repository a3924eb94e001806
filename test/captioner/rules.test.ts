import { describe, expect, it } from 'vitest';
import type { RuleContext } from '../../src/captioner/rule.ts';
import { judge, rules } from '../../src/captioner/rules.ts';
import words from '../../templates/words/en/captioner.json' with { type: 'json' };

const context: RuleContext = {
  maxLength: 1500,
  optimalMinLength: 10,
  optimalMaxLength: 250,
  postText: null,
  siblings: [],
  ...{ language: null, visibleText: null, kind: null, isSensitive: false, names: null },
};

type Case = { fails: string[]; passes: string[]; given?: Partial<RuleContext> };
const good = 'A tabby cat asleep on a wooden chair by a window.';
const long = `${'A cat. '.repeat(40)}End.`;

const table: Record<string, Case> = {
  empty: { fails: ['', '  ', '…', 'ok'], passes: [good, '猫がいる。'] },
  'over-limit': { fails: [good], passes: ['A cat.', '𝒳'.repeat(20)], given: { maxLength: 20 } },
  'assistant-talk': {
    fails: ['I can see a cat.', 'As an AI, I cannot tell.', 'The user wants alt text.', 'Ich sehe eine Katze.'],
    passes: [good, 'A sign that says "I can see you".', 'A hand-written letter.'],
  },
  markdown: {
    fails: ['**A cat**.', '# A cat', '- A cat', 'A <b>cat</b>.', 'a | b | c |'],
    passes: [good, 'A price of 3 - 4 €.'],
  },
  'tags-and-links': {
    fails: ['A cat. #cats', 'By @alice@example.org.', 'See https://example.org.'],
    passes: [good, 'A sign with "#cats" on it.', 'Room #12 with a cat.'],
  },
  'lost-text': {
    fails: [good, 'A sign on a gate.'],
    passes: ['A gate with a sign: "Closed for repairs".'],
    given: { visibleText: 'CLOSED FOR REPAIRS' },
  },
  'unverified-quote': {
    fails: ['A gate with a sign: "Free beer".'],
    passes: [good, 'A gate with a sign: "Closed".'],
    given: { visibleText: 'CLOSED' },
  },
  'cut-off': { fails: [good], passes: [], given: { wasCut: true } },
  long: { fails: [long], passes: [good] },
  short: { fails: ['A cat.'], passes: [good], given: { optimalMinLength: 20 } },
  'cut-elsewhere': { fails: ['a'.repeat(1501)], passes: ['a'.repeat(1500)], given: { maxLength: 10_000 } },
  'picture-phrase': {
    fails: [
      'Image of a cat.',
      'This image shows a cat.',
      'A photo of a cat.',
      'Das Bild zeigt eine Katze.',
      '画像は猫です。',
    ],
    passes: [good, 'A painting of a cat.', 'A screenshot of a settings page.', 'Picture frames on a wall.'],
  },
  'file-name': {
    fails: ['IMG_1234.jpg', 'image', 'Screenshot 12', 'untitled'],
    passes: [good, 'Photographs on a wall.'],
  },
  'no-end': { fails: ['A cat asleep on a chair'], passes: [good, '猫がいる。', 'A sign: "Stop!"', 'بداية؟'] },
  emoji: { fails: ['A cat 🐈.'], passes: [good, 'Room 12 © 2024.'] },
  hedge: { fails: ['It appears to be a cat.', 'Vermutlich eine Katze.'], passes: [good] },
  mood: { fails: ['A stunning cat.', 'Eine wunderschöne Katze. Atemberaubend.'], passes: [good] },
  credit: { fails: ['A cat. Photo by Alice.', 'A cat. © Bob'], passes: [good] },
  repetition: {
    fails: [
      'A cat is on a chair. A cat is on a chair.',
      'red and blue and red and blue and red and blue and red and blue and',
    ],
    passes: [good],
  },
  'repeats-post': {
    fails: ['My cat is asleep on the old chair again.'],
    passes: [good, 'A cat.'],
    given: { postText: 'Look: my cat is asleep on the old chair again today.' },
  },
  'same-as-sibling': { fails: ['A cat.', 'a CAT!'], passes: [good], given: { siblings: ['A cat.'] } },
};

describe('the quality rules', () => {
  it('each have a table here', () => {
    expect(Object.keys(table).sort()).toEqual(rules.map(({ id }) => id).sort());
  });

  const cases = Object.entries(table).flatMap(([id, { fails, passes, given = {} }]) => [
    ...fails.map((text) => ({ id, text, given, isFound: true })),
    ...passes.map((text) => ({ id, text, given, isFound: false })),
  ]);

  it.each(cases)('$id of "$text": $isFound', ({ id, text, given, isFound }) => {
    const findings = judge(text, { ...context, ...given });
    expect(findings.some((finding) => finding.id === id)).toBe(isFound);
  });

  it('have nothing to say about a good text', () => {
    expect(judge(good, context)).toEqual([]);
  });

  it.each(['“', '„', '«', '「', '<a', '\n'])('are soon done with a text of nothing but "%s"', (piece) => {
    expect(judge(`${piece.repeat(100_000)} A cat.`, context).map(({ id }) => id)).toContain('over-limit');
  });

  it('say of an empty text only that it is empty', () => {
    expect(judge('', { ...context, wasCut: true }).map(({ id }) => id)).toEqual(['empty']);
  });

  it('speak in sentences of the catalogue', () => {
    const findings = cases.flatMap(({ text, given }) => judge(text, { ...context, ...given }));
    const missing = findings
      .map(({ message }) => message.key.replace('captioner.', ''))
      .filter((key) => !(key in words) && !(`${key}_other` in words));
    expect(missing).toEqual([]);
  });
});
