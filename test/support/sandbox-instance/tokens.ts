import { createHash, randomBytes } from 'node:crypto';
import type { App, Token } from './records.ts';
import { Refusal } from './refusal.ts';
import { type RequestBody, textField } from './request-body.ts';
import type { Authorization, World } from './world.ts';

export function secret(): string {
  return randomBytes(32).toString('base64url');
}

/** A token for an account (or for the app itself), by the dialect's rule a new one or the one already given. */
export function grantToken(world: World, app: App, accountId: string | null, scopes: string[]): Token {
  const same = [...world.tokens.values()].find(
    (token) =>
      token.clientId === app.clientId &&
      token.accountId === accountId &&
      token.state === 'valid' &&
      token.scopes.join(' ') === scopes.join(' '),
  );
  if (same && world.dialect.oauth.reusesTokens) return same;
  const { clientId } = app;
  const { lifetime, scopesOf, oneTokenPerAccount } = world.dialect.oauth;
  if (oneTokenPerAccount && accountId !== null) revokeWhere(world, (other) => isOf(other, clientId, accountId));
  const createdAtMs = world.clock.now();
  const token: Token = {
    value: secret(),
    accountId,
    clientId,
    scopes: scopesOf?.(scopes) ?? scopes,
    createdAtMs,
    state: 'valid',
    expiresAtMs: lifetime ? createdAtMs + lifetime.tokenMs : null,
    refresh: lifetime ? { value: secret(), expiresAtMs: createdAtMs + lifetime.refreshMs } : null,
  };
  world.tokens.set(token.value, token);
  return token;
}

/** The name of the application that a token was given to. */
export function applicationOf({ tokens, apps }: World, value: string | null): string {
  return apps.get(tokens.get(value ?? '')?.clientId ?? '')?.name ?? 'Sandbox';
}

function isOf(token: Token, clientId: string, accountId: string): boolean {
  return token.clientId === clientId && token.accountId === accountId;
}

export function revokeWhere(world: World, concerns: (token: Token) => boolean): void {
  for (const token of world.tokens.values()) if (concerns(token)) token.state = 'revoked';
}

/** Gives a new token and a new refresh token for the old ones, which are worthless from then on. */
export function refreshToken(world: World, app: App, body: RequestBody): Token {
  const value = textField(body, 'refresh_token');
  const old = [...world.tokens.values()].find(
    (token) => token.clientId === app.clientId && token.refresh?.value === value,
  );
  if (!value || !old?.refresh || old.state === 'revoked' || old.refresh.expiresAtMs <= world.clock.now()) {
    throw world.dialect.oauth.lifetime?.refusal() ?? invalidGrant(world);
  }
  old.state = 'revoked';
  return grantToken(world, app, old.accountId, old.scopes);
}

export function tokenJson(world: World, token: Token): object {
  const { toldScope, createdAtUnitMs, lifetime } = world.dialect.oauth;
  const scopes = toldScope === 'of-app' ? world.apps.get(token.clientId)?.scopes : token.scopes;
  return {
    access_token: token.value,
    token_type: 'Bearer',
    ...(toldScope !== 'none' && { scope: (scopes ?? []).join(' ') }),
    created_at: Math.floor(token.createdAtMs / createdAtUnitMs),
    ...(lifetime && token.refresh && { expires_in: lifetime.tokenMs / 1000, refresh_token: token.refresh.value }),
    ...world.dialect.oauth.tokenExtras?.(token, world),
  };
}

/** The app that proves itself by its secret, in the body or by Basic authentication. */
export function clientOf(world: World, body: RequestBody, authorization: string | undefined): App {
  const basic = /^Basic +(.+)$/i.exec(authorization ?? '')?.[1];
  const [basicId, basicSecret] = basic
    ? Buffer.from(basic, 'base64').toString().split(':').map(decodeURIComponent)
    : [];
  const app = world.apps.get(basicId ?? textField(body, 'client_id') ?? '');
  if (app && app.clientSecret === (basicSecret ?? textField(body, 'client_secret'))) return app;
  const refusal = world.dialect.oauth.tokenRefusal?.();
  if (refusal) throw refusal;
  const description =
    'Client authentication failed due to unknown client, no client authentication included, or unsupported authentication method.';
  throw tokenError(world, 401, 'invalid_client', description);
}

/** Turns a code into a token: once, for the app and the address it was made for, with the right PKCE verifier. */
export function redeemCode(world: World, app: App, body: RequestBody): Token {
  if (world.dialect.oauth.ignoresCodes) return tokenOfWhoCameLast(world, app);
  const authorization = world.authorizations.get(textField(body, 'code') ?? '');
  const { oauth } = world.dialect;
  const fits =
    authorization &&
    isOpen(world, authorization) &&
    authorization.clientId === app.clientId &&
    authorization.redirectUri === redirectOf(world, textField(body, 'redirect_uri') ?? '') &&
    verifies(world, authorization, textField(body, 'code_verifier'));
  if (!fits) throw (oauth.codeRefusal ?? oauth.tokenRefusal)?.() ?? invalidGrant(world);
  if (authorization.token) return authorization.token;
  authorization.token = grantToken(world, app, authorization.accountId, authorization.scopes);
  return authorization.token;
}

/** A redirect address as this server compares it. */
export function redirectOf({ dialect }: World, address: string): string {
  return dialect.oauth.cutsRedirects ? (address.split('?')[0] ?? '') : address;
}

function isOpen({ dialect, clock }: World, { token, createdAtMs }: Authorization): boolean {
  const lifetimeMs = dialect.oauth.codeLifetimeMs;
  return lifetimeMs === undefined ? token === null : clock.now() - createdAtMs < lifetimeMs;
}

function tokenOfWhoCameLast(world: World, app: App): Token {
  const last = [...world.authorizations.values()].findLast(({ clientId }) => clientId === app.clientId);
  return grantToken(world, app, last?.accountId ?? null, last?.scopes ?? []);
}

function verifies({ dialect }: World, { challenge }: Authorization, verifier: string | undefined): boolean {
  if (!dialect.oauth.enforcesPkce || challenge === null) return true;
  return (
    createHash('sha256')
      .update(verifier ?? '')
      .digest('base64url') === challenge
  );
}

function invalidGrant(world: World): Refusal {
  const description =
    'The provided authorization grant is invalid, expired, revoked, does not match the redirection URI used in the authorization request, or was issued to another client.';
  return tokenError(world, 400, 'invalid_grant', description);
}

function tokenError({ dialect }: World, status: 400 | 401, error: string, description: string): Refusal {
  const challenge = `Bearer realm="Doorkeeper", error="${error}", error_description="${description}"`;
  const body = { error, error_description: description };
  return new Refusal(status, body, dialect.oauth.challenges ? { 'WWW-Authenticate': challenge } : {});
}
