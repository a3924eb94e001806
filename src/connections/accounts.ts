import { writeAudit } from '../../db/audit.ts';
import {
  type Connection,
  findConnectionByAccount,
  findOwnConnection,
  insertConnection,
  type ServerFacts,
  updateConnection,
} from '../../db/connections.ts';
import { type Db, transact } from '../../db/open.ts';
import { findUser, updateActiveConnection } from '../../db/users.ts';
import type { Clock } from '../lib/clock.ts';
import { newId } from '../lib/ids.ts';
import { familyOf } from '../platforms/index.ts';
import type { Account, Credentials, Instance } from '../platforms/platform.ts';
import type { Place, Vault } from './vault.ts';

export const credentialsPlace = (connectionId: string): Place => ({
  table: 'platform_connections',
  column: 'credentials_sealed',
  rowId: connectionId,
});

export type VerifiedAccount = {
  userId: string;
  instance: Instance;
  account: Account;
  credentials: Credentials;
  /** The registered app the token came through; null for a pasted token. */
  oauthAppId: string | null;
};

/**
 * Keeps a verified account. The same account again gets the new token and is active again, with everything it had; the
 * first connection of a person becomes her active one.
 */
export function saveAccount(parts: { db: Db; clock: Clock; vault: Vault }, verified: VerifiedAccount): Connection {
  const { db, clock, vault } = parts;
  const { userId, instance, account, credentials } = verified;
  const now = clock.now();
  return transact(db, () => {
    const known = findConnectionByAccount(db, { userId, origin: instance.origin, accountId: account.id });
    const id = known?.id ?? newId(now);
    const facts = {
      ...serverFacts(instance),
      handle: handleOf(account, instance),
      displayName: account.displayName,
      accountUrl: account.url,
      credentialsSealed: vault.seal(credentialsPlace(id), JSON.stringify(credentials)),
      renewAt: renewAtOf(instance, credentials, now),
      oauthAppId: verified.oauthAppId,
      status: 'active' as const,
      statusReason: null,
      verifiedAt: now,
      factsReadAt: now,
    };
    if (known) updateConnection(db, id, facts);
    else insertConnection(db, { id, userId, accountId: account.id, createdAt: now, ...facts });
    if (!findUser(db, userId)?.activeConnectionId) updateActiveConnection(db, userId, id);
    const action = known ? 'connection.renewed' : 'connection.added';
    writeAudit(db, { userId, action, subject: id, details: { handle: facts.handle } }, now);
    const saved = findOwnConnection(db, userId, id);
    if (!saved) throw new Error(`Connection ${id} vanished while it was saved`);
    return saved;
  });
}

/** When two thirds of a token's life are over: early enough for a server that is away for weeks. */
export function renewAtOf(instance: Instance, credentials: Credentials, nowMs: number): number | null {
  const { refreshToken, expiresAtMs } = credentials;
  if (!familyOf(instance).refresh || refreshToken === undefined || expiresAtMs === undefined) return null;
  return Math.round(nowMs + ((expiresAtMs - nowMs) * 2) / 3);
}

/** What a row says of its server, some of it beside the whole for the database to ask for. */
export function serverFacts(instance: Instance): ServerFacts {
  const { origin, family, software, version } = instance;
  return { origin, family, software, version, instance, isUnproven: familyOf(instance).capabilities.unproven };
}

/** Servers give their own people's handles without the host. */
function handleOf({ acct, username }: Account, { domain }: Instance): string {
  return acct.includes('@') ? acct : `${acct || username}@${domain}`;
}
