import { type Connection, type ConnectionRow, findConnectionRow, updateConnection } from '../../db/connections.ts';
import type { Db } from '../../db/open.ts';
import { hasLiveSession } from '../../db/sessions.ts';
import type { Clock } from '../lib/clock.ts';
import { AppError } from '../lib/errors.ts';
import { say } from '../lib/sentence.ts';
import { familyOf } from '../platforms/index.ts';
import type { Capabilities, Credentials, Fetch, Instance, PlatformClient } from '../platforms/platform.ts';
import { credentialsPlace } from './accounts.ts';
import type { Facts } from './facts.ts';
import type { Vault } from './vault.ts';

/** A connection ready for use. `credentials` go to a worker and nowhere else: never into a page, an event or the log. */
export type OpenedConnection = {
  connection: Connection;
  instance: Instance;
  capabilities: Capabilities;
  credentials: Credentials;
  client: PlatformClient;
};

export type OpenedConnections = {
  /** Throws `not-found`, `expired` (the person must connect again), `unsealable`. */
  open: (connectionId: string) => OpenedConnection;
  /** The same after a question to the server, where what is known of it is old. */
  openFresh: (connectionId: string) => Promise<OpenedConnection>;
  forget: (connectionId: string) => void;
  /** For a person who has signed out everywhere. */
  forgetAllOf: (userId: string) => void;
};

const keepMs = 10 * 60_000;

/**
 * Opens sealed credentials. They stay open in memory for ten minutes at most, and only for people who are signed in; the
 * rest is opened for each use.
 */
export function createOpenedConnections(parts: {
  db: Db;
  clock: Clock;
  vault: Vault;
  fetch: Fetch;
  facts: Facts;
}): OpenedConnections {
  const { db, clock, vault, fetch, facts } = parts;
  const kept = new Map<string, Kept>();

  const unseal = (row: ConnectionRow): ClientAndCredentials => {
    const instance = row.instance as Instance;
    const text = vault.open(credentialsPlace(row.id), row.credentialsSealed);
    const credentials: Credentials = JSON.parse(text);
    // After a change of keys each connection moves to the new one when it is next used.
    if (vault.isOutdated(row.credentialsSealed)) {
      updateConnection(db, row.id, { credentialsSealed: vault.seal(credentialsPlace(row.id), text) });
    }
    const client = familyOf(instance).connect({ instance, credentials, fetch, clock, accountId: row.accountId });
    return { client, credentials };
  };

  const unsealOrRecall = (row: ConnectionRow): ClientAndCredentials => {
    const known = kept.get(row.id);
    // A renewed token is sealed anew, so comparing the envelopes tells whether the kept one is still right.
    const isRight = known?.sealed === row.credentialsSealed && known.factsReadAt === row.factsReadAt;
    if (known && isRight && known.untilMs > clock.now()) return known.clientAndCredentials;
    const clientAndCredentials = unseal(row);
    kept.delete(row.id);
    if (hasLiveSession(db, row.userId, clock.now())) {
      const untilMs = clock.now() + keepMs;
      const { userId, credentialsSealed: sealed, factsReadAt } = row;
      kept.set(row.id, { userId, sealed, factsReadAt, untilMs, clientAndCredentials });
    }
    return clientAndCredentials;
  };

  const dropStale = () => {
    for (const [id, { untilMs }] of kept) if (untilMs <= clock.now()) kept.delete(id);
  };

  const open = (connectionId: string) => {
    dropStale();
    const row = findConnectionRow(db, connectionId);
    if (!row) throw new AppError('validation', say('connections.unknown'), { code: 'not-found' });
    if (row.status === 'expired') {
      throw new AppError('authentication', say('connections.isExpired', { handle: row.handle }), { code: 'expired' });
    }
    const { credentialsSealed: _sealed, ...connection } = row;
    const instance = row.instance as Instance;
    const { capabilities } = familyOf(instance);
    return { connection, instance, capabilities, ...unsealOrRecall(row) };
  };

  return {
    open,
    openFresh: async (connectionId) => {
      const row = findConnectionRow(db, connectionId);
      if (row?.status === 'active') await facts.bringUpToDate(row);
      return open(connectionId);
    },
    forget: (connectionId) => void kept.delete(connectionId),
    forgetAllOf: (userId) => {
      for (const [id, entry] of kept) if (entry.userId === userId) kept.delete(id);
    },
  };
}

type ClientAndCredentials = { client: PlatformClient; credentials: Credentials };
type Kept = {
  userId: string;
  sealed: string;
  factsReadAt: number | null;
  untilMs: number;
  clientAndCredentials: ClientAndCredentials;
};
