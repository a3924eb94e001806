import { isInOtherLanguage } from '../text/language.ts';
import { normalise, outsideQuotes, overlap, quotations } from '../text/text-parts.ts';
import { matchesAny, wantedLanguage, when, wordsFor } from './finding.ts';
import type { Rule } from './rule.ts';
import { chartNumbers, kindNames } from './rule-words/kinds.ts';

/** What a text says compared with its picture, its post and the other pictures of it. */
export const rulesOfContext = {
  repeatsPost: {
    id: 'repeats-post',
    severity: 'warning',
    check: (text, { postText }) => when(postText !== null && overlap(text, postText) > 0.6, 'findingRepeatsPost'),
  },
  language: {
    id: 'language',
    severity: 'error',
    check(text, context) {
      const wanted = wantedLanguage(context);
      return when(wanted !== undefined && isInOtherLanguage(outsideQuotes(text), wanted), 'findingLanguage');
    },
  },
  sameAsSibling: {
    id: 'same-as-sibling',
    severity: 'warning',
    check: (text, { siblings }) =>
      when(
        siblings.some((sibling) => normalise(sibling) === normalise(text)),
        'findingSameAsSibling',
      ),
  },
  medium: {
    id: 'medium',
    severity: 'info',
    check(text, { kind }) {
      const names = kind === null ? undefined : kindNames[kind];
      return when(names !== undefined && !matchesAny(names, text), 'findingMedium');
    },
  },
  kind: {
    id: 'kind',
    severity: 'info',
    check(text, { kind, visibleText }) {
      if (kind === 'chart') return when(!matchesAny(chartNumbers, text), 'findingChart');
      const hasText = visibleText !== null && normalise(visibleText) !== '';
      return when(kind === 'meme' && hasText && quotations(text).length === 0, 'findingMeme');
    },
  },
  sensitive: {
    id: 'sensitive',
    severity: 'warning',
    check(text, context) {
      const said = wordsFor(text, context, 'sensitive');
      return when(context.isSensitive && said.length > 0 && !matchesAny(said, text), 'findingSensitive');
    },
  },
} satisfies Record<string, Rule>;
