import { describe, expect, it } from 'vitest';
import { AppError } from '../../src/lib/errors.ts';
import { say } from '../../src/lib/sentence.ts';
import { browser, defaultLimits, openTestWeb, testOrigin } from '../support/web.ts';

describe('a request that changes something', () => {
  const deed = async (headers: Record<string, string>, options = {}, origin = testOrigin) => {
    const web = await openTestWeb(options);
    const { ask } = browser(web.app, web.bob, origin);
    return (await ask('POST', '/notices/read', headers)).status;
  };

  it('passes from a page of our own', async () => {
    expect(await deed({ origin: testOrigin })).toBe(303);
  });

  it.each([
    ['another site', { origin: 'https://evil.example' }],
    ['a sandboxed frame', { origin: 'null' }],
    ['another port of the same host', { origin: 'http://localhost:3001' }],
    ['another site with JSON', { origin: 'https://evil.example', 'content-type': 'application/json' }],
    ['another site that claims to be the same', { origin: 'https://evil.example', 'sec-fetch-site': 'same-origin' }],
  ])('is refused from %s', async (_, headers) => {
    expect(await deed(headers)).toBe(403);
  });

  it('needs Sec-Fetch-Site where a browser sends no origin', async () => {
    const web = await openTestWeb();
    const without = (headers: Record<string, string>) =>
      web.app.request(`${testOrigin}/notices/read`, {
        method: 'POST',
        headers: { cookie: `altwright=${web.bob.token}`, ...headers },
      });
    expect((await without({})).status).toBe(403);
    expect((await without({ 'sec-fetch-site': 'cross-site' })).status).toBe(403);
    expect((await without({ 'sec-fetch-site': 'same-origin' })).status).toBe(303);
  });

  it('passes under the loopback address although another name is the public one', async () => {
    const here = 'http://127.0.0.1:3000';
    expect(await deed({ origin: here }, {}, here)).toBe(303);
  });

  it('is refused under a name that a stranger may have made point here', async () => {
    const rebound = 'http://rebound.example:3000';
    expect(await deed({ origin: rebound }, {}, rebound)).toBe(403);
  });

  it('is held to the request’s own host before set-up', async () => {
    const there = 'http://nas.home:3000';
    const open = { address: null };
    expect(await deed({ origin: there }, open, there)).toBe(303);
    expect(await deed({ origin: 'http://evil.example' }, open, there)).toBe(403);
  });

  it('is refused with more than a megabyte', async () => {
    const web = await openTestWeb();
    const answer = await web.as(web.bob).post('/connections', { server: 'x'.repeat(1_000_001) });
    expect(answer.status).toBe(413);
  });
});

describe('the session cookie', () => {
  const signIn = async (env: Record<string, string>, address: string) => {
    const web = await openTestWeb({ env, address });
    const visitor = browser(web.app, null, address);
    const answer = await visitor.post('/sign-in', { name: 'Bob', password: web.bob.password });
    expect(answer.status).toBe(303);
    return { cookie: answer.headers.getSetCookie()[0] ?? '', page: await visitor.get('/') };
  };

  it('has the __Host- prefix and Secure over https, with HSTS', async () => {
    const { cookie, page } = await signIn({ PUBLIC_URL: 'https://alt.example' }, 'https://alt.example');
    expect(cookie).toMatch(/^__Host-altwright=/);
    expect(cookie).toContain('Secure');
    expect(cookie).toMatch(/HttpOnly/);
    expect(cookie).toMatch(/SameSite=Lax/);
    expect(page.headers.get('strict-transport-security')).toContain('max-age');
    expect(await page.text()).not.toContain('not encrypted');
  });

  it('works on a plain home network, with a standing note', async () => {
    const { cookie, page } = await signIn({}, 'http://192.168.1.20:3000');
    expect(cookie).toMatch(/^altwright=/);
    expect(cookie).not.toContain('Secure');
    expect(page.headers.has('strict-transport-security')).toBe(false);
    expect(await page.text()).toContain('not encrypted');
  });

  it('needs no note on this machine', async () => {
    const { cookie, page } = await signIn({}, testOrigin);
    expect(cookie).toMatch(/^altwright=/);
    expect(await page.text()).not.toContain('not encrypted');
  });

  it('slides with the session, on pages and not on what they load', async () => {
    const web = await openTestWeb();
    web.clock.advance(2 * 86_400_000);
    expect((await web.as(web.bob).get('/notices')).headers.getSetCookie()).toHaveLength(1);
    const picture = await web.as(web.bob).get('/notices', { accept: 'image/webp,*/*' });
    expect(picture.headers.getSetCookie()).toEqual([]);
  });

  it('is gone after signing out, and so is the session', async () => {
    const web = await openTestWeb();
    const bob = web.as(web.bob);
    expect((await bob.post('/sign-out')).headers.get('location')).toBe('/sign-in');
    expect([...bob.cookies]).toEqual([]);
    expect((await web.as(web.bob).get('/')).status).toBe(303);
  });
});

