import {
  type LaneMember,
  listConnectionsWithWork,
  nextDueAt,
  nextWork,
  type PublicationRow,
} from '../../db/publications.ts';
import { isShared, laneOf } from '../connections/lane.ts';
import { toErrorRecord } from '../lib/errors.ts';
import { type AttemptTools, attempt, restAfter } from './attempt.ts';
import { firstInTurn } from './opening.ts';

export type LaneTools = AttemptTools & { onChange: (publication: PublicationRow) => void };

/**
 * One lane a budget: the publications of a connection, or of all connections to a server that counts them together, one
 * after the other at their pace, whatever happens in the others.
 */
export function createLanes(tools: LaneTools, signal: AbortSignal) {
  const { db, now, gate } = tools;
  const running = new Map<string, Promise<void>>();
  const underWay = new Map<string, Promise<void>>();
  const wakeAt = new Map<string, number>();

  function membersOf(member: LaneMember): LaneMember[] {
    if (!isShared(member)) return [member];
    const isSharer = ({ origin, family }: LaneMember) => origin === member.origin && family === member.family;
    return listConnectionsWithWork(db, now()).filter(isSharer);
  }

  /** What the lane can do at this moment; when it must wait, `wakeAt` keeps until when. */
  function workNow(lane: string, member: LaneMember): PublicationRow | undefined {
    wakeAt.delete(lane);
    const candidates = membersOf(member).flatMap(({ id }) => {
      const next = nextWork(db, id, now());
      const turn = next && gate.openingFor(next);
      return turn ? [{ next, ...turn }] : [];
    });
    const first = firstInTurn(candidates);
    if (!first || first.opening.atMs <= now()) return first?.next;
    wakeAt.set(lane, first.opening.atMs);
    return undefined;
  }

  async function workThrough(lane: string, member: LaneMember, first: PublicationRow): Promise<void> {
    let { connectionId } = first;
    try {
      for (let next: PublicationRow | undefined = first; next && !signal.aborted; next = workNow(lane, member)) {
        connectionId = next.connectionId;
        const trying = attempt(tools, next, signal);
        underWay.set(connectionId, trying);
        await trying.finally(() => underWay.delete(connectionId));
        tools.onChange(next);
      }
    } catch (thrown) {
      tools.log.error({ connectionId, err: thrown }, 'a publishing lane broke off');
      gate.rest(connectionId, restAfter(toErrorRecord(thrown), now()));
    }
  }

  function startLane(member: LaneMember, onIdle: () => void): void {
    try {
      const lane = laneOf(member);
      const first = running.has(lane) ? undefined : workNow(lane, member);
      if (!first) return;
      const going = workThrough(lane, member, first).finally(() => {
        running.delete(lane);
        onIdle();
      });
      running.set(lane, going);
    } catch (thrown) {
      // One that cannot be understood must not keep the others from going on.
      tools.log.error({ connectionId: member.id, err: thrown }, 'a publishing lane could not begin');
    }
  }

  return {
    /** Sets every lane going that has something to do. A lane that ends calls `onIdle`. */
    start(onIdle: () => void): void {
      for (const member of listConnectionsWithWork(db, now())) startLane(member, onIdle);
    },
    /** When the next lane has something to do, as far as is known. */
    nextAt(): number | undefined {
      const times = [nextDueAt(db, now()) ?? 0, ...wakeAt.values()].filter((at) => at > now());
      return times.length === 0 ? undefined : Math.min(...times);
    },
    idle: () => Promise.all(running.values()),
    /** Resolves when nothing of the connection is under way. */
    idleOf: async (connectionId: string): Promise<void> => underWay.get(connectionId)?.catch(() => {}),
  };
}
