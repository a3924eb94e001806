import { listConnectionsWithWork, nextDueAt, nextWork, type PublicationRow } from '../../db/publications.ts';
import { toErrorRecord } from '../lib/errors.ts';
import { type AttemptTools, attempt, restAfter } from './attempt.ts';

export type LaneTools = AttemptTools & { onChange: (publication: PublicationRow) => void };

/** One lane a connection: its publications one after the other at its own pace, whatever happens on the others. */
export function createLanes(tools: LaneTools, signal: AbortSignal) {
  const { db, now, gate } = tools;
  const running = new Map<string, Promise<void>>();
  const wakeAt = new Map<string, number>();

  /** What the connection can do at this moment; when it must wait, `wakeAt` keeps until when. */
  function workNow(connectionId: string): PublicationRow | undefined {
    wakeAt.delete(connectionId);
    const next = nextWork(db, connectionId, now());
    if (!next) return undefined;
    const opensAt = gate.opensAt(connectionId, next);
    if (opensAt <= now()) return next;
    wakeAt.set(connectionId, opensAt);
    return undefined;
  }

  async function workThrough(connectionId: string, first: PublicationRow): Promise<void> {
    try {
      for (let next: PublicationRow | undefined = first; next && !signal.aborted; next = workNow(connectionId)) {
        await attempt(tools, next, signal);
        tools.onChange(next);
      }
    } catch (thrown) {
      tools.log.error({ connectionId, err: thrown }, 'a publishing lane broke off');
      gate.rest(connectionId, restAfter(toErrorRecord(thrown), now()));
    }
  }

  return {
    /** Sets every lane going that has something to do. A lane that ends calls `onIdle`. */
    start(onIdle: () => void): void {
      for (const connectionId of listConnectionsWithWork(db, now())) {
        if (running.has(connectionId)) continue;
        const first = workNow(connectionId);
        if (!first) continue;
        const lane = workThrough(connectionId, first).finally(() => {
          running.delete(connectionId);
          onIdle();
        });
        running.set(connectionId, lane);
      }
    },
    /** When the next lane has something to do, as far as is known. */
    nextAt(): number | undefined {
      const times = [nextDueAt(db, now()) ?? 0, ...wakeAt.values()].filter((at) => at > now());
      return times.length === 0 ? undefined : Math.min(...times);
    },
    idle: () => Promise.all(running.values()),
    /** Resolves when nothing of the connection is under way. */
    idleOf: async (connectionId: string): Promise<void> => running.get(connectionId),
  };
}
