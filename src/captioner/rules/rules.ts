import type { Finding } from '../captioner.ts';
import { rulesOfContext } from './context.ts';
import { rulesOfForm } from './form.ts';
import { rulesOfPeople } from './people.ts';
import { findingOf, type Rule, type RuleContext } from './rule.ts';
import { rulesOfText } from './text.ts';
import { rulesOfWords } from './words.ts';

/** Every rule, the errors first; docs/rules.md says what each is good for. Severity `error`: not to be published as it is. */
export const rules: Rule[] = [
  rulesOfForm.empty,
  rulesOfForm.overLimit,
  rulesOfWords.assistantTalk,
  rulesOfForm.loop,
  rulesOfContext.language,
  rulesOfText.lostText,
  rulesOfForm.markdown,
  rulesOfForm.tagsAndLinks,
  rulesOfForm.cutOff,
  rulesOfText.photoText,
  rulesOfText.unverifiedQuote,
  rulesOfPeople.guess,
  rulesOfWords.hedge,
  rulesOfContext.sensitive,
  rulesOfForm.long,
  rulesOfForm.cutElsewhere,
  rulesOfWords.picturePhrase,
  rulesOfWords.backgroundFirst,
  rulesOfForm.fileName,
  rulesOfForm.noEnd,
  rulesOfForm.emoji,
  rulesOfWords.mood,
  rulesOfWords.credit,
  rulesOfForm.repetition,
  rulesOfContext.repeatsPost,
  rulesOfContext.sameAsSibling,
  rulesOfForm.short,
  rulesOfContext.medium,
  rulesOfContext.kind,
  rulesOfPeople.unusedName,
  rulesOfPeople.genderAndAge,
  rulesOfPeople.appearance,
  rulesOfWords.unreadable,
];

/** Everything the rules have to say about a text, errors first. An empty text is only that. */
export function judge(text: string, context: RuleContext): Finding[] {
  const findings = rules.flatMap((rule) => {
    const found = rule.check(text, context);
    return found ? [findingOf(rule, found)] : [];
  });
  return findings.some(({ id }) => id === 'empty') ? findings.filter(({ id }) => id === 'empty') : findings;
}
