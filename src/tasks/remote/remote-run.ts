import type { ToRun } from '../../generation/run/port.ts';
import { AppError, toErrorRecord } from '../../lib/errors.ts';
import type { Log } from '../../lib/log.ts';
import { diedEvent, graceMs, type RunEnd, type ThreadHandlers, type ThreadRun } from '../thread.ts';
import type { Entry, Follower } from './follower.ts';
import type { Mail } from './mail.ts';
import { type FromHelper, fromHelper } from './messages.ts';
import { readRunName } from './names.ts';

export type RemoteRunMeans = {
  follower: Follower;
  mail: Mail;
  log: Log;
  /** Tells the run's helper something; `onSent` when it can no longer be lost. */
  post: (message: ToRun, onSent?: () => void) => void;
  /** Takes entries out of the run's stream, all or none: what they asked for is done. */
  discard: (...entryIds: string[]) => void;
};

/**
 * An attempt that works on a helper, seen from the web machine: its stream instead of a thread's port. An entry stays in
 * the stream until what it tells is in the rows and Redis has what answers it, so a web machine that was away reads on
 * where it was; what it then reads twice changes nothing.
 */
export function followRun(run: string, means: RemoteRunMeans, handlers: ThreadHandlers): ThreadRun {
  const { follower, mail, log, post, discard } = means;
  const { promise: told, resolve: end } = Promise.withResolvers<RunEnd>();
  const { taskId, attempt } = readRunName(run);
  const seen = new Set<number>();
  /** The entries of the slots it wants or has, by the ids of the questions: a slot is done with when it is given back. */
  const slotEntries = new Map<number, string>();
  let grace: NodeJS.Timeout | undefined;

  function receive({ id: entryId, sealed }: Entry): void {
    if (sealed === undefined) return;
    try {
      use(entryId, mail.open(run, sealed, fromHelper));
    } catch (thrown) {
      log.error({ taskId, error: toErrorRecord(thrown) }, 'a helper said what cannot be used');
      terminate(thrown instanceof AppError ? thrown : new Error('what it said cannot be used', { cause: thrown }));
    }
  }

  function use(entryId: string, message: FromHelper): void {
    switch (message.kind) {
      case 'event':
        return takeEvent(entryId, message);
      case 'died':
        return end({ event: { type: 'ended', outcome: 'failed', error: message.error }, eventsBefore: null });
      case 'question':
        return answer(entryId, message);
      default:
        handlers.answers.receive(message, post);
        discardWithSlot(entryId, message.id);
    }
  }

  function takeEvent(entryId: string, { seq, event, thumbnail }: Extract<FromHelper, { kind: 'event' }>) {
    if (event.type === 'ended') return end({ event, eventsBefore: seq - 1 });
    const bytes = thumbnail === undefined ? {} : { thumbnail: new Uint8Array(Buffer.from(thumbnail, 'base64')) };
    void handlers
      .onMessage({ taskId, attempt, seq, event, ...bytes })
      .then(() => post({ kind: 'credit' }, () => discard(entryId)));
  }

  function answer(entryId: string, question: Extract<FromHelper, { kind: 'question' }>) {
    if (seen.has(question.id)) return discard(entryId);
    seen.add(question.id);
    const isSlot = question.name === 'slot';
    if (isSlot) slotEntries.set(question.id, entryId);
    handlers.answers.receive(question, (reply) => post(reply, isSlot ? undefined : () => discard(entryId)));
  }

  /** At once, for a wish met again without its release would hold its slot for ever. */
  function discardWithSlot(entryId: string, id: number) {
    const slotEntry = slotEntries.get(id);
    slotEntries.delete(id);
    discard(...(slotEntry === undefined ? [entryId] : [slotEntry, entryId]));
  }

  function terminate(reason: Error) {
    post({ kind: 'cancel' });
    end(diedEvent(reason));
  }

  const unfollow = follower.follow(run, receive);
  const ended = told.then((runEnd) => {
    clearTimeout(grace);
    unfollow();
    handlers.answers.releaseAll();
    return runEnd;
  });

  return {
    ended,
    cancel() {
      post({ kind: 'cancel' });
      // A helper that does not answer is not waited for: without its stream nothing it says counts.
      grace ??= setTimeout(() => end({ event: { type: 'ended', outcome: 'cancelled' }, eventsBefore: null }), graceMs);
    },
    pause: () => post({ kind: 'pause' }),
    terminate,
    leave: (reason) => end(diedEvent(reason)),
  };
}
