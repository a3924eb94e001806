import { isSaid } from './rules/finding.ts';
import { refusal } from './rules/rule-words/refusal.ts';
import { splitSentences } from './text/sentences.ts';
import { normalise } from './text/text-parts.ts';

/**
 * Whether an answer is none, for the model would not or could not see. A description that begins with the words of its
 * picture and goes on is one, be they those of a refusal.
 */
export function isRefusal(text: string, visibleText: string | null): boolean {
  return refusal.test(text) && !beginsAsThePicture(text, visibleText ?? '');
}

function beginsAsThePicture(text: string, visibleText: string): boolean {
  const [first = '', ...others] = splitSentences(text);
  const [said, read] = [normalise(text), normalise(visibleText)];
  const isFirstRead = others.length > 0 && isSaid(normalise(first), read);
  return isFirstRead || (refusal.test(visibleText) && said.startsWith(`${read} `));
}
