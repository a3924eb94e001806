import type { Piscina } from 'piscina';
import type { FromRun, ToRun } from '../../generation/port.ts';
import type { TaskSpec } from '../../generation/spec.ts';
import { toErrorRecord } from '../../lib/errors.ts';
import { watchSilence } from '../silence.ts';
import { startInThread } from '../thread.ts';
import type { FromHelper } from './messages.ts';
import type { Outbox } from './outbox.ts';

export type HelperRunMeans = {
  pool: Piscina;
  /** Sends to the run's stream. */
  outbox: Outbox;
  leaseMs: number;
  /** The thread gives a sign of life: the lease may be renewed. */
  onBeat: () => void;
  /** The name of a model host among those of all machines. */
  hostName: (url: string) => string;
};

export type HelperRun = {
  /** What the web machine tells it. */
  receive: (message: ToRun) => void;
  pause: () => void;
  /** Ends it at once: it is over, or somebody else's. */
  terminate: (reason: Error) => void;
  /** Resolves when its thread is free and its end is sent. */
  ended: Promise<void>;
};

/**
 * An attempt on a helper: a thread's port on one side, the run's stream on the other. Events get their credit back once
 * the web machine has them in the rows, so a helper that is alone finishes the pictures at hand and then waits.
 */
export function startHelperRun(spec: TaskSpec, means: HelperRunMeans): HelperRun {
  const { pool, outbox, leaseMs, onBeat, hostName } = means;
  const send = (message: FromHelper) => outbox.send(message);
  const credits: (() => void)[] = [];
  let post: ((message: ToRun) => void) | undefined;

  function ask(message: Exclude<FromRun, { kind: 'event' | 'beat' }>, reply: (message: ToRun) => void) {
    post = reply;
    if (message.kind !== 'question' || message.name !== 'slot') return send(message);
    send({ ...message, args: { ...message.args, host: hostName(message.args.host) } });
  }

  const silence = watchSilence(leaseMs, () => thread.terminate(new Error(`no sign of life for ${leaseMs} ms`)));
  const thread = startInThread(pool, spec, {
    answers: { receive: ask, releaseAll: () => {} },
    onMessage({ seq, event, thumbnail }) {
      const bytes = thumbnail && { thumbnail: Buffer.from(thumbnail).toString('base64') };
      send({ kind: 'event', seq, event, ...bytes });
      return new Promise((resolve) => credits.push(resolve));
    },
    onBeat() {
      silence.restart();
      onBeat();
    },
    beatMs: leaseMs / 3,
  });

  return {
    receive(message) {
      if (message.kind === 'cancel') thread.cancel();
      else if (message.kind === 'pause') thread.pause();
      else if (message.kind === 'credit') credits.shift()?.();
      else post?.(message);
    },
    pause: () => thread.pause(),
    terminate: thread.terminate,
    ended: thread.ended.then(({ event, eventsBefore }) => {
      silence.stop();
      if (eventsBefore !== null) send({ kind: 'event', seq: eventsBefore + 1, event });
      else send({ kind: 'died', error: event.error ?? toErrorRecord(undefined) });
    }),
  };
}
