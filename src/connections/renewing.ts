import { writeAudit } from '../../db/audit.ts';
import { type ConnectionRow, findConnectionRow, listRenewalsDue, updateConnection } from '../../db/connections.ts';
import { type Db, durably } from '../../db/open.ts';
import { hasRunningTask } from '../../db/tasks.ts';
import type { Clock } from '../lib/clock.ts';
import { toErrorRecord } from '../lib/errors.ts';
import type { Log } from '../lib/log.ts';
import { familyOf } from '../platforms/index.ts';
import type { Credentials, Fetch, Instance, PlatformFamily, RegisteredApp } from '../platforms/platform.ts';
import { credentialsPlace, renewAtOf } from './accounts.ts';
import type { Authorization } from './authorization.ts';
import type { Vault } from './vault.ts';

export type RenewingParts = {
  db: Db;
  clock: Clock;
  log: Log;
  vault: Vault;
  fetch: Fetch;
  authorization: Pick<Authorization, 'findApp'>;
};

/** What a renewal needs; where one of them is missing, there is none. */
export type Means = { refresh: NonNullable<PlatformFamily['refresh']>; app: RegisteredApp; credentials: Credentials };

export type Renewing = {
  meansOf: (row: ConnectionRow) => Means | null;
  /** Whoever asks while a renewal of the connection is under way waits for that one. Throws what the server says. */
  renew: (row: ConnectionRow, means: Means) => Promise<void>;
  /** The renewal under way, if there is one. */
  underWay: (connectionId: string) => Promise<void> | undefined;
  /** Renews the tokens whose end comes near. */
  renewDue: () => Promise<void>;
};

const dayMs = 86_400_000;
const longestPauseMs = 60_000;

/**
 * Tokens that end are renewed here and nowhere else: a server that gives a new refresh token makes the old one
 * worthless, so two that renew at once would shut each other out. One renewal a connection at a time, and what came of
 * it is on the disk before anything else happens.
 */
export function createRenewing(parts: RenewingParts): Renewing {
  const { db, clock, log } = parts;
  const renewing = new Map<string, Promise<void>>();

  const meansOf = (row: ConnectionRow): Means | null => {
    const { refresh } = familyOf(row.instance as Instance);
    const app = row.oauthAppId === null ? null : parts.authorization.findApp(row.oauthAppId);
    const credentials = openCredentials(parts, row);
    return refresh && app && credentials.refreshToken !== undefined ? { refresh, app, credentials } : null;
  };

  const renew = (row: ConnectionRow, means: Means): Promise<void> => {
    const renewal = renewing.get(row.id) ?? renewAndKeep(parts, row, means).finally(() => void renewing.delete(row.id));
    renewing.set(row.id, renewal);
    return renewal;
  };

  /** A token that still lasts is left to a run that uses it: renewed, it would be worthless in its hands. */
  const renewInTime = async (row: ConnectionRow): Promise<void> => {
    try {
      const means = meansOf(row);
      if (!means) return updateConnection(db, row.id, { renewAt: null });
      const endsAt = means.credentials.expiresAtMs ?? 0;
      if (endsAt > clock.now() + dayMs && hasRunningTask(db, row.id)) return;
      await renew(row, means);
    } catch (thrown) {
      const error = toErrorRecord(thrown);
      log.warn({ connectionId: row.id, error }, 'a token could not be renewed in time');
      if (error.category === 'authentication') updateConnection(db, row.id, { renewAt: clock.now() + dayMs });
    }
  };

  return {
    meansOf,
    renew,
    underWay: (connectionId) => renewing.get(connectionId),
    renewDue: async () => {
      for (const row of listRenewalsDue(db, clock.now())) await renewInTime(row);
    },
  };
}

function openCredentials({ vault }: Pick<RenewingParts, 'vault'>, row: ConnectionRow): Credentials {
  return JSON.parse(vault.open(credentialsPlace(row.id), row.credentialsSealed));
}

/** Without a signal: an answer that nobody waits for any more would be a token lost. */
async function renewAndKeep(parts: RenewingParts, row: ConnectionRow, means: Means): Promise<void> {
  const { fetch, clock, log } = parts;
  const { refresh, app, credentials } = means;
  const renewed = await refresh({ instance: row.instance as Instance, app, credentials, fetch, clock });
  for (let pauseMs = 1000; ; pauseMs = Math.min(longestPauseMs, pauseMs * 2)) {
    try {
      return keep(parts, row.id, credentials, renewed);
    } catch (thrown) {
      // A full disk, for example. The old token is worthless by now, so this one is held until it can be kept.
      log.error({ connectionId: row.id, error: toErrorRecord(thrown) }, 'a renewed token could not be kept yet');
      await clock.sleep(pauseMs);
    }
  }
}

function keep(parts: RenewingParts, connectionId: string, former: Credentials, renewed: Credentials): void {
  const { db, clock, vault } = parts;
  durably(db, () => {
    const row = findConnectionRow(db, connectionId);
    // Removed, or connected again meanwhile: the token of that is another one.
    if (!row || openCredentials(parts, row).accessToken !== former.accessToken) return;
    const now = clock.now();
    updateConnection(db, row.id, {
      credentialsSealed: vault.seal(credentialsPlace(row.id), JSON.stringify(renewed)),
      renewAt: renewAtOf(row.instance as Instance, renewed, now),
    });
    const { id: subject, userId, handle } = row;
    writeAudit(db, { userId, action: 'connection.token-renewed', subject, details: { handle } }, now);
  });
}
