import { isKnownLanguage } from '../../lib/language-tag.ts';
import { type Sentence, say } from '../../lib/sentence.ts';
import { isWorthTheLibrary, languageOf, loadLanguages } from '../text/language.ts';
import { hasNoSpaces, normalise, outsideQuotes } from '../text/text-parts.ts';
import type { Rule, RuleContext } from './rule.ts';
import { patternsFor } from './rule-words/index.ts';
import type { RuleWords } from './rule-words/rule-words.ts';

/** The sentence `captioner.KEY` where a text fails. */
export const when = (fails: boolean, key: string, values?: Record<string, string | number>): Sentence | undefined =>
  fails ? say(`captioner.${key}`, values) : undefined;

/** A rule that fails where a pattern is found anywhere in the text. */
export const hasPattern = (pattern: RegExp, key: string) => (text: string) => when(pattern.test(text), key);

export const matchesAny = (patterns: RegExp[], text: string): boolean => patterns.some((pattern) => pattern.test(text));

type OfPost = Pick<RuleContext, 'language' | 'postText'>;

/** The language a text should be in: what is known of it, or else that of the post's words. */
export function wantedLanguage({ language, postText }: OfPost): string | undefined {
  return isKnownLanguage(language) ? language : languageOf(postText ?? '');
}

/** With it for good: of a post without a language the library is asked, so that no earlier picture makes a difference. */
export async function withItsLanguage<T extends OfPost>(post: T): Promise<T> {
  if (!isKnownLanguage(post.language) && isWorthTheLibrary(post.postText ?? '')) await loadLanguages();
  return { ...post, language: wantedLanguage(post) ?? post.language };
}

/** The patterns of the language that a text is in, or should be. */
export const wordsFor = (text: string, context: RuleContext, of: keyof RuleWords): RegExp[] =>
  patternsFor(wantedLanguage(context) ?? languageOf(text) ?? 'en', of);

/** What the picture, the post and the author's own list of names say: no guess of the model's. */
export const saidElsewhere = ({ postText, visibleText, names }: RuleContext): string =>
  normalise([postText, visibleText, names].filter((text) => text !== null).join(' '));

/** Word by word; where a script has no spaces, anywhere. */
export function isSaid(words: string, known: string): boolean {
  return hasNoSpaces.test(words) ? known.includes(words) : ` ${known} `.includes(` ${words} `);
}

const mostMarks = 8;

/**
 * A rule's check for words of one kind outside quotations, which are marked, but for those that are `known`: the sentence
 * names the first.
 */
export function marksWords(
  of: keyof RuleWords,
  key: string,
  known: (context: RuleContext) => string = () => '',
): Rule['check'] {
  return (text, context) => {
    const own = outsideQuotes(text);
    const found = wordsFor(text, context, of).flatMap((pattern) =>
      Array.from(own.matchAll(new RegExp(pattern, `${pattern.flags.replace('g', '')}g`)), ([words]) => words.trim()),
    );
    const elsewhere = known(context);
    const marks = [...new Set(found)].filter((words) => !isSaid(normalise(words), elsewhere)).slice(0, mostMarks);
    const [word] = marks;
    return word === undefined ? undefined : { message: say(`captioner.${key}`, { word }), marks };
  };
}
