import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { consent } from '../support/consent.ts';
import { type SandboxInstance, startSandboxInstance } from '../support/sandbox-instance/index.ts';
import { openTestWeb, type TestWeb } from '../support/web.ts';

const account = { username: 'bob', password: 'bobs password' };

let instance: SandboxInstance;
let web: TestWeb;
beforeEach(async () => {
  web = await openTestWeb();
  instance = await startSandboxInstance({ dialect: 'mastodon', clock: web.clock });
  instance.createAccount(account);
});
afterEach(() => instance.close());

/** Goes from the form to the consent page and comes back to the address it leads to. */
async function comeBack(decision: 'allow' | 'deny' = 'allow') {
  const leaving = await web.as(web.bob).post('/connections', { server: instance.origin });
  const url = leaving.headers.get('refresh')?.replace('0; url=', '') ?? '';
  expect(await leaving.text()).toContain(`Go to ${new URL(instance.origin).host}`);
  const { pathname, search } = new URL(await consent(url, account, decision));
  return pathname + search;
}

describe('connecting in the pages', () => {
  it('goes from the form through consent to the list, the bar and the dashboard', async () => {
    const answer = await web.as(web.bob).get(await comeBack());
    const list = await (await web.as(web.bob).get(answer.headers.get('location') ?? '')).text();
    expect(list).toMatch(/bob@[^<]+ is connected\./);
    expect(list).toContain('bar-end');
    const start = await (await web.as(web.bob).get('/')).text();
    expect(start).toContain('@bob');
    expect(await (await web.as(web.charlie).get('/connections')).text()).not.toContain('@bob');
  });

  it('shows the form again with the reason when access was refused', async () => {
    const answer = await web.as(web.bob).get(await comeBack('deny'));
    expect(answer.status).toBe(422);
    expect(await answer.text()).toContain('Access was not granted');
  });

  it('refuses an answer that somebody was lured to', async () => {
    const path = await comeBack();
    const answer = await web.as(web.charlie).get(path);
    expect(answer.status).toBe(422);
    expect(await answer.text()).toContain('belongs to no connection that you have started');
    expect((await web.as(web.bob).get(path)).status).toBe(303);
  });

  it('switches the active connection and comes back to the same page', async () => {
    instance.createAccount({ username: 'bob2', password: 'x' });
    await web.as(web.bob).get(await comeBack());
    const second = instance.createAccount({ username: 'other', password: 'x' });
    const token = instance.issueToken(second, 'read:accounts read:statuses write:statuses');
    await web.as(web.bob).post('/connections/tokens', { server: instance.origin, token });
    const [, other] = web.parts.connections.list(web.bob.user.id);
    const connectionId = other?.id ?? '';
    const answer = await web.as(web.bob).post('/connections/active', { connectionId, returnTo: '/settings?x=1' });
    expect(answer.headers.get('location')).toBe('/settings?x=1');
    expect(web.parts.users.members.get(web.bob.user.id).activeConnectionId).toBe(connectionId);
  });

  it('names in numbers what disconnecting removes before it does', async () => {
    await web.as(web.bob).get(await comeBack());
    const id = web.parts.connections.list(web.bob.user.id)[0]?.id;
    const before = await (await web.as(web.bob).get(`/connections/${id}/removal`)).text();
    expect(before).toMatch(/Disconnect bob@[^<]+ and remove all this/);
    expect(before).toContain('Altwright gives back its permission');
    await web.as(web.bob).post(`/connections/${id}/removal`);
    expect(web.parts.connections.list(web.bob.user.id)).toEqual([]);
    expect((await web.as(web.bob).post(`/connections/${id}/removal`)).status).toBe(404);
  });

  it('is slowed down when it is tried too often', async () => {
    const statuses: number[] = [];
    for (let attempt = 0; attempt < 21; attempt += 1) {
      statuses.push((await web.as(web.bob).post('/connections', { server: '' })).status);
    }
    expect(statuses.at(19)).toBe(422);
    expect(statuses.at(20)).toBe(429);
  });
});
