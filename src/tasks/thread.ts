import { MessageChannel } from 'node:worker_threads';
import type { Piscina } from 'piscina';
import type { EndedEvent, TaskMessage } from '../generation/run/events.ts';
import type { FromRun, Order, ToRun } from '../generation/run/port.ts';
import { AppError, toErrorRecord } from '../lib/errors.ts';
import { say } from '../lib/sentence.ts';
import type { TextReader } from '../reading/reading.ts';
import type { Answers } from './answers.ts';

/**
 * How long a run may take to end by itself after it was asked to, and a thread to come back after its run has ended;
 * then the thread is ended. A little under the two seconds within which a cancelled run must be over.
 */
export const graceMs = 1500;

/**
 * How long a thread may take to load its program, in which it can give no sign of life: on a busy machine longer than a
 * lease.
 */
const startsWithinMs = 30_000;

export type RunEnd = { event: EndedEvent; eventsBefore: number | null };

export type ThreadRun = {
  /** How the run ended, and how many events came before. Never rejects: a thread that died is a failed run. */
  ended: Promise<RunEnd>;
  cancel: () => void;
  /** Asks the run to end between two pictures; with `endThread` its thread ends as well, and its memory is free. */
  pause: (options?: { endThread?: boolean }) => void;
  /** Ends the thread without asking. */
  terminate: (reason: Error) => void;
  /** This process stops: ends a thread of its own, and leaves alone what goes on without it. */
  leave: (reason: Error) => void;
};

export type ThreadHandlers = {
  answers: Answers;
  /** Takes an event in; resolves when it is in the rows, and only then does the run get its credit back. */
  onMessage: (message: TaskMessage) => Promise<void>;
  onBeat: () => void;
  beatMs: number;
  /** Answers what pictures say, for threads of this process alone: the pictures never leave it for that. */
  textReader: TextReader;
};

/**
 * Starts a run in a thread of the pool. The truth about its end is the `ended` event, never the pool's promise, which
 * resolves before the last messages are handled; no `ended` means that the thread died.
 */
export function startInThread<Spec>(pool: Piscina, spec: Spec, handlers: ThreadHandlers): ThreadRun {
  const { port1: port, port2: workerPort } = new MessageChannel();
  const hardStop = new AbortController();
  const { promise: told, resolve: end } = Promise.withResolvers<RunEnd>();
  const post = (message: ToRun) => port.postMessage(message);
  let grace: NodeJS.Timeout | undefined;
  let isThreadToEnd = false;
  const stopVouching = vouchWhileStarting(handlers);

  port.on('message', (message: FromRun) => {
    stopVouching();
    if (message.kind === 'event') {
      const { event, seq } = message.message;
      if (event.type === 'ended') end({ event, eventsBefore: seq - 1 });
      else void handlers.onMessage(message.message).then(() => post({ kind: 'credit' }));
    } else if (message.kind === 'beat') handlers.onBeat();
    else if (message.kind === 'read') void answerReading(handlers.textReader, message, post);
    else handlers.answers.receive(message, post);
  });

  const canRead = handlers.textReader.canRead();
  const order = { spec, port: workerPort, beatMs: handlers.beatMs, canRead } as unknown as Order<Spec>;
  const back = pool
    .run(order, { transferList: [workerPort], signal: hardStop.signal })
    .catch((cause: unknown) => cause)
    .then((outcome) => {
      clearTimeout(grace);
      // Time for messages that are on their way, and a turn of the loop for those that came while it was blocked.
      setTimeout(() => setImmediate(() => end(diedEvent(hardStop.signal.reason ?? outcome))), 50);
    });

  function stopAfterGrace() {
    grace ??= setTimeout(() => hardStop.abort(new Error('did not stop when asked')), graceMs);
  }

  const ended = told.then(async (runEnd) => {
    handlers.answers.releaseAll();
    port.close();
    if (isThreadToEnd) hardStop.abort(new Error('its memory was wanted back'));
    else stopAfterGrace();
    // A task queued in a pool whose only busy thread is ended by an abort is never begun, so none may be queued.
    await back;
    clearTimeout(grace);
    stopVouching();
    return runEnd;
  });

  return {
    ended,
    cancel() {
      post({ kind: 'cancel' });
      stopAfterGrace();
    },
    pause({ endThread = false } = {}) {
      isThreadToEnd ||= endThread;
      post({ kind: 'pause' });
    },
    terminate: (reason) => hardStop.abort(reason),
    leave: (reason) => hardStop.abort(reason),
  };
}

async function answerReading(
  textReader: TextReader,
  { id, bytes }: Extract<FromRun, { kind: 'read' }>,
  post: (message: ToRun) => void,
): Promise<void> {
  post({ kind: 'answer', id, value: await textReader.readText(bytes) });
}

/** Gives signs of life for a thread that is being started, until it is to have given its own. */
function vouchWhileStarting({ onBeat, beatMs }: ThreadHandlers): () => void {
  let beatsLeft = Math.floor(startsWithinMs / beatMs);
  const timer = setInterval(() => {
    beatsLeft -= 1;
    if (beatsLeft < 0) clearInterval(timer);
    else onBeat();
  }, beatMs);
  return () => clearInterval(timer);
}

/** `cause` is why it was ended, or what it died of. */
export function diedEvent(cause: unknown): RunEnd {
  const error = cause instanceof AppError ? cause : threadDied(cause);
  return { event: { type: 'ended', outcome: 'failed', error: toErrorRecord(error) }, eventsBefore: null };
}

export function threadDied(cause: unknown): AppError {
  return new AppError('resource', say('runs.threadDied'), { code: 'thread-died', cause });
}
