import type { TaskMessage } from '../src/generation/run/events.ts';
import { eventCredits, type FromRun, type Order, type Questions, type ToRun } from '../src/generation/run/port.ts';
import type { Slot, SlotWish, Tools } from '../src/generation/run/tools.ts';
import type { ReadText } from '../src/reading/reading.ts';

type PortOrder = Pick<Order<{ inFlight: number }>, 'port' | 'spec' | 'canRead'>;

/** What was asked and is not answered yet. */
function createOpenQuestions() {
  const open = new Map<number, PromiseWithResolvers<unknown>>();
  let lastId = 0;

  /** Takes a question out, whoever wanted its answer. */
  function take(id: number) {
    const question = open.get(id);
    open.delete(id);
    return question;
  }

  return {
    begin<T>(): { id: number; answer: Promise<T> } {
      lastId += 1;
      const question = Promise.withResolvers<unknown>();
      open.set(lastId, question);
      return { id: lastId, answer: question.promise as Promise<T> };
    },
    settle(message: Extract<ToRun, { kind: 'answer' | 'refusal' }>) {
      if (message.kind === 'answer') take(message.id)?.resolve(message.value);
      else take(message.id)?.reject(new Error(message.reason));
    },
    giveUp: (id: number, reason: unknown) => take(id)?.reject(reason),
  };
}

/**
 * The thread's end of the port: its questions, its events (which wait for credit) and its heartbeat. `asked` tells how
 * the owner wants the run to stop: at once (`cancel`) or between two pictures (`pause`). `inFlight`: how many pictures may be at a model host to begin with,
 * over all runs.
 */
export function openToolsPort({ port, spec: { inFlight }, canRead }: PortOrder) {
  const cancel = new AbortController();
  const pause = new AbortController();
  const questions = createOpenQuestions();
  let credit = eventCredits;
  let awaitCredit: (() => void) | undefined;

  const post = (message: FromRun, transfer: ArrayBuffer[] = []) => port.postMessage(message, transfer);

  port.on('message', (message: ToRun) => {
    if (message.kind === 'cancel') return cancel.abort();
    if (message.kind === 'pause') return pause.abort();
    if (message.kind === 'credit') {
      credit += 1;
      return awaitCredit?.();
    }
    questions.settle(message);
  });

  function ask<Name extends keyof Questions>(name: Name, args: Questions[Name]['args']) {
    const { id, answer } = questions.begin<Questions[Name]['answer']>();
    post({ kind: 'question', id, name, args } as FromRun);
    return { id, answer };
  }

  /** The answer, or the signal's reason once it is aborted. */
  async function answerTo<T>({ id, answer }: { id: number; answer: Promise<T> }, signal: AbortSignal): Promise<T> {
    const giveUp = () => questions.giveUp(id, signal.reason);
    signal.addEventListener('abort', giveUp, { once: true });
    try {
      return await answer;
    } finally {
      signal.removeEventListener('abort', giveUp);
    }
  }

  /** A slot that is no longer wanted is withdrawn, so that it does not go to a run that has stopped. */
  async function slot(wish: SlotWish, signal: AbortSignal): Promise<Slot | null> {
    signal.throwIfAborted();
    const question = ask('slot', { ...wish, atMost: inFlight });
    const { id } = question;
    try {
      const place = await answerTo(question, signal);
      return place && { ...place, release: (report) => post({ kind: 'release', id, report }) };
    } catch (thrown) {
      if (signal.aborted) post({ kind: 'withdraw', id });
      throw thrown;
    }
  }

  async function readText(bytes: Uint8Array, signal: AbortSignal): Promise<ReadText | null> {
    if (!canRead) return null;
    signal.throwIfAborted();
    const question = questions.begin<ReadText | null>();
    post({ kind: 'read', id: question.id, bytes });
    return await answerTo(question, signal);
  }

  const tools: Tools = {
    known: (refs) => ask('known', refs).answer,
    lookAlikes: (picture) => ask('lookAlikes', picture).answer,
    smallPicture: (imageId) => ask('smallPicture', { imageId }).answer,
    recall: (wish) => ask('recall', wish).answer,
    siblingTexts: (imageId) => ask('siblingTexts', { imageId }).answer,
    slot,
    readText,
  };

  return {
    tools,
    asked: { cancel: cancel.signal, pause: pause.signal },
    /** Sends an event as soon as there is credit; the thumbnail's bytes are moved, not copied. */
    async send(message: TaskMessage) {
      while (credit <= 0) {
        await new Promise<void>((resolve) => {
          awaitCredit = resolve;
        });
      }
      credit -= 1;
      const { thumbnail } = message;
      post({ kind: 'event', message }, thumbnail ? [thumbnail.buffer as ArrayBuffer] : []);
    },
    beat: () => post({ kind: 'beat' }),
    close: () => port.close(),
  };
}
