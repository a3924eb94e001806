import { randomBytes, randomUUID } from 'node:crypto';
import { AppError } from '../../lib/errors.ts';
import { say } from '../../lib/sentence.ts';
import { createApiClient } from '../http.ts';
import type { PlatformFamily } from '../platform.ts';
import { checkAnswer } from './answers.ts';
import { readMisskeyError } from './errors.ts';

/** To see whose account it is, and to describe files. Own notes are shown to any token of their author. */
const permissions = 'read:account write:drive';

/*
 * MiAuth: a session that only we know is granted on the server's page, and exchanged for a token once. No application is
 * registered and no secret kept. https://misskey-hub.net/docs/for-developers/api/token/miauth/
 */

/** Nothing to register; the name that the person reads stands in for an id. */
export const nameApp: PlatformFamily['registerApp'] = async ({ instance, redirectUri, clientName }) => ({
  origin: instance.origin,
  redirectUri,
  clientId: clientName,
  clientSecret: '',
  scopes: permissions,
});

/** The server adds only the session to the address it sends people back to, so the state is put there before. */
export const startSession: PlatformFamily['authorizeUrl'] = async ({ instance, app }) => {
  const [session, state] = [randomUUID(), randomBytes(32).toString('base64url')];
  const callback = new URL(app.redirectUri);
  callback.searchParams.set('state', state);
  const url = new URL(`/miauth/${session}`, instance.origin);
  url.searchParams.set('name', app.clientId);
  url.searchParams.set('callback', callback.href);
  url.searchParams.set('permission', app.scopes.replaceAll(' ', ','));
  return { url: url.href, state, codeVerifier: session };
};

/** Throws `authorization-failed`: another's answer, a session already used, or one that was never granted. */
export const takeToken: PlatformFamily['exchangeCode'] = async (wish) => {
  const { instance, app, callbackUrl, state, codeVerifier: session, fetch, clock, signal } = wish;
  const { searchParams } = new URL(callbackUrl, app.redirectUri);
  const isOurs = searchParams.get('state') === state && searchParams.get('session') === session;
  if (!isOurs) throw authorizationFailed(instance.origin);
  const api = createApiClient({ origin: instance.origin, fetch, clock, readError: readMisskeyError });
  const { data } = await api.post(`/api/miauth/${encodeURIComponent(session)}/check`, {}, checkAnswer, signal);
  if (!data.ok) throw authorizationFailed(instance.origin);
  return { accessToken: data.token, scopes: app.scopes };
};

function authorizationFailed(origin: string): AppError {
  const { host } = new URL(origin);
  return new AppError('authentication', say('platforms.authorizationFailed', { host }), {
    code: 'authorization-failed',
  });
}
