import { findPublication, type PublicationRow } from '../../db/publications.ts';
import type { Rest } from '../connections/rests.ts';
import { type ErrorRecord, toErrorRecord } from '../lib/errors.ts';
import { say } from '../lib/sentence.ts';
import type { PlatformClient } from '../platforms/platform.ts';
import type { Gate } from './gate.ts';
import { restUntil } from './pace.ts';
import { settlePost } from './settle-post.ts';
import { settleLater, type TroubleTools, tryLater } from './trouble.ts';
import { writePost } from './write-post.ts';

export type OpenClient = (connectionId: string) => Promise<{ client: PlatformClient }> | { client: PlatformClient };

export type AttemptTools = TroubleTools & { openClient: OpenClient; gate: Gate };

/** A connection is left alone for a minute after trouble that belongs to no single post. */
export const restAfter = ({ sentence }: ErrorRecord, nowMs: number): Rest => ({
  untilMs: nowMs + 60_000,
  why: sentence,
});

/** One try of one publication: written, or settled where an earlier write may have happened. Never throws for trouble. */
export async function attempt(tools: AttemptTools, publication: PublicationRow, signal: AbortSignal): Promise<void> {
  const { connectionId, state } = publication;
  const client = await openOrRest(tools, connectionId);
  if (!client) return;
  try {
    await (state === 'publishing' ? settlePost : writePost)(tools, publication, client, signal);
  } catch (thrown) {
    if (signal.aborted) return;
    const error = toErrorRecord(thrown);
    // Where the database failed, the write may have begun all the same.
    const standing = findPublication(tools.db, publication.id) ?? publication;
    (standing.state === 'publishing' ? settleLater : tryLater)(tools, standing, error);
    if (error.category === 'authentication') tools.gate.rest(connectionId, restAfter(error, tools.now()));
  }
  keepOwnShare(tools, connectionId, client);
}

/** Before a server has to say no, what its last answers left is left to the person. */
function keepOwnShare({ rests, now }: AttemptTools, connectionId: string, client: PlatformClient): void {
  const concerns = { write: 'writing', read: 'everything' } as const;
  for (const kind of ['write', 'read'] as const) {
    const untilMs = restUntil(client.limits(), kind, now());
    if (untilMs === null) continue;
    rests.keep(connectionId, { untilMs, why: say('connections.allowanceUsed', { at: untilMs }) }, concerns[kind]);
  }
}

/** A connection that cannot be opened is no fault of a post: all of it waits. */
async function openOrRest(tools: AttemptTools, connectionId: string): Promise<PlatformClient | undefined> {
  try {
    return (await tools.openClient(connectionId)).client;
  } catch (thrown) {
    const error = toErrorRecord(thrown);
    tools.log.warn({ connectionId, code: error.code, err: thrown }, 'a connection could not be opened');
    tools.gate.rest(connectionId, restAfter(error, tools.now()));
    tools.rests.obey(connectionId, error);
    if (error.category === 'authentication') tools.onConnectionTrouble(connectionId, error);
    return undefined;
  }
}
