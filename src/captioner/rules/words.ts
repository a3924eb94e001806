import { outsideQuotes } from '../text/text-parts.ts';
import { markWords, matchesAny, when, wordsFor } from './finding.ts';
import type { Rule } from './rule.ts';
import { patternsFor, patternsOfAll } from './rule-words/index.ts';

const talk = patternsOfAll('assistantTalk');
const credit = patternsOfAll('credit');

/** What a text says that a description should not. */
export const rulesOfWords = {
  picturePhrase: {
    id: 'picture-phrase',
    severity: 'warning',
    check(text, context) {
      const phrases = [...wordsFor(text, context, 'picturePhrases'), ...patternsFor('en', 'picturePhrases')];
      return when(matchesAny(phrases, text.trim()), 'findingPicturePhrase');
    },
  },
  // Small models fall back into their own language when they speak of themselves.
  assistantTalk: {
    id: 'assistant-talk',
    severity: 'error',
    check: (text) => when(matchesAny(talk, outsideQuotes(text)), 'findingAssistantTalk'),
  },
  credit: {
    id: 'credit',
    severity: 'warning',
    check: (text) => when(matchesAny(credit, outsideQuotes(text)), 'findingCredit'),
  },
  hedge: {
    id: 'hedge',
    severity: 'warning',
    check: (text, context) => markWords(text, wordsFor(text, context, 'hedges'), 'findingHedge'),
  },
  mood: {
    id: 'mood',
    severity: 'warning',
    check: (text, context) => markWords(text, wordsFor(text, context, 'mood'), 'findingMood'),
  },
  backgroundFirst: {
    id: 'background-first',
    severity: 'warning',
    check: (text, context) =>
      when(matchesAny(wordsFor(text, context, 'backgroundFirst'), text.trim()), 'findingBackgroundFirst'),
  },
  unreadable: {
    id: 'unreadable',
    severity: 'info',
    check: (text, context) => markWords(text, wordsFor(text, context, 'unreadable'), 'findingUnreadable'),
  },
} satisfies Record<string, Rule>;
