import type { ChangedRetry, DescribeOptions, DescribeRequest, Description } from './captioner.ts';
import { captionerError } from './errors.ts';
import { isFarTooLong } from './lengths.ts';
import { type Draft, findingsOf, type Look, lookAt } from './look.ts';
import { promptVersionOf } from './prompt.ts';
import type { Ask } from './question.ts';
import { changeFor, isBetter, type LookReason, retryReasonOf, unchanged } from './retry.ts';
import { fitWithin, lengthOf } from './sentences.ts';

/** What describing needs of an engine. `host` is named in sentences. */
export type Describing = { ask: Ask; host: string };

/**
 * Asks for a description; once more, in another way, when the answer was none or has an error that this may mend. Of
 * two texts the better one is kept, with all that is still to be said against it.
 */
export async function describe(
  describing: Describing,
  image: Uint8Array,
  request: DescribeRequest,
  options: DescribeOptions,
): Promise<Description> {
  const first = await lookAt(describing.ask, image, request, unchanged, options);
  const reason = reasonOf(first, request);
  if (reason === null) return toDescription(draftIn(first, describing, request), request, first.changedRetry);

  const second = await lookAgain(describing, image, request, { first, reason, options });
  return toDescription(draftIn(betterOf(first, second), describing, request), request, reason);
}

/** Why a second look is worth its time. One that had to be shown another making of the picture was the second already. */
function reasonOf(look: Look, request: DescribeRequest): LookReason | null {
  if (look.changedRetry !== null) return null;
  if ('failure' in look) return look.failure;
  const { text, wasCut, findings } = look.draft;
  return retryReasonOf(findings) ?? (wasCut && !isFarTooLong(lengthOf(text), request) ? 'cut-off' : null);
}

type Again = { first: Look; reason: LookReason; options: DescribeOptions };

/** The first look again where the second one fails: a text with errors is worth more to a person than none. */
async function lookAgain(
  { ask }: Describing,
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

function draftIn(look: Look, { host }: Describing, { model }: DescribeRequest): Draft {
  if ('failure' in look) throw captionerError(look.failure, { host, model }, look.cause);
  return look.draft;
}

function toDescription(draft: Draft, request: DescribeRequest, changedRetry: ChangedRetry | null): Description {
  const { answer } = draft;
  const { text, wasCut } = fitWithin(draft.text, request.maxLength, false);
  const findings = wasCut ? findingsOf(text, request, true) : draft.findings;
  const { model } = request;
  return {
    ...{ text, raw: answer.text, model, promptVersion: promptVersionOf(request) },
    ...{ findings, timings: answer.timings, changedRetry },
  };
}
