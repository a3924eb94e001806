import { Buffer } from 'node:buffer';
import { z } from 'zod';
import { AppError } from '../../lib/errors.ts';
import { captionerError, type ErrorPlace, loopError } from '../errors.ts';
import type { Answer, Ask, Message, Question } from '../question.ts';
import { isLooping } from '../text/repetition.ts';
import { mostTextCharacters, translate } from './ask.ts';
import { readEvents } from './event-stream.ts';
import { CutLineError } from './json-lines.ts';
import type { HostAccess } from './ollama-client.ts';
import { callOpenai, flatten } from './openai-client.ts';
import { createOpenaiTimes, type ServerTimes } from './openai-times.ts';
import { ServerAnswerError } from './server-errors.ts';
import type { Warmth } from './warmth.ts';
import { type DescribeLimits, startWatchdog, type Watchdog } from './watchdog.ts';

export type OpenaiAskOptions = { access: HostAccess; limits: DescribeLimits; warmth: Warmth };

/** What is read of a piece of an answer; reasoning is no part of a description. */
const piece = z.object({
  choices: z
    .array(
      z.object({
        delta: z.object({ content: z.string().nullish(), reasoning_content: z.string().nullish() }).nullish(),
        finish_reason: z.string().nullish(),
      }),
    )
    .optional(),
  /** Of llama.cpp, with the last piece. */
  timings: z.object({ prompt_ms: z.number(), predicted_ms: z.number() }).optional(),
  error: z.unknown().optional(),
});

type Heard = { text: string; hasThought: boolean; doneReason: string; firstAt: number; times: ServerTimes | null };
type Listener = Parameters<Ask>[1] & { onFirstByte: () => void; now: () => number };

/** One question to a server that speaks OpenAI's API, streamed. However it ends, its connection is closed or free. */
export function createOpenaiAsk({ access, limits, warmth }: OpenaiAskOptions): Ask {
  const { clock } = access;
  const times = createOpenaiTimes();
  return async (question, { signal, onText }) => {
    signal.throwIfAborted();
    const { model } = question;
    const place: ErrorPlace = { host: access.url, model, speaks: 'openai' };
    const hangUp = new AbortController();
    const waits = { ...limits, firstByteMs: warmth.firstByteMs(model) };
    const watchdog = startWatchdog(clock, waits, () => hangUp.abort());
    const startedAt = clock.now();
    const listener = { signal, onText, onFirstByte: () => warmth.answered(model), now: clock.now };
    try {
      const either = AbortSignal.any([signal, hangUp.signal]);
      const response = await callOpenai(access, '/chat/completions', { signal: either, body: bodyOf(question) });
      const heard = await listen(response, place, watchdog, listener);
      const timings = times.of(model, { startedAt, endedAt: clock.now(), ...heard });
      warmth.took(timings.promptMs + timings.generateMs);
      const { text, doneReason, hasThought } = heard;
      return { text, doneReason, onlyThought: hasThought && text.trim() === '', timings } satisfies Answer;
    } catch (thrown) {
      if (signal.aborted) throw signal.reason;
      const error = translate(thrown, place, watchdog);
      if (error instanceof AppError && error.category === 'resource') warmth.failed(model);
      throw error;
    } finally {
      watchdog.stop();
      hangUp.abort();
    }
  };
}

async function listen(response: Response, place: ErrorPlace, watchdog: Watchdog, listener: Listener): Promise<Heard> {
  const heard: Heard = { text: '', hasThought: false, doneReason: '', firstAt: 0, times: null };
  for await (const data of readEvents(response.body ?? new ReadableStream())) {
    watchdog.touch();
    listener.onFirstByte();
    heard.firstAt ||= listener.now();
    if (data.trim() === '[DONE]') break;
    const { length } = heard.text;
    take(heard, data);
    if (heard.text.length > mostTextCharacters) return cutOff(heard);
    if (heard.text.length > length) listener.onText(heard.text);
    if (isLooping(heard.text)) throw loopError(place, heard.text);
  }
  // Some servers end without `[DONE]`; none that is whole ends without saying why.
  if (heard.doneReason === '') throw captionerError('model-stopped', place);
  return heard;
}

function take(heard: Heard, data: string): void {
  const { choices = [], timings, error } = parse(data);
  if (error !== undefined) throw new ServerAnswerError({ text: flatten(data), isJson: true });
  const [choice] = choices;
  heard.text += choice?.delta?.content ?? '';
  heard.hasThought ||= Boolean(choice?.delta?.reasoning_content);
  heard.doneReason = choice?.finish_reason ?? heard.doneReason;
  if (timings) heard.times = { promptMs: timings.prompt_ms, generateMs: timings.predicted_ms };
}

function parse(data: string): z.infer<typeof piece> {
  try {
    return piece.parse(JSON.parse(data));
  } catch {
    throw new CutLineError(`not a piece of an answer: ${data.length} characters`);
  }
}

/** The beginning of an endless answer, as if the server had stopped where it was told to. */
const cutOff = (heard: Heard): Heard => ({
  ...heard,
  text: heard.text.slice(0, mostTextCharacters).toWellFormed(),
  doneReason: 'length',
});

function bodyOf({ model, messages, manner }: Question) {
  const { temperature, seed, repeatPenalty, mostTokens } = manner;
  return {
    ...{ model, messages: messages.map(toMessage), stream: true, temperature, seed, max_tokens: mostTokens },
    // What all of these servers know; 1.05 of Ollama's penalty is a light touch, 1.25 a firm one.
    frequency_penalty: Math.min(2, Math.round((repeatPenalty - 1) * 400) / 100),
    // Thinking aloud would use up the tokens. llama.cpp and vLLM pass it on to the model's template.
    chat_template_kwargs: { enable_thinking: false },
  };
}

function toMessage({ role, content, images = [] }: Message) {
  if (images.length === 0) return { role, content };
  const shown = images.map((image) => ({ type: 'image_url', image_url: { url: dataUrl(image) } }));
  return { role, content: [...shown, { type: 'text', text: content }] };
}

/** Servers that do not look at the bytes go by the type: 0x89 begins a PNG. */
function dataUrl(image: Uint8Array): string {
  const type = image[0] === 0x89 ? 'image/png' : 'image/jpeg';
  return `data:${type};base64,${Buffer.from(image).toString('base64')}`;
}
