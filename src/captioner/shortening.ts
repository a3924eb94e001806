import type { DescribeOptions, DescribeRequest } from './captioner.ts';
import { tokensFor, wantedLengths } from './lengths.ts';
import { type Draft, findingsOf, usualManner } from './look.ts';
import type { Ask } from './question.ts';
import { isBetter } from './retry.ts';
import { acceptShortened, createShortenMessages } from './shorten.ts';
import { quotations } from './text/text-parts.ts';

/** Where nobody has read the picture, what the model quotes is its text, and needs its room. */
export function withItsText(request: DescribeRequest, text: string): DescribeRequest {
  return request.visibleText === null ? { ...request, visibleText: quotations(text).join(' ') } : request;
}

/**
 * A text that is too long in fewer words, by a call without the picture; the text itself where the shorter one is none
 * or is worse. The words are not told as they come: a long text stands on the page until the short one is there.
 */
export async function inFewerWords(
  ask: Ask,
  draft: Draft,
  request: DescribeRequest,
  { signal }: Pick<DescribeOptions, 'signal'>,
): Promise<Draft> {
  const { most } = wantedLengths(withItsText(request, draft.text));
  const question = {
    model: request.model,
    messages: createShortenMessages(draft.text, most),
    manner: { ...usualManner, mostTokens: tokensFor(most) },
  };
  try {
    const answer = await ask(question, { signal, onText: () => {} });
    const text = acceptShortened(answer, draft.text, request.maxLength);
    if (text === null) return draft;
    const findings = findingsOf(text, request, false);
    return isBetter(draft.findings, findings) ? draft : { ...draft, text, findings, wasCut: false };
  } catch (thrown) {
    // The text is there; that it is too long is no reason to lose it with a server that has just gone.
    if (signal.aborted) throw thrown;
    return draft;
  }
}
