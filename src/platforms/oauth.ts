import * as oauth from 'oauth4webapi';
import { AppError } from '../lib/errors.ts';
import { say } from '../lib/sentence.ts';
import { badAnswer, classifyAnswer, networkError } from './http-errors.ts';
import { findServer, optionsFor } from './oauth-server.ts';
import type { Credentials, OAuthStart, PlatformFamily, RegisteredApp } from './platform.ts';

/** Authorisation code with PKCE (RFC 7636) and state. Servers that know no PKCE ignore its parameters. */
export const startAuthorization: PlatformFamily['authorizeUrl'] = async ({
  instance,
  app,
  fetch,
  forceLogin,
  signal,
}) => {
  const server = await findServer(instance.origin, fetch, signal);
  const state = oauth.generateRandomState();
  const codeVerifier = oauth.generateRandomCodeVerifier();
  const url = new URL(String(server.authorization_endpoint));
  const parameters = {
    response_type: 'code',
    client_id: app.clientId,
    redirect_uri: app.redirectUri,
    scope: app.scopes,
    state,
    code_challenge: await oauth.calculatePKCECodeChallenge(codeVerifier),
    code_challenge_method: 'S256',
    ...(forceLogin && { force_login: 'true' }),
  };
  for (const [name, value] of Object.entries(parameters)) url.searchParams.set(name, value);
  return { url: url.href, state, codeVerifier } satisfies OAuthStart;
};

/** Throws `access-denied` (the person said no), `app-forgotten` (register anew), `authorization-failed`, `scope-missing`. */
export const exchangeCode: PlatformFamily['exchangeCode'] = async (wish) => {
  const { instance, app, fetch, clock, state, codeVerifier, signal } = wish;
  const { host } = new URL(instance.origin);
  const server = await findServer(instance.origin, fetch, signal);
  const client = { client_id: app.clientId };
  try {
    const callback = oauth.validateAuthResponse(server, client, new URL(wish.callbackUrl, app.redirectUri), state);
    const secret = oauth.ClientSecretPost(app.clientSecret);
    const options = optionsFor(instance.origin, fetch, signal);
    const response = await oauth.authorizationCodeGrantRequest(
      server,
      client,
      secret,
      callback,
      app.redirectUri,
      codeVerifier,
      options,
    );
    await refuseTrouble(response, host, clock.now());
    return toCredentials(
      await oauth.processAuthorizationCodeResponse(server, client, response),
      app,
      host,
      clock.now(),
    );
  } catch (thrown) {
    signal?.throwIfAborted();
    throw translate(thrown, host);
  }
};

/**
 * On Mastodon every authorisation of the same application by the same account with the same scopes shares one token:
 * revoke it only when no other connection uses it.
 */
export const revokeToken: NonNullable<PlatformFamily['revoke']> = async ({
  instance,
  app,
  credentials,
  fetch,
  clock,
  signal,
}) => {
  const { host } = new URL(instance.origin);
  const server = await findServer(instance.origin, fetch, signal);
  const secret = oauth.ClientSecretPost(app.clientSecret);
  try {
    const options = optionsFor(instance.origin, fetch, signal);
    const client = { client_id: app.clientId };
    const response = await oauth.revocationRequest(server, client, secret, credentials.accessToken, options);
    await refuseTrouble(response, host, clock.now());
    await oauth.processRevocationResponse(response);
  } catch (thrown) {
    signal?.throwIfAborted();
    throw translate(thrown, host);
  }
};

/**
 * New credentials by the refresh token (RFC 6749, section 6). What the server granted is not judged here: by its answer
 * the old refresh token may be worthless, so nothing may keep the new one from being kept.
 */
