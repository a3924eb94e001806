import type { Piscina } from 'piscina';
import type { TaskEvent } from '../generation/run/events.ts';
import type { WishSpec } from '../generation/run/wish.ts';
import { describeCause, type ErrorRecord } from '../lib/errors.ts';
import { say } from '../lib/sentence.ts';
import type { TextReader } from '../reading/reading.ts';
import type { Answers } from './answers.ts';
import { watchSilence } from './silence.ts';
import { createSlotKeeper, type SlotGate } from './slots.ts';
import { startInThread } from './thread.ts';

export type Draft = Extract<TaskEvent, { type: 'drafted' }>;
/** How an errand ended: with a draft, or because of an error; null when it was asked to end. */
export type ErrandEnd = { draft: Draft } | { error: ErrorRecord } | null;

export type ErrandMeans = {
  pool: Piscina;
  slots: SlotGate;
  textReader: TextReader;
  /** The longest an errand may take, once it has begun. */
  mostMs: number;
  /** The longest its thread may be silent. */
  silenceMs: number;
};

export type ErrandListener = { signal: AbortSignal; onEvent: (event: TaskEvent, thumbnail?: Uint8Array) => void };

/** Carries one wish out in the desk's thread. Never rejects. */
export async function carryOut(
  spec: WishSpec,
  { pool, slots, textReader, mostMs, silenceMs }: ErrandMeans,
  { signal, onEvent }: ErrandListener,
): Promise<ErrandEnd> {
  if (signal.aborted) return null;
  let draft: Draft | undefined;
  let isTooLong = false;
  const silence = watchSilence(silenceMs, () => thread.terminate(new Error(`no sign of life for ${silenceMs} ms`)));
  const thread = startInThread(pool, spec, {
    answers: answerForSlots(slots, spec.wishId),
    async onMessage({ event, thumbnail }) {
      if (event.type === 'drafted') draft = event;
      onEvent(event, thumbnail);
    },
    onBeat: silence.restart,
    beatMs: silenceMs / 3,
    textReader,
  });
  const timer = setTimeout(() => {
    isTooLong = true;
    thread.cancel();
  }, mostMs);
  signal.addEventListener('abort', thread.cancel, { once: true });
  const { event } = await thread.ended;
  signal.removeEventListener('abort', thread.cancel);
  clearTimeout(timer);
  silence.stop();
  if (draft && event.outcome === 'completed') return { draft };
  if (signal.aborted) return null;
  return { error: isTooLong ? tooLong(mostMs) : errorOf(event.error) };
}

/** A wish asks for permission to use the model host and nothing else; somebody waits, so it goes before the runs. */
function answerForSlots(slots: SlotGate, wishId: string): Answers {
  const keeper = createSlotKeeper(slots, { taskId: wishId, isUrgent: true });
  return {
    receive(message, post) {
      if (message.kind === 'withdraw') return keeper.release(message.id);
      if (message.kind === 'release') return keeper.release(message.id, message.report);
      const { id, name } = message;
      if (name !== 'slot') return post({ kind: 'refusal', id, reason: `the desk does not answer ${name}` });
      keeper.take(id, message.args).then(
        (value) => post({ kind: 'answer', id, value }),
        (thrown: unknown) => post({ kind: 'refusal', id, reason: describeCause(thrown) }),
      );
    },
    releaseAll: keeper.releaseAll,
  };
}

function errorOf(error: ErrorRecord | undefined): ErrorRecord {
  if (error && error.code !== 'thread-died') return error;
  return { category: 'resource', code: 'thread-died', ...error, sentence: say('desk.threadDied') };
}

function tooLong(mostMs: number): ErrorRecord {
  const sentence = say('desk.tooLong', { minutes: Math.round(mostMs / 60_000) });
  return { category: 'resource', code: 'too-long', sentence };
}
