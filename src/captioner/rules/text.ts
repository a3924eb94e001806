import { type Sentence, say } from '../../lib/sentence.ts';
import type { Rule } from './rule.ts';
import { missingText, type TextOfPicture, unverifiedQuotes } from './visible-text.ts';

/** More words than these say nothing more about what is missing. */
const mostNamed = 6;

/** The rules about the text that stands in the picture; they say nothing when nobody looked. */
export const rulesOfText = {
  lostText: {
    id: 'lost-text',
    severity: 'error',
    check: (text, picture) => (picture.kind === 'photo' ? undefined : sayMissing(text, picture)),
  },
  // Shops behind a tram or the keys below a cat need not be read out: no reason to look twice.
  photoText: {
    id: 'photo-text',
    severity: 'warning',
    check: (text, picture) => (picture.kind === 'photo' ? sayMissing(text, picture) : undefined),
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

function sayMissing(text: string, picture: TextOfPicture): Sentence | undefined {
  const missing = missingText(text, picture);
  if (!missing) return undefined;
  const words = `${missing.slice(0, mostNamed).join(' ')}${missing.length > mostNamed ? ' …' : ''}`;
  return say('captioner.findingLostText', { words });
}
