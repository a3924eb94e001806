import type { Piscina } from 'piscina';
import type { Questions, ToOwner, ToRun } from '../../generation/run/port.ts';
import type { TaskSpec } from '../../generation/run/spec.ts';
import { toErrorRecord } from '../../lib/errors.ts';
import type { TextReader } from '../../reading/reading.ts';
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
  /** Reads pictures on this machine. */
  textReader: TextReader;
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
  const { pool, outbox, leaseMs, onBeat, hostName, textReader } = means;
  const send = (message: FromHelper) => outbox.send(message);
  const credits: (() => void)[] = [];
  /** Of each question for a slot the addresses of the hosts, by their names at the gate. */
  const hostsAsked = new Map<number, Map<string, string>>();
  let post: ((message: ToRun) => void) | undefined;

  function ask(message: ToOwner, reply: (message: ToRun) => void) {
    post = reply;
    if (message.kind !== 'question' || message.name !== 'slot') return send(message);
    const named = message.args.hosts.map((url) => [hostName(url), url] as const);
    hostsAsked.set(message.id, new Map(named));
    send({ ...message, args: { ...message.args, hosts: named.map(([name]) => name) } });
  }

  /** A host is told by its name among those of all machines; the thread knows it by its address. */
  function answer(message: ToRun): void {
    const asked = message.kind === 'answer' ? hostsAsked.get(message.id) : undefined;
    if (message.kind !== 'answer' || !asked) return post?.(message);
    hostsAsked.delete(message.id);
    const place = message.value as Questions['slot']['answer'];
    post?.({ ...message, value: place && { ...place, host: asked.get(place.host) } });
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
    textReader,
  });

  return {
    receive(message) {
      if (message.kind === 'cancel') thread.cancel();
      else if (message.kind === 'pause') thread.pause();
      else if (message.kind === 'credit') credits.shift()?.();
      else answer(message);
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
