import { countCharacters } from '../../lib/characters.ts';
import { endsLikeASentence, splitSentences } from '../text/sentences.ts';
import { lettersOf, mostOften, normalise, outsideQuotes, phrases } from '../text/text-parts.ts';
import { hasPattern, when } from './finding.ts';
import type { Rule } from './rule.ts';
import * as signs from './rule-words/signs.ts';

/** Thai and its neighbours end a sentence with a space, or not at all. */
const hasNoFullStops = /[\p{Script=Thai}\p{Script=Lao}]/u;

/** Older servers cut longer texts when the post reaches them. */
const cutElsewhere = 1500;

/** What can be said of a text without understanding it. */
export const rulesOfForm = {
  empty: { id: 'empty', severity: 'error', check: (text) => when(lettersOf(text) < 3, 'findingEmpty') },
  overLimit: {
    id: 'over-limit',
    severity: 'error',
    check: (text, { maxLength }) =>
      when(countCharacters(text) > maxLength, 'findingOverLimit', {
        count: countCharacters(text) - maxLength,
        limit: maxLength,
      }),
  },
  cutOff: { id: 'cut-off', severity: 'warning', check: (_, { wasCut }) => when(wasCut === true, 'findingCutOff') },
  long: {
    id: 'long',
    severity: 'warning',
    check: (text, { optimalMaxLength }) =>
      when(countCharacters(text) > optimalMaxLength, 'findingLong', {
        count: countCharacters(text),
        wanted: optimalMaxLength,
      }),
  },
  short: {
    id: 'short',
    severity: 'info',
    check: (text, { optimalMinLength }) =>
      when(lettersOf(text) >= 3 && countCharacters(text) < optimalMinLength, 'findingShort', {
        count: countCharacters(text),
        wanted: optimalMinLength,
      }),
  },
  cutElsewhere: {
    id: 'cut-elsewhere',
    severity: 'warning',
    check: (text) => when(countCharacters(text) > cutElsewhere, 'findingCutElsewhere', { limit: cutElsewhere }),
  },
  fileName: {
    id: 'file-name',
    severity: 'warning',
    check: (text) => when(signs.fileName.test(text.trim()) || signs.placeholder.test(text.trim()), 'findingFileName'),
  },
  noEnd: {
    id: 'no-end',
    severity: 'warning',
    check: (text) =>
      when(lettersOf(text) >= 3 && !endsLikeASentence(text) && !hasNoFullStops.test(text), 'findingNoEnd'),
  },
  emoji: { id: 'emoji', severity: 'warning', check: hasPattern(signs.emoji, 'findingEmoji') },
  tagsAndLinks: {
    id: 'tags-and-links',
    severity: 'error',
    check(text, { visibleText }) {
      const own = outsideQuotes(text);
      const found = [signs.hashtag, signs.mention, signs.webAddress].flatMap((pattern) => pattern.exec(own)?.[0] ?? []);
      const isInPicture = (tag: string) => (visibleText ?? '').toLowerCase().includes(tag.trim().toLowerCase());
      return when(
        found.some((tag) => !isInPicture(tag)),
        'findingTagsAndLinks',
      );
    },
  },
  markdown: {
    id: 'markdown',
    severity: 'error',
    check: (text) => when(signs.markdown.test(outsideQuotes(text)), 'findingMarkdown'),
  },
  loop: { id: 'loop', severity: 'error', check: (text) => when(isLoop(text), 'findingLoop') },
  repetition: {
    id: 'repetition',
    severity: 'warning',
    check: (text) => when(repeatsItself(text) && !isLoop(text), 'findingRepetition'),
  },
} satisfies Record<string, Rule>;

/** A sentence three times, or four words in a row four times: the model ran in circles. What it quotes may do so. */
function isLoop(text: string): boolean {
  const own = outsideQuotes(text);
  return mostOften(longSentences(own)) >= 3 || mostOften(phrases(own)) >= 4;
}

/** A sentence twice, or four words in a row three times. */
function repeatsItself(text: string): boolean {
  const own = outsideQuotes(text);
  return mostOften(longSentences(own)) >= 2 || mostOften(phrases(own)) >= 3;
}

const longSentences = (text: string): string[] =>
  splitSentences(text)
    .map(normalise)
    .filter((sentence) => sentence.length > 10);