export const refreshToken: NonNullable<PlatformFamily['refresh']> = async (wish) => {
  const { instance, app, credentials, fetch, clock, signal } = wish;
  const { host } = new URL(instance.origin);
  const dead = (cause?: unknown) =>
    new AppError('authentication', say('platforms.tokenDead', { host }), { code: 'token-dead', cause });
  if (credentials.refreshToken === undefined) throw dead();
  const server = await findServer(instance.origin, fetch, signal);
  const client = { client_id: app.clientId };
  const secret = oauth.ClientSecretPost(app.clientSecret);
  try {
    const options = optionsFor(instance.origin, fetch, signal);
    const response = await oauth.refreshTokenGrantRequest(server, client, secret, credentials.refreshToken, options);
    await refuseTrouble(response, host, clock.now());
    const answer = await oauth.processRefreshTokenResponse(server, client, response);
    // Who does not rotate refresh tokens does not repeat them.
    return { refreshToken: credentials.refreshToken, ...credentialsIn(answer, credentials.scopes, clock.now()) };
  } catch (thrown) {
    signal?.throwIfAborted();
    const error = translate(thrown, host);
    throw error.code === 'authorization-failed' ? dead(thrown) : error;
  }
};

async function refuseTrouble(response: Response, host: string, nowMs: number): Promise<void> {
  const { status, headers } = response;
  if (status !== 404 && status !== 429 && status < 500) return;
  throw classifyAnswer({ status, headers, body: await response.text(), host, nowMs });
}

function toCredentials(
  answer: oauth.TokenEndpointResponse,
  app: RegisteredApp,
  host: string,
  nowMs: number,
): Credentials {
  const scopes = answer.scope || app.scopes;
  const granted = scopes.split(' ');
  const isGranted = (scope: string) => granted.includes(scope) || granted.includes(scope.split(':')[0] ?? scope);
  if (!app.scopes.split(' ').every(isGranted)) {
    throw new AppError('authentication', say('platforms.scopeMissing', { host }), { code: 'scope-missing' });
  }
  return credentialsIn(answer, scopes, nowMs);
}

function credentialsIn(answer: oauth.TokenEndpointResponse, scopes: string, nowMs: number): Credentials {
  return {
    accessToken: answer.access_token,
    scopes: answer.scope || scopes,
    ...(answer.refresh_token !== undefined && { refreshToken: answer.refresh_token }),
    ...(answer.expires_in !== undefined && { expiresAtMs: nowMs + answer.expires_in * 1000 }),
  };
}

function translate(thrown: unknown, host: string): AppError {
  const error = (code: string, name: string) =>
    new AppError('authentication', say(name, { host }), { code, cause: thrown });
  if (thrown instanceof AppError) return thrown;
  if (thrown instanceof oauth.AuthorizationResponseError) {
    return thrown.error === 'access_denied'
      ? error('access-denied', 'platforms.accessDenied')
      : error('authorization-failed', 'platforms.authorizationFailed');
  }
  const refusal = refusalIn(thrown);
  if (refusal !== null) {
    return refusal === 'invalid_client'
      ? error('app-forgotten', 'platforms.appForgotten')
      : error('authorization-failed', 'platforms.authorizationFailed');
  }
  // A state that is not ours, or an answer that is not OAuth.
  if (thrown instanceof oauth.OperationProcessingError) {
    return thrown.code === oauth.INVALID_RESPONSE
      ? error('authorization-failed', 'platforms.authorizationFailed')
      : badAnswer(host, thrown);
  }
  return networkError(host, thrown);
}

/**
 * The name of the error (RFC 6749, section 5.2); null where the answer is no such refusal. Mastodon puts it into a challenge
 * too, whatever it is; a challenge without a name is about the application.
 */
function refusalIn(thrown: unknown): string | null {
  if (thrown instanceof oauth.ResponseBodyError) return thrown.error;
  if (thrown instanceof oauth.WWWAuthenticateChallengeError) {
    return thrown.cause.map(({ parameters }) => parameters.error).find(Boolean) ?? 'invalid_client';
  }
  return isBareNo(thrown) ? 'invalid_client' : null;
}

/** snac says no more than 401 to a registration that it does not know. */
function isBareNo(thrown: unknown): boolean {
  if (!(thrown instanceof oauth.OperationProcessingError)) return false;
  return thrown.cause instanceof Response && thrown.cause.status === 401;
}
