import type { Sentence } from '../lib/sentence.ts';
import { say } from '../lib/sentence.ts';
import type { Finding } from './captioner.ts';

import { findingOf, type Rule, type RuleContext } from './rule.ts';
import * as words from './rule-words.ts';
import { textRules } from './rules-of-text.ts';
import { endsLikeASentence, lengthOf, splitSentences } from './sentences.ts';

const when = (fails: boolean, key: string, values?: Record<string, string | number>): Sentence | undefined =>
  fails ? say(`captioner.${key}`, values) : undefined;

const hasPattern = (pattern: RegExp, key: string) => (text: string) => when(pattern.test(text), key);

/** Older servers cut longer texts when the post reaches them. */
const cutElsewhere = 1500;

/** Every rule; a new one is one entry. Severity `error`: should not be published as it is. */
export const rules: Rule[] = [
  { id: 'empty', severity: 'error', check: (text) => when(letters(text) < 3, 'findingEmpty') },
  {
    id: 'over-limit',
    severity: 'error',
    check: (text, { maxLength }) =>
      when(lengthOf(text) > maxLength, 'findingOverLimit', { count: lengthOf(text) - maxLength, limit: maxLength }),
  },
  {
    id: 'assistant-talk',
    severity: 'error',
    check: (text) =>
      when(
        words.assistantTalk.some((pattern) => pattern.test(outsideQuotes(text))),
        'findingAssistantTalk',
      ),
  },
  { id: 'markdown', severity: 'error', check: hasPattern(words.markdown, 'findingMarkdown') },
  {
    id: 'tags-and-links',
    severity: 'error',
    check: (text) => {
      const own = outsideQuotes(text);
      return when(
        [words.hashtag, words.mention, words.webAddress].some((pattern) => pattern.test(own)),
        'findingTagsAndLinks',
      );
    },
  },
  ...textRules,
  { id: 'cut-off', severity: 'warning', check: (_, { wasCut }) => when(wasCut === true, 'findingCutOff') },
  {
    id: 'long',
    severity: 'warning',
    check: (text, { optimalMaxLength }) =>
      when(lengthOf(text) > optimalMaxLength, 'findingLong', { count: lengthOf(text), wanted: optimalMaxLength }),
  },
  {
    id: 'short',
    severity: 'info',
    check: (text, { optimalMinLength }) =>
      when(letters(text) >= 3 && lengthOf(text) < optimalMinLength, 'findingShort', {
        count: lengthOf(text),
        wanted: optimalMinLength,
      }),
  },
  {
    id: 'cut-elsewhere',
    severity: 'warning',
    check: (text) => when(lengthOf(text) > cutElsewhere, 'findingCutElsewhere', { limit: cutElsewhere }),
  },
  {
    id: 'picture-phrase',
    severity: 'warning',
    check: (text) =>
      when(
        words.picturePhrases.some((pattern) => pattern.test(text)),
        'findingPicturePhrase',
      ),
  },
  {
    id: 'file-name',
    severity: 'warning',
    check: (text) => when(words.fileName.test(text.trim()) || words.placeholder.test(text.trim()), 'findingFileName'),
  },
  {
    id: 'no-end',
    severity: 'warning',
    check: (text) => when(letters(text) >= 3 && !endsLikeASentence(text), 'findingNoEnd'),
  },
  { id: 'emoji', severity: 'warning', check: hasPattern(words.emoji, 'findingEmoji') },
  { id: 'hedge', severity: 'info', check: (text) => quoteMatch(text, words.hedges, 'findingHedge') },
  { id: 'mood', severity: 'warning', check: (text) => quoteMatch(text, words.mood, 'findingMood') },
  { id: 'credit', severity: 'warning', check: hasPattern(words.credit, 'findingCredit') },
  { id: 'repetition', severity: 'warning', check: (text) => when(repeatsItself(text), 'findingRepetition') },
  {
    id: 'repeats-post',
    severity: 'warning',
    check: (text, { postText }) => when(postText !== null && overlap(text, postText) > 0.6, 'findingRepeatsPost'),
  },
  {
    id: 'same-as-sibling',
    severity: 'warning',
    check: (text, { siblings }) =>
      when(
        siblings.some((sibling) => normalise(sibling) === normalise(text)),
        'findingSameAsSibling',
      ),
  },
];

/** Everything the rules have to say about a text, errors first. An empty text is only that. */
export function judge(text: string, context: RuleContext): Finding[] {
  const findings = rules.flatMap((rule) => {
    const found = rule.check(text, context);
    return found ? [findingOf(rule, found)] : [];
  });
  return findings.some(({ id }) => id === 'empty') ? findings.filter(({ id }) => id === 'empty') : findings;
}

const letters = (text: string): number => text.match(/\p{L}/gu)?.length ?? 0;

const normalise = (text: string): string =>
  text
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();

/**
 * What stands in quotation marks was read off the picture and may be anything. No pattern reads past an opening mark,
 * or a text of nothing else would be searched to its end from each of them.
 */
const outsideQuotes = (text: string): string =>
  text.replace(/"[^"]*"|“[^“”]*”|„[^„“”]*[“”]|«[^«»]*»|「[^「」]*」/g, ' ');

function quoteMatch(text: string, pattern: RegExp, key: string): Sentence | undefined {
  const found = pattern.exec(outsideQuotes(text))?.[0];
  return found === undefined ? undefined : say(`captioner.${key}`, { word: found });
}

/** A sentence twice, or four words in a row three times. */
function repeatsItself(text: string): boolean {
  const sentences = splitSentences(text)
    .map(normalise)
    .filter((sentence) => sentence.length > 10);
  return new Set(sentences).size < sentences.length || mostOften(wordGroups(text, 4)) >= 3;
}

function wordGroups(text: string, size: number): string[] {
  const list = normalise(text)
    .split(' ')
    .filter((word) => word !== '');
  return list.slice(0, Math.max(0, list.length - size + 1)).map((_, at) => list.slice(at, at + size).join(' '));
}

function mostOften(items: string[]): number {
  const counts = new Map<string, number>();
  for (const item of items) counts.set(item, (counts.get(item) ?? 0) + 1);
  return Math.max(0, ...counts.values());
}

/** The share of the text's groups of three words that the post has too; of very short texts nothing can be said. */
function overlap(text: string, postText: string): number {
  const own = wordGroups(text, 3);
  const theirs = new Set(wordGroups(postText, 3));
  return own.length < 3 ? 0 : own.filter((group) => theirs.has(group)).length / own.length;
}
