import { AppError } from '../lib/errors.ts';
import type { ChangedRetry, DescribeOptions, DescribeRequest, Finding } from './captioner.ts';
import { clean } from './cleaning/clean.ts';
import type { CaptionerErrorCode } from './errors.ts';
import { tokensFor, wantedLengths } from './lengths.ts';
import { createMessages, isEcho } from './prompt.ts';
import type { Answer, Ask, Manner, Question } from './question.ts';
import { isRefusal } from './refusing.ts';
import type { Change, NoDescription } from './retry.ts';
import { wantedLanguage } from './rules/finding.ts';
import { judge } from './rules/rules.ts';
import { loadLanguages, needsLibrary } from './text/language.ts';
import { isLooping } from './text/repetition.ts';
import { fitWithin } from './text/sentences.ts';

/** A description in the making. `wasCut`: the model was stopped, so that its end is missing. */
export type Draft = { text: string; wasCut: boolean; findings: Finding[]; answer: Answer };

/** What one look at the picture brought. */
export type Look = ({ draft: Draft } | Failed) & Looked;

/** `code`: what is said of it when the second look brings nothing either. */
type Failed = { failure: NoDescription; code: CaptionerErrorCode; cause: unknown };

/** `changedRetry`: why the picture had to be shown in another making; that was the one retry. */
type Looked = { changedRetry: ChangedRetry | null };

export const usualManner = { temperature: 0.1, seed: 11, repeatPenalty: 1.05 };

function mannerFor(request: DescribeRequest): Manner {
  return { ...usualManner, mostTokens: tokensFor(wantedLengths(request).most) };
}

/** Shows the picture once. Rejects with what the server or the signal said. */
export async function lookAt(
  ask: Ask,
  image: Uint8Array,
  request: DescribeRequest,
  change: Change,
  options: DescribeOptions,
): Promise<Look> {
  const question: Question = {
    model: request.model,
    messages: createMessages(image, change.request(request), change.stress),
    manner: change.manner(mannerFor(request)),
  };
  try {
    const answer = await ask(question, options);
    const failure = failureOf(answer.text, request.visibleText);
    if (failure) return { ...failed(failure, answer), changedRetry: null };
    const language = wantedLanguage(request);
    if (language !== undefined && needsLibrary(clean(answer.text), language)) await loadLanguages();
    return { draft: draftOf(answer, request), changedRetry: null };
  } catch (thrown) {
    const isLoop = thrown instanceof AppError && thrown.code === 'repetition';
    if (isLoop) return { failure: 'repetition', code: 'repetition', cause: thrown, changedRetry: null };
    throw thrown;
  }
}

function failed(failure: NoDescription, { text, onlyThought }: Answer): Failed {
  // Words of an answer may be a person's own, and a cause is read by who runs the program.
  const cause = `${failure}: an answer of ${text.length} characters`;
  return { failure, code: onlyThought ? 'only-thought' : failure, cause };
}

function failureOf(raw: string, visibleText: string | null): NoDescription | undefined {
  const text = clean(raw);
  if (!/[\p{L}\p{N}]/u.test(text)) return 'empty';
  if (isLooping(text)) return 'repetition';
  return isRefusal(text, visibleText) || isEcho(text) ? 'refusal' : undefined;
}

function draftOf(answer: Answer, request: DescribeRequest): Draft {
  const wasStopped = answer.doneReason === 'length';
  const { text, wasCut } = fitWithin(clean(answer.text), Number.POSITIVE_INFINITY, wasStopped);
  return { text, wasCut, findings: findingsOf(text, request, wasCut), answer };
}

/** What the rules say of a text, measured by the length that was wanted. */
export function findingsOf(text: string, request: DescribeRequest, wasCut: boolean): Finding[] {
  const { least, most } = wantedLengths(request);
  return judge(text, { ...request, optimalMinLength: least, optimalMaxLength: most, wasCut });
}
