import type { Options } from 'ollama';
import { AppError } from '../lib/errors.ts';
import { type Answer, ask } from './ask.ts';
import type { ChangedRetry, DescribeOptions, DescribeRequest, Description } from './captioner.ts';
import { clean, fitWithin } from './clean.ts';
import { captionerError } from './errors.ts';
import type { HostAccess } from './ollama-client.ts';
import { createMessages, isEcho, promptVersion } from './prompt.ts';
import { isLooping } from './repetition.ts';
import { refusal } from './rule-words.ts';
import { judge } from './rules.ts';
import type { Warmth } from './warmth.ts';
import type { DescribeLimits } from './watchdog.ts';

/**
 * The same for every call to a model: a difference in `num_ctx` makes the server load the model again, which throws
 * out whoever else is using it.
 */
export const loadOptions = { num_ctx: 4096 };
const sayOptions = { temperature: 0.1, seed: 11, repeat_penalty: 1.05 };

/** Why an answer is no description. */
type NoDescription = Extract<ChangedRetry, 'empty' | 'repetition' | 'refusal'>;

/** What is different when the model is asked once more. */
const changes: Record<NoDescription, Partial<Options>> = {
  empty: { temperature: 0.4, seed: 12 },
  repetition: { temperature: 0.3, seed: 12, repeat_penalty: 1.25 },
  refusal: { temperature: 0.3, seed: 12 },
};

/** What one description needs of its captioner. */
export type Describing = { access: HostAccess; limits: DescribeLimits; warmth: Warmth };

/** Asks for a description; once more, in another way, when the first answer was none. */
export async function describe(
  describing: Describing,
  image: Uint8Array,
  request: DescribeRequest,
  listener: DescribeOptions,
): Promise<Description> {
  const options = { ...loadOptions, ...sayOptions, num_predict: mostTokens(request) };
  const first = await judged(askOnce(describing, image, request, options, listener));
  if ('answer' in first) return toDescription(first.answer, request, null);

  const changed = { ...options, ...changes[first.failure] };
  const asked = first.failure === 'refusal' ? withoutContext(request) : request;
  const second = await judged(askOnce(describing, image, asked, changed, listener));
  if ('answer' in second) return toDescription(second.answer, request, first.failure);
  throw captionerError(second.failure, { host: describing.access.url, model: request.model }, second.cause);
}

async function askOnce(
  { access, limits, warmth }: Describing,
  image: Uint8Array,
  request: DescribeRequest,
  options: Partial<Options>,
  listener: DescribeOptions,
): Promise<Answer> {
  const { model } = request;
  try {
    const answer = await ask(
      access,
      { model, messages: createMessages(image, request), options },
      {
        ...listener,
        limits: { ...limits, firstByteMs: warmth.firstByteMs(model) },
        onFirstByte: () => warmth.answered(model),
      },
    );
    warmth.took(answer.timings.promptMs + answer.timings.generateMs);
    return answer;
  } catch (thrown) {
    if (thrown instanceof AppError && thrown.category === 'resource') warmth.failed(model);
    throw thrown;
  }
}

type Judged = { answer: Answer } | { failure: NoDescription; cause: unknown };

async function judged(asking: Promise<Answer>): Promise<Judged> {
  try {
    const answer = await asking;
    const failure = failureOf(answer.text);
    return failure ? { failure, cause: answer.text } : { answer };
  } catch (thrown) {
    if (thrown instanceof AppError && thrown.code === 'repetition') return { failure: 'repetition', cause: thrown };
    throw thrown;
  }
}

/** Why an answer is no description at all. Whatever else is wrong with it, a person can see and mend. */
function failureOf(raw: string): NoDescription | undefined {
  const text = clean(raw);
  if (!/[\p{L}\p{N}]/u.test(text)) return 'empty';
  if (isLooping(text)) return 'repetition';
  return refusal.test(text) || isEcho(text) ? 'refusal' : undefined;
}

/** The picture alone: something in the words around it may have been what the model refused. */
function withoutContext({ hint: _, previous: __, ...request }: DescribeRequest): DescribeRequest {
  return { ...request, postText: null, siblings: [] };
}

/** Room for the longest text that is wanted; scripts without spaces take about a token a character. */
function mostTokens({ optimalMaxLength }: DescribeRequest): number {
  return Math.min(1200, Math.max(200, Math.ceil(optimalMaxLength * 1.2)));
}

function toDescription(answer: Answer, request: DescribeRequest, changedRetry: ChangedRetry | null): Description {
  const { text, wasCut } = fitWithin(clean(answer.text), request.maxLength, answer.doneReason === 'length');
  return {
    text,
    raw: answer.text,
    model: request.model,
    promptVersion,
    findings: judge(text, { ...request, wasCut }),
    timings: answer.timings,
    changedRetry,
  };
}
