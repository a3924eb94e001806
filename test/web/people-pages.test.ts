import { describe, expect, it } from 'vitest';
import { createWebApp } from '../../src/web/app.ts';
import { testClock } from '../support/clock.ts';
import { openTestDatabase } from '../support/database.ts';
import { browser, buildParts, openTestWeb, testOrigin } from '../support/web.ts';

async function firstStart(env: Record<string, string> = {}) {
  const parts = buildParts(await openTestDatabase(), testClock(), { env });
  const link = `/set-up/${parts.users.prepareSetUp()?.token}`;
  return { parts, link, app: createWebApp(parts) };
}

const alice = { name: 'Alice', password: 'correct horse battery' };

describe('setting Altwright up', () => {
  it('creates the administrator, confirms the address and signs her in', async () => {
    const { parts, link, app } = await firstStart();
    const visitor = browser(app, null);
    expect(await (await visitor.get('/')).text()).toContain('has not been set up yet');
    expect(await (await visitor.get(link)).text()).toContain(`value="${testOrigin}"`);
    const done = await visitor.post(link, { ...alice, address: testOrigin });
    expect(done.headers.get('location')).toBe('/');
    expect(parts.publicAddress.current()).toBe(testOrigin);
    const start = await visitor.get('/');
    expect(start.status).toBe(200);
    expect(await start.text()).toContain('/connections/new');
    expect((await browser(app, null).get(link)).status).toBe(404);
  });

  it('suggests https where a proxy in front speaks it', async () => {
    const { link, app } = await firstStart();
    const page = await browser(app, null, 'http://alt.example').get(link, { 'x-forwarded-proto': 'https' });
    expect(await page.text()).toContain('value="https://alt.example"');
  });

  it('signs in behind a proxy whose scheme only the browser knows', async () => {
    const { link, app } = await firstStart();
    const visitor = browser(app, null, 'http://alt.example');
    const address = 'https://alt.example';
    const done = await visitor.post(link, { ...alice, address }, { origin: address });
    expect(done.headers.getSetCookie()[0]).toMatch(/^__Host-altwright=/);
  });

  it('leads to the confirmed address when it is another one', async () => {
    const { link, app } = await firstStart();
    const done = await browser(app, null).post(link, { ...alice, address: 'https://alt.example' });
    expect(done.status).toBe(200);
    expect(done.headers.getSetCookie()).toEqual([]);
    expect(await done.text()).toContain('href="https://alt.example/sign-in"');
  });

  it('does not ask for the address that PUBLIC_URL gives', async () => {
    const { parts, link, app } = await firstStart({ PUBLIC_URL: 'http://localhost:3000/' });
    const visitor = browser(app, null);
    expect(await (await visitor.get(link)).text()).not.toContain('name="address"');
    expect((await visitor.post(link, alice)).headers.get('location')).toBe('/');
    expect(parts.publicAddress.current()).toBe('http://localhost:3000');
  });

  it.each([
    [{ name: '' }, 'Please give a name.'],
    [{ password: 'short' }, 'at least 10 characters'],
    [{ address: 'alt.example' }, 'not an address Altwright can stand at'],
    [{ address: 'https://alt.example/sub' }, 'without a path'],
    [{ address: 'ftp://alt.example' }, 'not an address Altwright can stand at'],
  ])('says what is wrong with %j at its field and changes nothing', async (wrong, sentence) => {
    const { parts, link, app } = await firstStart();
    const answer = await browser(app, null).post(link, { ...alice, address: testOrigin, ...wrong });
    const text = await answer.text();
    expect(answer.status).toBe(422);
    expect(text).toContain(sentence);
    expect(text).toContain('aria-invalid="true"');
    expect(text).not.toContain(alice.password);
    expect(parts.users.isSetUp()).toBe(false);
    expect(parts.publicAddress.current()).toBeNull();
  });
});

describe('members', () => {
  const linkIn = (text: string) => /value="http:\/\/localhost:3000(\/invitations\/[\w-]+)"/.exec(text)?.[1] ?? '';

  it('join by a link that is shown once', async () => {
    const web = await openTestWeb();
    const made = await (await web.as(web.alice).post('/admin/members/invitations', { role: 'member' })).text();
    const link = linkIn(made);
    expect(await (await web.as(web.alice).get('/admin/members')).text()).not.toContain(link);
    const dora = web.as(null);
    expect((await dora.get(link)).status).toBe(200);
    expect((await dora.get(link)).status).toBe(200);
    expect((await dora.post(link, { name: 'Dora', password: 'long enough now' })).headers.get('location')).toBe('/');
    expect((await dora.get('/')).status).toBe(200);
    expect((await dora.get('/admin/members')).status).toBe(404);
    expect((await web.as(null).get(link)).status).toBe(404);
  });

  it('keep what they typed when the name is taken', async () => {
    const web = await openTestWeb();
    const made = await (await web.as(web.alice).post('/admin/members/invitations', { role: 'member' })).text();
    const answer = await web.as(null).post(linkIn(made), { name: 'bob', password: 'long enough now' });
    const text = await answer.text();
    expect(answer.status).toBe(422);
    expect(text).toContain('value="bob"');
    expect(text).toContain('Somebody has this name already.');
  });

  it('cannot join by a link that was taken back', async () => {
    const web = await openTestWeb();
    const link = linkIn(await (await web.as(web.alice).post('/admin/members/invitations', { role: 'member' })).text());
    const [open] = web.parts.users.members.listInvitations();
    await web.as(web.alice).post(`/admin/members/invitations/${open?.id}/removal`);
    expect((await web.as(null).get(link)).status).toBe(404);
  });

  it('sign in by a link, which ends the session of whoever was signed in here', async () => {
    const web = await openTestWeb();
    const { token } = web.parts.users.signInLink(web.charlie.user.id);
    const here = web.as(web.bob);
    const page = await (await here.get(`/invitations/${token}`)).text();
    expect(page).toContain('Sign in as Charlie');
    await here.post(`/invitations/${token}`);
    expect(await (await here.get('/')).text()).toContain('Charlie');
    expect(web.parts.users.sessions.isLive(web.bob.sessionId)).toBe(false);
  });
});

describe('the settings', () => {
  it('change the password with the current one only', async () => {
    const web = await openTestWeb();
    const bob = web.as(web.bob);
    const wrong = await bob.post('/settings/password', { current: 'not it', next: 'a much newer one' });
    expect([wrong.status, (await wrong.text()).includes('not your current password')]).toEqual([422, true]);
    const short = await bob.post('/settings/password', { current: web.bob.password, next: 'short' });
    expect([short.status, (await short.text()).includes('at least 10 characters')]).toEqual([422, true]);
    const right = await bob.post('/settings/password', { current: web.bob.password, next: 'a much newer one' });
    expect(right.headers.get('location')).toBe('/settings?done=password');
  });

  it('sign out another device at once', async () => {
    const web = await openTestWeb();
    const phone = web.parts.users.sessions.open(web.bob.user.id, 'a phone');
    const page = await (await web.as(web.bob).get('/settings')).text();
    expect(page).toContain('a phone');
    expect(page).not.toContain(phone.token);
    await web.as(web.bob).post(`/settings/sessions/${phone.session.id}/removal`);
    expect(web.parts.users.sessions.resume(phone.token)).toBeNull();
    expect((await web.as(web.bob).get('/settings')).status).toBe(200);
  });

  it('refuse a language that is not there', async () => {
    const web = await openTestWeb();
    expect((await web.as(web.bob).post('/settings/language', { language: 'xx' })).status).toBe(422);
  });
});
