import { writeAudit } from '../../db/audit.ts';
import {
  type Connection,
  deleteConnection,
  findConnectionRow,
  isAccountShared,
  listConnections,
} from '../../db/connections.ts';
import { type Db, transact } from '../../db/open.ts';
import { findUser, updateActiveConnection } from '../../db/users.ts';
import type { Clock } from '../lib/clock.ts';
import { toErrorRecord } from '../lib/errors.ts';
import type { Log } from '../lib/log.ts';
import { familyOf } from '../platforms/index.ts';
import type { Credentials, Fetch, Instance } from '../platforms/platform.ts';
import { credentialsPlace } from './accounts.ts';
import type { Authorization } from './authorization.ts';
import type { OpenedConnections } from './opened.ts';
import type { Vault } from './vault.ts';

type BeforeRemoval = (connection: Connection) => Promise<void>;

export type Removal = {
  /** Whom to call before a connection goes, to end its runs and finish a write that is on its way. */
  beforeRemoval: (listener: BeforeRemoval) => void;
  remove: (connection: Connection) => Promise<void>;
  /** Whether the permission ends with it, or only in the person's settings on her server. */
  givesBack: (connection: Connection) => boolean;
  /** For a person who is being removed. */
  removeAllOf: (userId: string) => Promise<void>;
};

export type RemovalParts = {
  db: Db;
  clock: Clock;
  log: Log;
  vault: Vault;
  fetch: Fetch;
  authorization: Authorization;
  opened: OpenedConnections;
};

/** A server that does not answer must not keep anybody from disconnecting. */
const revokeTimeoutMs = 5000;

/** Taking leave of an account. */
export function createRemoval(parts: RemovalParts): Removal {
  const { db, clock, log, opened } = parts;
  const listeners: BeforeRemoval[] = [];

  const remove = async (connection: Connection) => {
    const { id, userId, handle } = connection;
    for (const listener of listeners) await listener(connection);
    const revocation = prepareRevocation(parts, connection);
    opened.forget(id);
    transact(db, () => {
      deleteConnection(db, id);
      if (findUser(db, userId)?.activeConnectionId === id) {
        updateActiveConnection(db, userId, listConnections(db, userId)[0]?.id ?? null);
      }
      writeAudit(db, { userId, action: 'connection.removed', subject: id, details: { handle } }, clock.now());
    });
    // After the row: a token that could not be taken back is only a token too many, a row with a dead token is trouble.
    await revocation?.().catch((thrown: unknown) => {
      log.warn({ event: 'connection.not-revoked', connectionId: id, error: toErrorRecord(thrown) });
    });
  };

  return {
    beforeRemoval: (listener) => {
      listeners.push(listener);
    },
    remove,
    givesBack: (connection) => prepareRevocation(parts, connection) !== null,
    removeAllOf: async (userId) => {
      for (const connection of listConnections(db, userId)) await remove(connection);
    },
  };
}

/**
 * How to make the token worthless, or null where that would be wrong: a pasted token is the person's own, and Mastodon
 * gives everybody who connects the same account through the same registration one and the same token.
 */
function prepareRevocation(parts: RemovalParts, connection: Connection): (() => Promise<void>) | null {
  const { db, clock, fetch, vault, authorization } = parts;
  const instance = connection.instance as Instance;
  const family = familyOf(instance);
  const sealed = findConnectionRow(db, connection.id)?.credentialsSealed;
  if (!family.revoke || !connection.oauthAppId || !sealed || isAccountShared(db, connection)) return null;
  const { revoke } = family;
  const { oauthAppId } = connection;
  const open = () => {
    const credentials: Credentials = JSON.parse(vault.open(credentialsPlace(connection.id), sealed));
    return { app: authorization.findApp(oauthAppId), credentials };
  };
  return async () => {
    const { app, credentials } = open();
    const signal = AbortSignal.timeout(revokeTimeoutMs);
    if (app) await revoke({ instance, app, credentials, fetch, clock, signal });
  };
}
