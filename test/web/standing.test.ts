import { expect, it } from 'vitest';
import { say } from '../../src/lib/sentence.ts';
import { serveWeb } from '../../src/web/server.ts';
import { findAccessibilityFaults } from '../support/axe.ts';
import { describeWithBrowser, launchBrowser } from '../support/chromium.ts';
import { openTestWeb } from '../support/web.ts';

const sentence = say('web.tooMany', { at: Date.parse('2026-03-01T14:03:00Z') });
const text = 'That was too often in a short time.';

it('a standing note is on every page of who is signed in, and on no other', async () => {
  const { as, bob, parts } = await openTestWeb();
  parts.standing.set('redis', sentence);
  for (const path of ['/', '/settings', '/notices', '/no/such/page']) {
    const page = await (await as(bob).get(path)).text();
    expect(page, path).toContain(text);
    expect(page, path).toMatch(/topics=[a-z,]*standing"/);
  }
  expect(await (await as(null).get('/sign-in')).text()).not.toContain(text);
});

it('keeps an empty place while there is nothing to say', async () => {
  const { as, bob } = await openTestWeb();
  expect(await (await as(bob).get('/settings')).text()).toContain(
    '<div id="standing" class="banner" role="status"></div>',
  );
});

describeWithBrowser('a standing note in the browser', () => {
  it('comes to an open page within five seconds, and goes within five', async () => {
    const { app, parts, bob } = await openTestWeb();
    const config = { host: '127.0.0.1', port: 0, tlsCert: undefined, tlsKey: undefined };
    const server = await serveWeb({ app, config, endStreams: parts.streams.close });
    parts.publicAddress.confirm(server.origin);
    const browser = await launchBrowser();
    const context = await browser.newContext({ baseURL: server.origin });
    await context.addCookies([{ name: 'altwright', value: bob.token, url: server.origin }]);
    const page = await context.newPage();
    await page.goto('/settings');
    const note = page.locator('#standing .notice');
    await expect.poll(() => parts.streams.count()).toBe(1);
    parts.standing.set('redis', sentence);
    await note.getByText(text).waitFor({ timeout: 5000 });
    expect(await findAccessibilityFaults(page)).toEqual([]);
    parts.standing.clear('redis');
    await note.waitFor({ state: 'detached', timeout: 5000 });
    await browser.close();
    await server.close();
  });
});
