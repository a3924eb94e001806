import type { TaskEvent } from '../../../src/generation/run/events.ts';
import type { Subject } from './subject.ts';

export type Drafted = Extract<TaskEvent, { type: 'drafted' }>;

export type Score = {
  /** The ids of the rules that an error or a warning came from. */
  rulesBroken: string[];
  /** The share of the words of the picture that the description has; null where there is no text. */
  textRecall: number | null;
  /** The share of what is to be seen that the description names. */
  factRecall: number;
  isInLanguage: boolean;
  characters: number;
};

const plain = (text: string): string => text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase();

const wordsOf = (text: string): string[] => plain(text).match(/[\p{L}\p{N}]+/gu) ?? [];

/** How good a description is, as far as that can be counted. Words are compared without case and accents. */
export function scoreOf(
  subject: Pick<Subject, 'text' | 'facts'>,
  { text, findings }: Pick<Drafted, 'text' | 'findings'>,
): Score {
  const said = new Set(wordsOf(text));
  const written = wordsOf(subject.text ?? '');
  const named = subject.facts.filter((names) => names.some((name) => plain(text).includes(plain(name))));
  return {
    rulesBroken: findings.filter(({ severity }) => severity !== 'info').map(({ id }) => id),
    textRecall: written.length === 0 ? null : written.filter((word) => said.has(word)).length / written.length,
    factRecall: subject.facts.length === 0 ? 1 : named.length / subject.facts.length,
    isInLanguage: !findings.some(({ id }) => id === 'language'),
    characters: Array.from(text).length,
  };
}

export const mean = (values: number[]): number =>
  values.length === 0 ? 1 : values.reduce((sum, value) => sum + value, 0) / values.length;
