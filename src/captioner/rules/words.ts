import { label } from '../cleaning/frame-words.ts';
import { splitSentences } from '../text/sentences.ts';
import { normalise, outsideQuotes } from '../text/text-parts.ts';
import { isSaid, marksWords, matchesAny, when, wordsFor } from './finding.ts';
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
      return when(matchesAny([label, ...phrases], text.trim()), 'findingPicturePhrase');
    },
  },
  // Small models fall back into their own language when they speak of themselves.
  assistantTalk: {
    id: 'assistant-talk',
    severity: 'error',
    check: (text, { visibleText }) => when(matchesAny(talk, ownWords(text, visibleText)), 'findingAssistantTalk'),
  },
  credit: {
    id: 'credit',
    severity: 'warning',
    check: (text) => when(matchesAny(credit, outsideQuotes(text)), 'findingCredit'),
  },
  hedge: {
    id: 'hedge',
    severity: 'warning',
    check: marksWords('hedges', 'findingHedge'),
  },
  mood: {
    id: 'mood',
    severity: 'warning',
    check: marksWords('mood', 'findingMood'),
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
    check: marksWords('unreadable', 'findingUnreadable'),
  },
} satisfies Record<string, Rule>;

/** A text without what stands in the picture: in quotation marks, or a whole sentence that was read there. */
function ownWords(text: string, visibleText: string | null): string {
  const unquoted = outsideQuotes(text);
  const read = normalise(visibleText ?? '');
  if (read === '') return unquoted;
  return splitSentences(unquoted)
    .filter((sentence) => !isSaid(normalise(sentence), read))
    .join('');
}
