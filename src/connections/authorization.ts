import {
  deleteExpiredOAuthRequests,
  deleteOAuthApp,
  deleteUnusedOAuthApps,
  findOAuthApp,
  findOAuthAppById,
  insertOAuthApp,
  insertOAuthRequest,
  type OAuthAppRow,
  type OAuthRequestRow,
  takeOAuthRequest,
} from '../../db/oauth.ts';
import type { Db } from '../../db/open.ts';
import type { Clock } from '../lib/clock.ts';
import { AppError } from '../lib/errors.ts';
import { hashToken, newId } from '../lib/ids.ts';
import { say } from '../lib/sentence.ts';
import { familyOf } from '../platforms/index.ts';
import type { Credentials, Fetch, Instance, RegisteredApp } from '../platforms/platform.ts';
import type { Place, Vault } from './vault.ts';

/** How long a person may take on the server's consent page. */
const requestLifetimeMs = 10 * 60_000;
const askTimeoutMs = 5000;
const madeUp = 'made-up';

const secretPlace = (appId: string): Place => ({
  table: 'oauth_apps',
  column: 'client_secret_sealed',
  rowId: appId,
});
const verifierPlace = (requestId: string): Place => ({
  table: 'oauth_requests',
  column: 'verifier_sealed',
  rowId: requestId,
});

export type Granted = { instance: Instance; credentials: Credentials; appId: string };

export type Authorization = {
  /** The address of the consent page for this person. */
  begin: (wish: { userId: string; instance: Instance; redirectUri: string; website: string }) => Promise<string>;
  /**
   * Turns the address a person came back to into credentials. Throws `not-asked-for` for a state that is unknown, used,
   * too old or another person's; whatever came with it is then left alone. Throws `access-denied` and the like.
   */
  complete: (wish: { userId: string; callbackUrl: string }) => Promise<Granted>;
  /** The registration a token came through, to take the token back by it. */
  findApp: (appId: string) => RegisteredApp | null;
};

export type AuthorizationParts = { db: Db; clock: Clock; vault: Vault; fetch: Fetch };

/** The way through a server's consent page (OAuth 2 with PKCE) and back. */
export function createAuthorization({ db, clock, vault, fetch }: AuthorizationParts): Authorization {
  const openApp = (row: OAuthAppRow): RegisteredApp => ({
    origin: row.origin,
    redirectUri: row.redirectUri,
    scopes: row.scopes,
    clientId: row.clientId,
    clientSecret: vault.open(secretPlace(row.id), row.clientSecretSealed),
  });

  const register = async (instance: Instance, redirectUri: string, website: string): Promise<OAuthAppRow> => {
    const wish = { instance, redirectUri, clientName: 'Altwright', website, fetch, clock };
    const { origin, scopes, clientId, clientSecret } = await familyOf(instance).registerApp(wish);
    const now = clock.now();
    const id = newId(now);
    const clientSecretSealed = vault.seal(secretPlace(id), clientSecret);
    insertOAuthApp(db, { id, origin, redirectUri, scopes, clientId, clientSecretSealed, createdAt: now });
    // Two people may register at the same moment; both go on with the registration that was kept.
    const kept = findOAuthApp(db, origin, redirectUri);
    if (!kept) throw new Error(`The registration at ${origin} vanished`);
    return kept;
  };

  const findOrRegister = async (instance: Instance, redirectUri: string, website: string) => {
    const known = findOAuthApp(db, instance.origin, redirectUri);
    // Sealed with a key that is no longer there, or no longer known there: nobody could ever connect by it.
    const canOpen = known && vault.canOpen(secretPlace(known.id), known.clientSecretSealed);
    if (known && canOpen && !(await isForgotten(openApp(known), instance, { fetch, clock }))) return known;
    if (known) deleteOAuthApp(db, known.id);
    return register(instance, redirectUri, website);
  };

  /** Where a registration serves one sign-in only, each gets an address of its own to come back to. */
  const registrationFor = async (instance: Instance, redirectUri: string, website: string) => {
    if (!familyOf(instance).registersForEachSignIn) return findOrRegister(instance, redirectUri, website);
    const now = clock.now();
    deleteExpiredOAuthRequests(db, now);
    deleteUnusedOAuthApps(db, instance.origin, now - requestLifetimeMs);
    return register(instance, `${redirectUri}?sign-in=${newId(now)}`, website);
  };

  const keepRequest = (userId: string, appId: string, instance: Instance, state: string, codeVerifier: string) => {
    const now = clock.now();
    const id = hashToken(state);
    const verifierSealed = vault.seal(verifierPlace(id), codeVerifier);
    const expiresAt = now + requestLifetimeMs;
    deleteExpiredOAuthRequests(db, now);
    insertOAuthRequest(db, { id, userId, appId, instance, verifierSealed, createdAt: now, expiresAt });
  };

  const exchange = async (request: OAuthRequestRow, callbackUrl: string, state: string): Promise<Granted> => {
    const appRow = findOAuthAppById(db, request.appId);
    if (!appRow) throw notAskedFor();
    const instance = request.instance as Instance;
    const codeVerifier = vault.open(verifierPlace(request.id), request.verifierSealed);
    try {
      const wish = { instance, app: openApp(appRow), callbackUrl, state, codeVerifier, fetch, clock };
      return { instance, credentials: await familyOf(instance).exchangeCode(wish), appId: appRow.id };
    } catch (thrown) {
      // Registrations may be cleaned away on the server. Forgetting ours makes the next try register anew.
      if (thrown instanceof AppError && thrown.code === 'app-forgotten') deleteOAuthApp(db, appRow.id);
      throw thrown;
    }
  };

  return {
    begin: async ({ userId, instance, redirectUri, website }) => {
      const row = await registrationFor(instance, redirectUri, website);
      const start = await familyOf(instance).authorizeUrl({ instance, app: openApp(row), fetch });
      keepRequest(userId, row.id, instance, start.state, start.codeVerifier);
      return start.url;
    },
    complete: async ({ userId, callbackUrl }) => {
      const state = new URL(callbackUrl).searchParams.get('state') ?? '';
      const request = takeOAuthRequest(db, { id: hashToken(state), userId, nowMs: clock.now() });
      if (!request) throw notAskedFor();
      return exchange(request, callbackUrl, state);
    },
    findApp: (appId) => {
      const row = findOAuthAppById(db, appId);
      return row ? openApp(row) : null;
    },
  };
}

/**
 * Whether the server says to a made-up code that it does not know Altwright. Asked before somebody is sent there: its page
 * would tell her so and send nobody back. One that does not say is believed to know.
 */
async function isForgotten(
  app: RegisteredApp,
  instance: Instance,
  tools: Pick<AuthorizationParts, 'fetch' | 'clock'>,
): Promise<boolean> {
  const callbackUrl = new URL(app.redirectUri);
  for (const name of ['code', 'state']) callbackUrl.searchParams.set(name, madeUp);
  const answer = { callbackUrl, state: madeUp, codeVerifier: madeUp };
  try {
    await familyOf(instance).exchangeCode({
      ...{ ...tools, ...answer, instance, app },
      signal: AbortSignal.timeout(askTimeoutMs),
    });
    return false;
  } catch (thrown) {
    return thrown instanceof AppError && thrown.code === 'app-forgotten';
  }
}

function notAskedFor(): AppError {
  return new AppError('validation', say('connections.notAskedFor'), { code: 'not-asked-for' });
}
