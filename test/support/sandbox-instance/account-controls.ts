import type { Account } from './records.ts';
import { grantToken, secret } from './tokens.ts';
import { newRecordId, type World } from './world.ts';

export type NewAccount = {
  username: string;
  password: string;
  admin?: boolean;
  defaultLanguage?: string;
  alwaysSensitive?: boolean;
};

/** What a test or the demo does with accounts and tokens from outside HTTP. */
export function accountControls(world: World) {
  const ownApp = { clientId: secret(), clientSecret: secret(), name: 'Sandbox', redirectUris: [], scopes: [] };

  function tokenOf(value: string) {
    const token = world.tokens.get(value);
    if (!token) throw new Error('the sandbox never issued this token');
    return token;
  }

  return {
    createAccount({ admin = false, defaultLanguage = 'en', alwaysSensitive = false, ...given }: NewAccount): Account {
      const createdAtMs = world.clock.now();
      const id = newRecordId(world);
      const standing = { restriction: null, alwaysSensitive };
      const account: Account = { id, ...given, admin, createdAtMs, defaultLanguage, ...standing };
      world.accounts.set(id, account);
      return account;
    },
    /** A token as the person would get it through the pages. Scopes as a list or separated by spaces. */
    issueToken(account: Account, scopes: string | string[]): string {
      const list = typeof scopes === 'string' ? scopes.split(/\s+/) : scopes;
      // An app of its own each time, so that no dialect hands out a token that was given before.
      return grantToken(world, { ...ownApp, clientId: secret() }, account.id, list).value;
    },
    revokeToken(value: string): void {
      tokenOf(value).state = 'revoked';
    },
    expireToken(value: string): void {
      tokenOf(value).state = 'expired';
    },
    /** Mastodon knows disabled and pending accounts, GoToSocial moving ones; null lifts it. */
    restrict(account: Account, restriction: Account['restriction']): void {
      account.restriction = restriction;
    },
  };
}
