import { say } from '../lib/sentence.ts';
import type { Rule } from './rule.ts';
import { missingText, unverifiedQuotes } from './visible-text.ts';

/** More words than these say nothing more about what is missing. */
const mostNamed = 6;

/** The rules about the text that stands in the picture; they say nothing when nobody looked. */
export const rulesOfText = {
  lostText: {
    id: 'lost-text',
    severity: 'error',
    check(text, { visibleText, maxLength }) {
      const missing = missingText(text, visibleText, maxLength);
      if (!missing) return undefined;
      const words = `${missing.slice(0, mostNamed).join(' ')}${missing.length > mostNamed ? ' …' : ''}`;
      return say('captioner.findingLostText', { words });
    },
  },
  unverifiedQuote: {
    id: 'unverified-quote',
    severity: 'warning',
    check(text, { visibleText }) {
      const marks = unverifiedQuotes(text, visibleText);
      return marks.length === 0 ? undefined : { message: say('captioner.findingUnverifiedQuote'), marks };
    },
  },
} satisfies Record<string, Rule>;
