import {
  type Connection,
  type ConnectionCounts,
  countOfConnection,
  findConnectionRow,
  findOwnConnection,
  listConnections,
  markConnectionExpired,
} from '../../db/connections.ts';
import { addNotification } from '../../db/notifications.ts';
import { type Db, transact } from '../../db/open.ts';
import { updateActiveConnection } from '../../db/users.ts';
import type { Clock } from '../lib/clock.ts';
import { AppError } from '../lib/errors.ts';
import type { Log } from '../lib/log.ts';
import { type Sentence, say } from '../lib/sentence.ts';
import { detectInstance } from '../platforms/detect.ts';
import { familyOf } from '../platforms/index.ts';
import type { Acceptance, Capabilities, Credentials, Fetch, Instance } from '../platforms/platform.ts';
import { saveAccount } from './accounts.ts';
import type { AllowedHosts } from './allowed-hosts.ts';
import { createAuthorization } from './authorization.ts';
import { createFacts } from './facts.ts';
import { createOpenedConnections, type OpenedConnections } from './opened.ts';
import { createRemoval, type Removal } from './removal.ts';
import { createRenewing, type Renewing } from './renewing.ts';
import { createRests, type Rests } from './rests.ts';
import { createTokenDeath, type TokenDeath } from './token-death.ts';
import type { Vault } from './vault.ts';

export type { Connection, ConnectionCounts };

export type Connections = OpenedConnections &
  Omit<Removal, 'remove'> &
  TokenDeath &
  Pick<Renewing, 'renewDue'> & {
    /**
     * Finds the server behind an address or a handle and returns where to send the person for her consent, and what to
     * know before. Throws the
     * errors of detection (`private-address`, `unreachable`, `not-fediverse`, `too-old`, …).
     */
    start: (wish: { userId: string; server: string; origin: string }) => Promise<Departure>;
    /** The person came back. Throws `not-asked-for`, `access-denied`, `token-dead` and the like. */
    finish: (wish: { userId: string; callbackUrl: string; origin: string }) => Promise<Connection>;
    /** Connects by a token the person made on her server herself. */
    addToken: (wish: { userId: string; server: string; token: string }) => Promise<Connection>;
    list: (userId: string) => Connection[];
    /** Throws `not-found`, for somebody else's as well. */
    get: (userId: string, id: string) => Connection;
    /** What its server does with an edit. */
    capabilities: (connection: Connection) => Capabilities;
    /** Whether its server can be edited as it is now, and what to know about it. */
    acceptance: (connection: Connection) => Acceptance;
    activate: (userId: string, id: string) => void;
    /** Its token is dead for good: everything of it waits, and the person gets a notice once. */
    markExpired: (id: string, reason: Sentence) => void;
    /** Its server refused what it should have taken by what is known of it; that is asked again before the next use. */
    doubtFacts: (id: string) => void;
    count: (userId: string, id: string) => ConnectionCounts;
    /** Ends what runs for it, takes the token back where that is safe, and removes it with everything of it. */
    disconnect: (userId: string, id: string) => Promise<void>;
    /** When servers want to be left alone. */
    rests: Rests;
  };

/** Where a person goes for her consent, and what she should know before. */
export type Departure = {
  url: string;
  cautions: Sentence[];
  /** Nothing is known of what edits do there: she should have read that before. */
  isUnproven: boolean;
};

export type ConnectionsParts = {
  db: Db;
  clock: Clock;
  log: Log;
  vault: Vault;
  /** The guarded fetch, with the allowed hosts. */
  fetch: Fetch;
  allowedHosts: AllowedHosts;
};

/** Where a server sends a person back to. Registered there, so it must stay. */
export const callbackPath = '/connections/callback';

/** People's accounts on servers: connecting, switching, opening, disconnecting. */
export function createConnections(parts: ConnectionsParts): Connections {
  const { db, clock, fetch, allowedHosts } = parts;
  const authorization = createAuthorization(parts);
  const facts = createFacts(parts);
  const opened = createOpenedConnections({ ...parts, facts });
  const removal = createRemoval({ ...parts, authorization, opened });

  const detect = (server: string) => detectInstance(server, { fetch, clock, allowHttp: allowedHosts.includes });

  /** Whose token it is decides what is kept; a token that opens nothing never becomes a row. */
  const verifyAndSave = async (wish: Verification): Promise<Connection> => {
    const { userId, instance, credentials, oauthAppId } = wish;
    const account = await familyOf(instance).connect({ instance, credentials, fetch, clock }).verify();
    return saveAccount(parts, { userId, instance, account, credentials, oauthAppId });
  };

  const get = (userId: string, id: string) => {
    const connection = findOwnConnection(db, userId, id);
    if (!connection) throw new AppError('validation', say('connections.unknown'), { code: 'not-found' });
    return connection;
  };

  const markExpired = (id: string, reason: Sentence) => {
    opened.forget(id);
    transact(db, () => expire(db, id, reason, clock.now()));
  };
  const renewing = createRenewing({ ...parts, authorization });
  const death = createTokenDeath({ ...parts, renewing, markExpired });

  return {
    ...opened,
    ...ownerActions(db, get),
    ...death,
    get,
    markExpired,
    renewDue: renewing.renewDue,
    rests: createRests(parts),
    beforeRemoval: removal.beforeRemoval,
    givesBack: removal.givesBack,
    removeAllOf: removal.removeAllOf,
    disconnect: async (userId, id) => removal.remove(get(userId, id)),
    acceptance: ({ instance, software, version }) => familyOf(instance as Instance).accepts(software, version),
    capabilities: ({ instance }) => familyOf(instance as Instance).capabilities,
    start: async ({ userId, server, origin }) => {
      const { instance, family, cautions } = await detect(server);
      const redirectUri = origin + callbackPath;
      const { unproven: isUnproven } = family.capabilities;
      return {
        cautions,
        isUnproven,
        url: await authorization.begin({ userId, instance, redirectUri, website: origin }),
      };
    },
    finish: async ({ userId, callbackUrl, origin }) => {
      const { pathname, search } = new URL(callbackUrl);
      const { instance, credentials, appId } = await authorization.complete({
        userId,
        callbackUrl: origin + pathname + search,
      });
      return verifyAndSave({ userId, instance, credentials, oauthAppId: appId });
    },
    addToken: async ({ userId, server, token }) => {
      const { instance } = await detect(server);
      const credentials = { accessToken: token, scopes: '' };
      return verifyAndSave({ userId, instance, credentials, oauthAppId: null });
    },
    doubtFacts: (id) => {
      const row = findConnectionRow(db, id);
      if (row) facts.doubt(row.origin);
    },
  };
}

type Verification = { userId: string; instance: Instance; credentials: Credentials; oauthAppId: string | null };

function ownerActions(db: Db, get: Connections['get']) {
  return {
    list: (userId: string) => listConnections(db, userId),
    activate: (userId: string, id: string) => updateActiveConnection(db, userId, get(userId, id).id),
    count: (userId: string, id: string) => countOfConnection(db, get(userId, id).id),
  };
}

function expire(db: Db, id: string, reason: Sentence, nowMs: number): void {
  const connection = markConnectionExpired(db, id, reason);
  if (!connection) return;
  const sentence = say('connections.expiredNotice', { handle: connection.handle });
  addNotification(db, { userId: connection.userId, kind: 'connection-expired', sentence, link: '/connections' }, nowMs);
}
