import type { ChatResponse, Message, Options } from 'ollama';
import { AppError } from '../../lib/errors.ts';
import type { DescribeTimings } from '../captioner.ts';
import { type CaptionerErrorCode, captionerError, type ErrorPlace, loopError } from '../errors.ts';
import type { Answer } from '../question.ts';
import { isLooping } from '../text/repetition.ts';
import { CutLineError } from './json-lines.ts';
import { createOllamaClient, type HostAccess } from './ollama-client.ts';
import { codeOfAnswer, ServerAnswerError } from './server-errors.ts';
import { startWatchdog, type Watchdog } from './watchdog.ts';

/** How long the model stays in memory after an answer. */
export const keepAlive = '10m';

/** Far more than any description: a server that does not keep to `num_predict` is hung up on. */
export const mostTextCharacters = 20_000;

export type OllamaQuestion = { model: string; messages: Message[]; options: Partial<Options> };

type Asking = {
  signal: AbortSignal;
  onText: (textSoFar: string) => void;
  limits: { firstByteMs: number; idleMs: number; totalMs: number };
  onFirstByte: () => void;
};

/**
 * Asks the model once and streams what it says. Rejects with an AppError of `errors.ts`, or the signal's reason.
 * However it ends, the connection is closed or free, so that the model is not generating for nobody.
 */
export async function ask(access: HostAccess, question: OllamaQuestion, asking: Asking): Promise<Answer> {
  const { signal } = asking;
  signal.throwIfAborted();
  const hangUp = new AbortController();
  const watchdog = startWatchdog(access.clock, asking.limits, () => hangUp.abort());
  const place = { host: access.url, model: question.model };
  const startedAt = access.clock.now();
  try {
    const client = createOllamaClient(access, AbortSignal.any([signal, hangUp.signal]));
    const stream = await client.chat({ ...question, stream: true, think: false, keep_alive: keepAlive });
    const { text, hasThought, last } = await listen(stream, place, watchdog, asking);
    const timings = timingsOf(last, access.clock.now() - startedAt);
    return { text, doneReason: last.done_reason, onlyThought: hasThought && text.trim() === '', timings };
  } catch (thrown) {
    if (signal.aborted) throw signal.reason;
    throw translate(thrown, place, watchdog);
  } finally {
    watchdog.stop();
    hangUp.abort();
  }
}

type Heard = { text: string; hasThought: boolean; last: ChatResponse };

async function listen(
  stream: AsyncIterable<ChatResponse>,
  place: ErrorPlace,
  watchdog: Watchdog,
  { onText, onFirstByte }: Asking,
): Promise<Heard> {
  let text = '';
  let hasThought = false;
  for await (const piece of stream) {
    watchdog.touch();
    onFirstByte();
    hasThought ||= Boolean(piece.message?.thinking);
    if (piece.message?.content) {
      text += piece.message.content;
      if (text.length > mostTextCharacters) return { ...cutOff(text, piece), hasThought };
      onText(text);
    }
    if (piece.done) return { text, hasThought, last: piece };
    if (isLooping(text)) throw loopError(place, text);
  }
  throw captionerError('model-stopped', place);
}

/** The beginning of an endless answer, as if the server had stopped where it was told to. */
function cutOff(text: string, last: ChatResponse): Omit<Heard, 'hasThought'> {
  return { text: text.slice(0, mostTextCharacters).toWellFormed(), last: { ...last, done_reason: 'length' } };
}

/** Whatever the package, the fetch or the stream threw, as one of our codes. */
export function translate(thrown: unknown, place: ErrorPlace, watchdog?: Watchdog): AppError {
  const code = codeOf(thrown, watchdog);
  if (code === undefined) return thrown as AppError;
  return captionerError(code, place, thrown);
}

function codeOf(thrown: unknown, watchdog: Watchdog | undefined): CaptionerErrorCode | undefined {
  const expiry = watchdog?.expired();
  if (expiry) return expiry === 'idle' ? 'model-stalled' : 'model-silent';
  if (thrown instanceof ServerAnswerError) return codeOfAnswer(thrown.answer);
  if (thrown instanceof CutLineError) return 'model-stopped';
  // A success that is not JSON although it says so.
  if (thrown instanceof SyntaxError) return 'not-ollama';
  if (thrown instanceof AppError && !isOfTheNetwork(thrown)) return undefined;
  return codeOfBrokenConnection(thrown, watchdog);
}

/** The program's fetch throws platform errors; what it says of a forbidden address is better than "unreachable". */
const isOfTheNetwork = ({ category, code = '' }: AppError): boolean =>
  category === 'platform' && !['private-address', 'bad-address', 'bad-scheme'].includes(code);

function codeOfBrokenConnection(thrown: unknown, watchdog: Watchdog | undefined): CaptionerErrorCode {
  const hasSpoken = watchdog?.hasSpoken() ?? false;
  const isPlainError = thrown instanceof Error && thrown.constructor === Error;
  const isMissingEnd = isPlainError && thrown.message.startsWith('Did not receive done');
  if (isMissingEnd) return 'model-stopped';
  // The package throws a line `{"error": …}` of a running stream as a plain Error.
  if (isPlainError && !('code' in thrown)) return codeOfAnswer({ text: thrown.message, isJson: true });
  return hasSpoken ? 'model-stopped' : 'model-unreachable';
}

/** The server counts in nanoseconds, and what it does not name is the wait for one of its slots. */
function timingsOf(last: ChatResponse, totalMs: number): DescribeTimings {
  const ms = (nanoseconds: number | undefined) => Math.round((nanoseconds ?? 0) / 1e6);
  const [loadMs, promptMs, generateMs] = [
    ms(last.load_duration),
    ms(last.prompt_eval_duration),
    ms(last.eval_duration),
  ];
  return {
    totalMs,
    loadMs,
    promptMs,
    generateMs,
    queueMs: Math.max(0, ms(last.total_duration) - loadMs - promptMs - generateMs),
  };
}
