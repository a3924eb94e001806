import {
  findPublishingConnection,
  listConnectionsWithWork,
  listWritesSince,
  nextDueAt,
  nextWork,
  type PublicationRow,
  readPausedUntil,
} from '../../db/publications.ts';
import { toErrorRecord } from '../lib/errors.ts';
import type { PlatformClient } from '../platforms/platform.ts';
import { nextSlot, paceOf, restUntil, windowStart } from './pace.ts';
import { settlePost } from './settle-post.ts';
import { settleLater, type TroubleTools, tryLater } from './trouble.ts';
import { writePost } from './write-post.ts';

export type OpenClient = (connectionId: string) => Promise<{ client: PlatformClient }> | { client: PlatformClient };

export type LaneTools = TroubleTools & {
  openClient: OpenClient;
  editsPerHour: number;
  onChange: (publication: PublicationRow) => void;
};

/** How long a connection is left alone after trouble that belongs to no single post. */
const troubleRestMs = 60_000;

/**
 * One lane a connection: its publications one after the other at its own pace, whatever happens on the others. What
 * keeps a lane waiting is read from rows each time; only how full a server's budget was is remembered here.
 */
export function createLanes(tools: LaneTools, signal: AbortSignal) {
  const running = new Map<string, Promise<void>>();
  const resting = new Map<string, number>();
  const wakeAt = new Map<string, number>();

  /** When the connection may write again; settling what may have been written needs no slot. */
  function gateOf(connectionId: string, work: PublicationRow): number {
    const now = tools.now();
    const rest = Math.max(resting.get(connectionId) ?? 0, readPausedUntil(tools.db, connectionId));
    if (work.state === 'publishing') return rest;
    const pace = paceOf(findPublishingConnection(tools.db, connectionId)?.settings, tools.editsPerHour);
    return Math.max(rest, nextSlot(listWritesSince(tools.db, connectionId, windowStart(now)), pace, now));
  }

  /** What the connection can do at this moment; when it must wait, `wakeAt` keeps until when. */
  function workNow(connectionId: string): PublicationRow | undefined {
    wakeAt.delete(connectionId);
    const now = tools.now();
    const publication = nextWork(tools.db, connectionId, now);
    if (!publication) return undefined;
    const gate = gateOf(connectionId, publication);
    if (gate <= now) return publication;
    wakeAt.set(connectionId, gate);
    return undefined;
  }

  async function workThrough(connectionId: string, first: PublicationRow): Promise<void> {
    for (let next: PublicationRow | undefined = first; next && !signal.aborted; next = workNow(connectionId)) {
      await publish(next);
      tools.onChange(next);
    }
  }

  async function publish(publication: PublicationRow): Promise<void> {
    const client = await openOrRest(publication);
    if (!client) return;
    try {
      if (publication.state === 'publishing') await settlePost(tools, publication, client, signal);
      else await writePost(tools, publication, client, signal);
    } catch (thrown) {
      if (signal.aborted) return;
      const error = toErrorRecord(thrown);
      if (publication.state === 'publishing') settleLater(tools, publication, error);
      else tryLater(tools, publication, error);
      if (error.category === 'authentication') restAfterTrouble(publication.connectionId);
    } finally {
      const rest = restUntil(client.limits(), tools.now());
      if (rest !== null) resting.set(publication.connectionId, rest);
    }
  }

  /** A connection that cannot be opened is no fault of a post: all of it waits. */
  async function openOrRest({ connectionId }: PublicationRow): Promise<PlatformClient | undefined> {
    try {
      return (await tools.openClient(connectionId)).client;
    } catch (thrown) {
      restAfterTrouble(connectionId);
      const error = toErrorRecord(thrown);
      tools.log.warn({ connectionId, code: error.code, err: thrown }, 'a connection could not be opened');
      if (error.category === 'authentication') tools.onConnectionTrouble(connectionId, error);
      return undefined;
    }
  }

  const restAfterTrouble = (connectionId: string) => resting.set(connectionId, tools.now() + troubleRestMs);

  /** Sets every lane going that has something to do. A lane that ends calls `onIdle`. */
  function start(onIdle: () => void): void {
    for (const connectionId of listConnectionsWithWork(tools.db, tools.now())) {
      if (running.has(connectionId)) continue;
      const first = workNow(connectionId);
      if (!first) continue;
      const lane = workThrough(connectionId, first)
        .catch((thrown: unknown) => {
          tools.log.error({ connectionId, err: thrown }, 'a publishing lane broke off');
          resting.set(connectionId, tools.now() + troubleRestMs);
        })
        .finally(() => {
          running.delete(connectionId);
          onIdle();
        });
      running.set(connectionId, lane);
    }
  }

  /** When the next lane has something to do, as far as is known. */
  function nextAt(): number | undefined {
    const now = tools.now();
    const times = [nextDueAt(tools.db, now) ?? 0, ...wakeAt.values()].filter((at) => at > now);
    return times.length === 0 ? undefined : Math.min(...times);
  }

  return {
    start,
    nextAt,
    /** The connection's rest ends: its person connected it again. */
    rouse: (connectionId: string) => void resting.delete(connectionId),
    isIdle: () => running.size === 0,
    idle: () => Promise.all(running.values()),
  };
}