describe('every answer', () => {
  it('carries a strict policy and is kept nowhere', async () => {
    const web = await openTestWeb();
    for (const path of ['/', '/sign-in', '/no-such-page']) {
      const { headers } = await web.as(web.bob).get(path);
      expect(headers.get('content-security-policy')).toContain("default-src 'none'; script-src 'self'");
      expect(headers.get('content-security-policy')).not.toContain('unsafe');
      expect(headers.get('x-content-type-options')).toBe('nosniff');
      expect(headers.get('referrer-policy')).toBe('same-origin');
      expect(headers.get('cache-control')).toBe('private, no-store');
      expect(headers.get('x-request-id')).toMatch(/^[0-9a-f-]{36}$/);
    }
  });

  it('serves htmx and its stream extension as one script, so that no page misses its stream', async () => {
    const web = await openTestWeb();
    const page = await (await web.as(web.bob).get('/')).text();
    const [address = '', ...others] = [...page.matchAll(/<script src="([^"]*htmx[^"]*)"/g)].map(([, path]) => path);
    expect(others).toEqual([]);
    const script = await (await web.as(null).get(address)).text();
    expect(script).toMatch(/^var htmx=.*\n.*registerExtension\("sse"/s);
  });

  it('serves assets for ever under their version and with an ETag without', async () => {
    const web = await openTestWeb();
    const versioned = await web.as(null).get(`${web.parts.assets.root}/htmx/htmx.min.js`);
    expect(versioned.headers.get('cache-control')).toContain('immutable');
    const plain = await web.as(null).get('/assets/css/base.css');
    const etag = plain.headers.get('etag') ?? '';
    expect(plain.headers.get('content-type')).toContain('text/css');
    expect((await web.as(null).get('/assets/css/base.css', { 'if-none-match': etag })).status).toBe(304);
    expect((await web.as(null).get('/assets/../src/config.ts')).status).not.toBe(200);
  });
});

describe('trouble', () => {
  const troubled = async (thrown: unknown) => {
    const web = await openTestWeb();
    web.app.get('/trouble', () => {
      throw thrown;
    });
    return web;
  };

  it('is a page with a sentence and the request’s number, never the cause', async () => {
    const web = await troubled(new Error('the secret inner workings'));
    const answer = await web.as(web.bob).get('/trouble');
    const text = await answer.text();
    expect(answer.status).toBe(500);
    expect(text).toContain('Something went wrong inside Altwright');
    expect(text).toContain(answer.headers.get('x-request-id'));
    expect(text).not.toContain('secret inner workings');
  });

  it('is a fragment for htmx', async () => {
    const web = await troubled(new AppError('platform', say('net.unreachable', { host: 'social.example' })));
    const answer = await web.as(web.bob).get('/trouble', { 'hx-request': 'true' });
    const text = await answer.text();
    expect(answer.status).toBe(502);
    expect(text).toContain('social.example cannot be reached just now.');
    expect(text).not.toContain('<html');
  });

  it('says when to come back', async () => {
    const web = await openTestWeb();
    const retryAtMs = web.clock.now() + 90_000;
    web.app.get('/busy', () => {
      throw new AppError('resource', say('errors.unexpected'), { retryAtMs });
    });
    const answer = await web.as(web.bob).get('/busy');
    expect([answer.status, answer.headers.get('retry-after')]).toEqual([503, '90']);
  });

  it('leads to the sign-in page and back for who is not signed in', async () => {
    const web = await openTestWeb();
    const answer = await web.as(null).get('/connections?x=1');
    const location = answer.headers.get('location') ?? '';
    expect(location).toBe('/sign-in?next=%2Fconnections%3Fx%3D1');
    const { name } = web.bob.user;
    const next = '/connections?x=1';
    const back = await web.as(null).post('/sign-in', { name, password: web.bob.password, next });
    expect(back.headers.get('location')).toBe(next);
  });

  it.each(['//evil.example', 'https://evil.example', '/\\evil.example', 'javascript:alert(1)'])(
    'never leads to %s after signing in',
    async (next) => {
      const web = await openTestWeb();
      const { name } = web.bob.user;
      const answer = await web.as(null).post('/sign-in', { name, password: web.bob.password, next });
      expect(answer.headers.get('location')).toBe('/');
    },
  );
});

describe('too much', () => {
  it('is refused with the time when it is welcome again, for one person and not for others', async () => {
    const limits = { ...defaultLimits, general: { requests: 3, perSeconds: 60 } };
    const web = await openTestWeb({ limits });
    const bob = web.as(web.bob);
    for (let request = 0; request < 3; request += 1) expect((await bob.get('/notices')).status).toBe(200);
    const refused = await bob.get('/notices');
    expect(refused.status).toBe(429);
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
    expect((await web.as(web.charlie).get('/notices')).status).toBe(200);
  });

  it('believes a proxy’s word about addresses only when told to', async () => {
    const limits = { ...defaultLimits, entrance: { requests: 1, perSeconds: 60 } };
    const knock = async (env: Record<string, string>) => {
      const { as } = await openTestWeb({ limits, env });
      const from = (address: string) => as(null).post('/sign-in', {}, { 'x-forwarded-for': `6.6.6.6, ${address}` });
      return [(await from('192.0.2.1')).status, (await from('192.0.2.2')).status];
    };
    expect(await knock({})).toEqual([422, 429]);
    expect(await knock({ TRUST_PROXY: 'true' })).toEqual([422, 422]);
  });
});
