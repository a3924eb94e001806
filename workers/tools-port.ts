import type { MessagePort } from 'node:worker_threads';
import type { TaskMessage } from '../src/generation/events.ts';
import { eventCredits, type FromRun, type Questions, type ToRun } from '../src/generation/port.ts';
import type { Slot, SlotWish, Tools } from '../src/generation/tools.ts';

type Waiting = { resolve: (value: unknown) => void; reject: (reason: unknown) => void };

/**
 * The thread's end of the port: its questions, its events (which wait for credit) and its heartbeat. `asked` tells how
 * the owner wants the run to stop: at once (`cancel`) or between two pictures (`pause`). `inFlight`: how many pictures may be at a model host to begin with,
 * over all runs.
 */
export function openToolsPort(port: MessagePort, { inFlight }: { inFlight: number }) {
  const cancel = new AbortController();
  const pause = new AbortController();
  const waiting = new Map<number, Waiting>();
  let credit = eventCredits;
  let awaitCredit: (() => void) | undefined;
  let lastId = 0;

  const post = (message: FromRun, transfer: ArrayBuffer[] = []) => port.postMessage(message, transfer);

  port.on('message', (message: ToRun) => {
    if (message.kind === 'cancel') return cancel.abort();
    if (message.kind === 'pause') return pause.abort();
    if (message.kind === 'credit') {
      credit += 1;
      return awaitCredit?.();
    }
    const question = waiting.get(message.id);
    waiting.delete(message.id);
    if (message.kind === 'answer') question?.resolve(message.value);
    else question?.reject(new Error(message.reason));
  });

  function ask<Name extends keyof Questions>(name: Name, args: Questions[Name]['args']) {
    lastId += 1;
    const id = lastId;
    const answer = new Promise<unknown>((resolve, reject) => waiting.set(id, { resolve, reject }));
    post({ kind: 'question', id, name, args } as FromRun);
    return { id, answer: answer as Promise<Questions[Name]['answer']> };
  }

  /** A slot that is no longer wanted is withdrawn, so that it does not go to a run that has stopped. */
  async function slot(wish: SlotWish, signal: AbortSignal): Promise<Slot | null> {
    signal.throwIfAborted();
    const { id, answer } = ask('slot', { ...wish, atMost: inFlight });
    const withdraw = () => {
      waiting.get(id)?.reject(signal.reason);
      waiting.delete(id);
      post({ kind: 'withdraw', id });
    };
    signal.addEventListener('abort', withdraw, { once: true });
    try {
      const place = await answer;
      return place && { ...place, release: (report) => post({ kind: 'release', id, report }) };
    } finally {
      signal.removeEventListener('abort', withdraw);
    }
  }

  const tools: Tools = {
    known: (refs) => ask('known', refs).answer,
    recall: (picture) => ask('recall', picture).answer,
    slot,
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
