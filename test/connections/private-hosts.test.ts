import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type SandboxInstance, startSandboxInstance } from '../support/sandbox-instance/index.ts';
import { openTestWeb, type TestWeb } from '../support/web.ts';

let instance: SandboxInstance;
let web: TestWeb;
beforeEach(async () => {
  web = await openTestWeb({ env: { ALLOWED_HOSTS: '' } });
  instance = await startSandboxInstance({ dialect: 'mastodon', clock: web.clock });
  instance.createAccount({ username: 'bob', password: 'bobs password' });
});
afterEach(() => instance.close());

describe('a server at a private address', () => {
  it('is refused before anything is sent to it, with the setting’s name and whom to ask', async () => {
    const answer = await web.as(web.bob).post('/connections', { server: instance.origin });
    const text = await answer.text();
    expect(answer.status).toBe(422);
    expect(text).toContain('ALLOWED_HOSTS');
    expect(text).toContain('Ask an administrator');
    expect(text).not.toContain('/admin/allowed-hosts');
    expect(instance.log).toEqual([]);
  });

  it('can be allowed by the administrator on the spot, and only by her', async () => {
    const { host } = new URL(instance.origin);
    const refused = await (await web.as(web.alice).post('/connections', { server: instance.origin })).text();
    expect(refused).toContain('action="/admin/allowed-hosts"');
    expect((await web.as(web.bob).post('/admin/allowed-hosts', { host })).status).toBe(404);
    expect(instance.log).toEqual([]);

    const allowed = await web.as(web.alice).post('/admin/allowed-hosts', { host, server: instance.origin });
    const form = await (await web.as(web.alice).get(allowed.headers.get('location') ?? '')).text();
    expect(form).toContain(`value="${instance.origin}"`);
    const leaving = await web.as(web.bob).post('/connections', { server: instance.origin });
    expect(leaving.status).toBe(200);
    expect(leaving.headers.get('refresh')).toContain(`${instance.origin}/oauth/authorize`);
    const audit = web.parts.db.$client.prepare('select user_id, action, subject from audit_log').all();
    expect(audit).toContainEqual({ user_id: web.alice.user.id, action: 'host.allowed', subject: host });
  });

  it('is allowed with its port only, and stays so after a restart', async () => {
    const { host } = new URL(instance.origin);
    await web.as(web.alice).post('/admin/allowed-hosts', { host });
    const other = await startSandboxInstance({ dialect: 'mastodon', clock: web.clock });
    expect((await web.as(web.bob).post('/connections', { server: other.origin })).status).toBe(422);
    expect(other.log).toEqual([]);
    await other.close();
    expect(web.parts.allowedHosts.list()).toEqual([host]);
  });

  it.each(['', 'http://x', 'a/b', 'a b', 'user@host', '10.0.0.0/8'])('cannot be allowed as %j', async (host) => {
    expect((await web.as(web.alice).post('/admin/allowed-hosts', { host })).status).toBe(422);
    expect(web.parts.allowedHosts.list()).toEqual([]);
  });
});

describe('an address on the list of allowed hosts', () => {
  it('keeps nobody from servers that have a name', async () => {
    const { as, bob } = await openTestWeb({ env: { ALLOWED_HOSTS: '127.0.0.1 fd00::1' } });
    const answer = await as(bob).post('/connections', { server: 'nowhere.invalid' });
    expect(answer.status).toBe(422);
    expect(await answer.text()).toContain('nowhere.invalid');
  });
});

describe('a server that will not do', () => {
  it.each([
    ['nothing at all', '', 'Please give your server'],
    ['something that is no address', 'ht!tp://', 'does not look like a server'],
  ])('is said at the field: %s', async (_, server, sentence) => {
    const answer = await web.as(web.bob).post('/connections', { server });
    const text = await answer.text();
    expect(answer.status).toBe(422);
    expect(text).toContain(sentence);
    expect(text).toMatch(/aria-invalid="true"/);
  });

  it.each(['two\r\nlines', 'with spaces', 'geh€im', 'x'.repeat(5000)])(
    'sends no token that is none: %j',
    async (token) => {
      const answer = await web.as(web.bob).post('/connections/tokens', { server: instance.origin, token });
      expect(answer.status).toBe(422);
      expect(await answer.text()).toContain('This is not a token');
      expect(instance.log).toEqual([]);
    },
  );

  it('keeps what was typed, but never a token', async () => {
    const answer = await web.as(web.bob).post('/connections/tokens', { server: 'http://127.0.0.1:9', token: 'geheim' });
    const text = await answer.text();
    expect(answer.status).toBe(422);
    expect(text).toContain('value="http://127.0.0.1:9"');
    expect(text).not.toContain('geheim');
  });
});
