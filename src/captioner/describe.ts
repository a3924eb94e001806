import { countCharacters } from '../lib/characters.ts';
import type { ChangedRetry, DescribeOptions, DescribeRequest, Description } from './captioner.ts';
import { captionerError } from './errors.ts';
import { isFarTooLong } from './lengths.ts';
import { type Draft, findingsOf, type Look, lookAt } from './look.ts';
import { promptVersionOf } from './prompt.ts';
import type { Ask } from './question.ts';
import { showRemade } from './remake.ts';
import { changeFor, isBetter, type LookReason, retryReasonOf, unchanged } from './retry.ts';
import { withItsLanguage } from './rules/finding.ts';
import { inFewerWords, withItsText } from './shortening.ts';
import { fitWithin } from './text/sentences.ts';
import { countTime } from './timings.ts';

/** What describing needs of an engine. `host` is named in sentences. */
export type Describing = { ask: Ask; host: string };

/**
 * Asks for a description; once more, in another way, when the answer was none or has an error that this may mend. Of
 * two texts the better one is kept, with all that is still to be said against it. One that is too long is then said in
 * fewer words. So the model looks twice at most, and works on a text once.
 */
export async function describe(
  { ask, host }: Describing,
  image: Uint8Array,
  asked: DescribeRequest,
  options: DescribeOptions,
): Promise<Description> {
  // Settled before anything is asked: when the language is what goes wrong, the post is not shown again.
  const request = await withItsLanguage(asked);
  const counted = countTime(ask);
  const { look, changedRetry } = await lookTwiceAtMost(counted.ask, image, request, options);
  if ('failure' in look) throw captionerError(look.code, { host, model: request.model }, look.cause);

  const { draft } = look;
  const isTooLong = isFarTooLong(countCharacters(draft.text), withItsText(request, draft.text));
  const shorter = isTooLong ? await inFewerWords(counted.ask, draft, request, options) : draft;
  return {
    ...withinLimit(shorter, request),
    ...{ raw: draft.answer.text, model: request.model, promptVersion: promptVersionOf(request) },
    ...{ timings: counted.timings(), changedRetry: changedRetry ?? (isTooLong ? 'over-limit' : null) },
  };
}

type Looked = { look: Look; changedRetry: ChangedRetry | null };

async function lookTwiceAtMost(
  ask: Ask,
  image: Uint8Array,
  request: DescribeRequest,
  options: DescribeOptions,
): Promise<Looked> {
  const show = (shown: Uint8Array) => lookAt(ask, shown, request, unchanged, options);
  const first = await showRemade(show, image, options);
  const reason = reasonOf(first, request);
  if (reason === null) return { look: first, changedRetry: first.changedRetry };
  const second = await lookAgain(ask, image, request, { first, reason, options });
  return { look: betterOf(first, second), changedRetry: reason };
}

/** Why a second look is worth its time. One that had to be shown another making of the picture was the second already. */
function reasonOf(look: Look, request: DescribeRequest): LookReason | null {
  if (look.changedRetry !== null) return null;
  if ('failure' in look) return look.failure;
  const { text, wasCut, findings } = look.draft;
  return (
    retryReasonOf(findings) ??
    (wasCut && !isFarTooLong(countCharacters(text), withItsText(request, text)) ? 'cut-off' : null)
  );
}

type Again = { first: Look; reason: LookReason; options: DescribeOptions };

/** The first look again where the second one fails: a text with errors is worth more to a person than none. */
async function lookAgain(
  ask: Ask,
  image: Uint8Array,
  request: DescribeRequest,
  { first, reason, options }: Again,
): Promise<Look> {
  try {
    return await lookAt(ask, image, request, changeFor(reason), options);
  } catch (thrown) {
    if (options.signal.aborted || 'failure' in first) throw thrown;
    return first;
  }
}

function betterOf(first: Look, second: Look): Look {
  if ('failure' in first) return second;
  return 'draft' in second && isBetter(second.draft.findings, first.draft.findings) ? second : first;
}

/** The hard limit holds whatever the model did: up to the last sentence that fits, which is then said. */
function withinLimit(draft: Omit<Draft, 'answer'>, request: DescribeRequest): Pick<Description, 'text' | 'findings'> {
  const { text, wasCut } = fitWithin(draft.text, request.maxLength, false);
  return { text, findings: wasCut ? findingsOf(text, request, true) : draft.findings };
}
