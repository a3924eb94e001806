import { say } from '../../lib/sentence.ts';
import { normalise } from '../text/text-parts.ts';
import { marksWords, saidElsewhere } from './finding.ts';
import type { Rule } from './rule.ts';

/** What a text says about people, or should say. What the author has said herself is no guess. */
export const rulesOfPeople = {
  guess: {
    id: 'guess',
    severity: 'warning',
    check: marksWords('guesses', 'findingGuess', saidElsewhere),
  },
  genderAndAge: {
    id: 'gender-and-age',
    severity: 'info',
    check: marksWords('genderAndAge', 'findingGenderAndAge', saidElsewhere),
  },
  appearance: {
    id: 'appearance',
    severity: 'info',
    check: marksWords('appearance', 'findingAppearance', saidElsewhere),
  },
  unusedName: {
    id: 'unused-name',
    severity: 'info',
    check(text, { names, postText }) {
      const own = ` ${normalise(text)} `;
      const post = ` ${normalise(postText ?? '')} `;
      const unused = namesIn(names).find(
        (name) => post.includes(` ${normalise(name)} `) && !own.includes(` ${normalise(name)} `),
      );
      return unused === undefined ? undefined : say('captioner.findingUnusedName', { name: unused });
    },
  },
} satisfies Record<string, Rule>;

/** The names of a list such as `Miso: my cat`, one in each line. */
function namesIn(names: string | null): string[] {
  const lines = (names ?? '').split('\n').map((line) => line.split(/[:：=–—]| - /u)[0]?.trim() ?? '');
  return lines.filter((name) => normalise(name) !== '');
}
