import type { Context } from 'hono';
import type { Account, Token } from './records.ts';
import { Refusal } from './refusal.ts';
import type { Env, Sandbox } from './sandbox.ts';
import type { World } from './world.ts';

/** The value of a Bearer token, or null where the request carries none. */
export function bearer(authorization: string | undefined): string | null {
  return /^Bearer +(.+)$/i.exec(authorization ?? '')?.[1] ?? null;
}

/** The account a request acts for; refuses in the dialect's words unless one of the scopes was granted. */
export function requireUser({ world }: Sandbox, c: Context<Env>, ...scopes: string[]): Account {
  const token = requireToken(world, c.var.visit.token);
  const account = token.accountId === null ? undefined : world.accounts.get(token.accountId);
  const { errors, oauth } = world.dialect;
  if (!account) throw errors.appToken();
  if (oauth.enforcesScopes && !scopes.some((scope) => grants(token, scope))) throw errors.scope();
  const { restriction } = account;
  const isWrite = c.req.method !== 'GET';
  if (restriction && (isWrite || world.dialect.restrictsReading(restriction))) throw errors.restricted(restriction);
  return account;
}

/** Whoever looks at something public: the token's account where there is a token, which nearly everywhere must be good. */
export function viewerOf(sandbox: Sandbox, c: Context<Env>, scope: string): Account | null {
  if (c.var.visit.token === null) return null;
  if (!sandbox.world.dialect.readsAsStranger) return requireUser(sandbox, c, scope);
  try {
    return requireUser(sandbox, c, scope);
  } catch (thrown) {
    if (thrown instanceof Refusal) return null;
    throw thrown;
  }
}

function requireToken({ tokens, dialect, clock }: World, value: string | null): Token {
  if (value === null) throw dialect.errors.token('missing');
  const token = tokens.get(value);
  if (!token) throw dialect.errors.token('invalid');
  if (!isGood(token, clock.now())) throw dialect.errors.token(token.state === 'revoked' ? 'revoked' : 'expired');
  return token;
}

function isGood(token: Token | undefined, nowMs: number): boolean {
  return token?.state === 'valid' && (token.expiresAtMs === null || token.expiresAtMs > nowMs);
}

/** `write` covers `write:statuses`. */
function grants({ scopes }: Token, wanted: string): boolean {
  return scopes.includes(wanted) || scopes.includes(wanted.split(':')[0] ?? wanted);
}
