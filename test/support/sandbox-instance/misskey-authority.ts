import type { Context } from 'hono';
import { bearer } from './authority.ts';
import { misskeyRefusal } from './misskey-refusal.ts';
import type { Account, Token } from './records.ts';
import type { Env, Sandbox } from './sandbox.ts';
import type { World } from './world.ts';

const AUTHENTICATION_FAILED = [
  'AUTHENTICATION_FAILED',
  'Authentication failed. Please ensure your token is correct.',
  'b0a7f5f8-dc2f-4171-b91f-de88ad238e14',
] as const;
const NO_PERMISSION = 'Your app does not have the necessary permissions to use this endpoint.';

/** The account a request acts for; refuses unless the permission was granted to its token, word for word. */
export function requireMisskeyUser(sandbox: Sandbox, c: Context<Env>, permission: string): Account {
  const account = misskeyViewer(sandbox, c, permission);
  if (account) return account;
  throw misskeyRefusal(401, 'CREDENTIAL_REQUIRED', 'Credential required.', '1384574d-a912-4b81-8601-c7b1c4085df1');
}

/** Whoever looks at something public. A token that is given must be good. */
export function misskeyViewer({ world }: Sandbox, c: Context<Env>, permission?: string): Account | null {
  const token = tokenOf(world, c);
  if (!token) return null;
  const account = world.accounts.get(token.accountId ?? '');
  if (!account) throw refusesToken(world);
  if (permission === undefined) return account;
  refuseRestricted(account);
  if (!token.scopes.some((scope) => scope === permission || scope === permission.split(':')[0])) {
    const status = world.dialect.misskey?.hasOldStatuses ? 400 : 403;
    const id = '1370e5b7-d4eb-4566-bb1d-7748ee6a1838';
    throw misskeyRefusal(status, 'PERMISSION_DENIED', NO_PERMISSION, id, 'permission');
  }
  return account;
}

/** From the body or from the header. The older servers refuse who gives it twice. */
function tokenOf(world: World, c: Context<Env>): Token | null {
  const inHeader = bearer(c.req.header('authorization'));
  const inBody = c.var.body.fields.i;
  if (world.dialect.misskey?.hasOldStatuses && inHeader !== null && inBody !== undefined) throw refusesToken(world);
  if (c.var.visit.token === null) return null;
  const token = world.tokens.get(c.var.visit.token);
  if (token?.state !== 'valid') throw refusesToken(world);
  return token;
}

function refusesToken(world: World) {
  return misskeyRefusal(world.dialect.misskey?.hasOldStatuses ? 403 : 401, ...AUTHENTICATION_FAILED);
}

function refuseRestricted({ restriction }: Account): void {
  if (restriction === 'moving') {
    const id = '56f20ec9-fd06-4fa5-841b-edd6d7d4fa31';
    throw misskeyRefusal(403, 'YOUR_ACCOUNT_MOVED', 'You have moved your account.', id, 'permission');
  }
  if (restriction !== null) {
    const id = 'a8c724b3-6e9c-4b46-b1a8-bc3ed6258370';
    throw misskeyRefusal(403, 'YOUR_ACCOUNT_SUSPENDED', 'Your account has been suspended.', id, 'permission');
  }
}
