import { describe, expect, it } from 'vitest';
import { refreshToken } from '../../src/platforms/oauth.ts';
import type { Fetch, Instance } from '../../src/platforms/platform.ts';
import { errorOf, impatientClock } from '../contracts/platform-world.ts';

const origin = 'https://some.example';
const instance = { origin, domain: 'some.example' } as Instance;
const app = { origin, redirectUri: `${origin}/back`, clientId: 'id', clientSecret: 'secret', scopes: 'read write' };
const credentials = { accessToken: 'old', scopes: 'read write', refreshToken: 'refresh-1', expiresAtMs: 1 };
const clock = { ...impatientClock, now: () => 1_000_000 };

/** A token endpoint that gives this answer, and what it was asked. */
function endpoint(answer: () => Response) {
  const asked: Record<string, string>[] = [];
  const fetch: Fetch = async (input, init) => {
    if (new URL(input).pathname !== '/oauth/token') return new Response('', { status: 404 });
    asked.push(Object.fromEntries(new URLSearchParams(String(init?.body))));
    return answer();
  };
  return { asked, refresh: (given = credentials) => refreshToken({ instance, app, credentials: given, fetch, clock }) };
}

describe('renewing a token', () => {
  it('answers the new tokens and when they end', async () => {
    const json = { access_token: 'new', token_type: 'Bearer', expires_in: 3600, refresh_token: 'refresh-2' };
    const { asked, refresh } = endpoint(() => Response.json(json));
    expect(await refresh()).toEqual({
      accessToken: 'new',
      scopes: 'read write',
      refreshToken: 'refresh-2',
      expiresAtMs: 4_600_000,
    });
    expect(asked).toEqual([
      { grant_type: 'refresh_token', refresh_token: 'refresh-1', client_id: 'id', client_secret: 'secret' },
    ]);
  });

  it('keeps a refresh token that stays, and a token that was granted less', async () => {
    const json = { access_token: 'new', token_type: 'bearer', scope: 'read' };
    const { refresh } = endpoint(() => Response.json(json));
    expect(await refresh()).toEqual({ accessToken: 'new', scopes: 'read', refreshToken: 'refresh-1' });
  });

  it.each([
    ['a refresh token that is used up', 400, { error: 'invalid_grant' }, 'token-dead'],
    ['a registration that is forgotten', 401, { error: 'invalid_client' }, 'app-forgotten'],
    ['too many requests', 429, { error: 'slow down' }, 'rate-limited'],
    ['trouble of the server', 503, { error: 'maintenance' }, 'server-trouble'],
  ])('tells %s', async (_, status, json, code) => {
    expect((await errorOf(endpoint(() => Response.json(json, { status })).refresh())).code).toBe(code);
  });

  it('needs a refresh token', async () => {
    const { asked, refresh } = endpoint(() => Response.json({}));
    const { refreshToken: _none, ...without } = credentials;
    expect((await errorOf(refresh(without as typeof credentials))).code).toBe('token-dead');
    expect(asked).toEqual([]);
  });
});
