import type { PictureKind } from '../../../src/captioner/captioner.ts';
import type { ErrorRecord } from '../../../src/lib/errors.ts';
import { type Drafted, mean, type Score } from './score.ts';
import type { Subject } from './subject.ts';

/** What became of a picture; `kind` is what it was taken for. */
export type End = { drafted: Drafted; kind: PictureKind | undefined; score: Score } | { error: ErrorRecord };
export type Described = { subject: Subject; seconds: number; end: End };

export const titles = `${'picture'.padEnd(18)} ${'taken for'.padEnd(11)} lang text facts length seconds rules broken`;

const percent = (share: number | null) => (share === null ? '   –' : `${Math.round(share * 100)}%`.padStart(4));

/** A picture's line of the table, with its description below. */
export function lineOf({ subject, seconds, end }: Described): string {
  const name = subject.name.padEnd(18);
  if ('error' in end) return `${name} failed: ${end.error.code ?? end.error.category}`;
  const { score, drafted, kind = '?' } = end;
  const { textRecall, factRecall, characters, rulesBroken, isInLanguage } = score;
  const taken = `${kind}${kind === subject.kind || kind === '?' ? '' : '!'}`.padEnd(11);
  const language = `${subject.language}${isInLanguage ? ' ' : '!'} `;
  const figures = `${percent(textRecall)} ${percent(factRecall)}  ${String(characters).padStart(6)} ${seconds.toFixed(1).padStart(7)}`;
  const doubted = drafted.findings.flatMap(({ severity, marks = [] }) => (severity === 'info' ? [] : marks));
  const doubts = doubted.length > 0 ? ` (${doubted.join(', ')})` : '';
  const retry = drafted.changedRetry ? ` (asked twice: ${drafted.changedRetry})` : '';
  return `${name} ${taken} ${language} ${figures} ${rulesBroken.join(', ') || 'none'}${doubts}${retry}\n    ${drafted.text}`;
}

type Outcome = { model: string; isSandbox: boolean; described: Described[]; refused: boolean[] };

/** The machine's own fonts are drawn with, which what reads may stumble over. */
const forgiven = 2;

/** The figures, and whether all is well. What a real model makes of the pictures is for people to judge. */
export function reportOf({ model, isSandbox, described, refused }: Outcome) {
  const drafted = described.flatMap(({ subject, end }) => ('score' in end ? [{ subject, ...end }] : []));
  const failed = described.length - drafted.length;
  const rulesBroken = drafted.flatMap(({ score }) => score.rulesBroken).length;
  const textRecall = mean(drafted.flatMap(({ score }) => score.textRecall ?? []));
  const factRecall = mean(drafted.map(({ score }) => score.factRecall));
  const changed = drafted.filter(({ subject, drafted: { text } }) => text !== subject.goodCaption).length;
  const wrongKind = drafted.filter(({ subject, kind }) => kind !== undefined && kind !== subject.kind).length;
  const wrongReasons = refused.filter((isRight) => !isRight).length;
  const isGood =
    !isSandbox || (changed === 0 && rulesBroken + wrongKind <= forgiven && textRecall >= 0.95 && factRecall === 1);
  const round = (share: number) => Math.round(share * 1000) / 1000;
  return {
    ...{ name: 'captions', ok: failed + wrongReasons === 0 && isGood, model, isSandbox },
    ...{ pictures: described.length, failed, rulesBroken, textRecall: round(textRecall) },
    ...{ factRecall: round(factRecall), wrongKind },
    otherLanguage: drafted.filter(({ score }) => !score.isInLanguage).length,
    ...(isSandbox && { changedByCleaning: changed }),
    ...{ hostile: refused.length, wrongReasons },
    secondsPerPicture: round(mean(described.map(({ seconds }) => seconds))),
  };
}
