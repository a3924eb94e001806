import type { Browser, BrowserContextOptions } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { addNotification } from '../../db/notifications.ts';
import { say } from '../../src/lib/sentence.ts';
import { serveWeb } from '../../src/web/server.ts';
import { findAccessibilityFaults, findSmallTargets } from '../support/axe.ts';
import { describeWithBrowser, launchBrowser } from '../support/chromium.ts';
import { openTestWeb, type TestWeb } from '../support/web.ts';
import { furnish } from './route-table.ts';

const looks: [string, BrowserContextOptions][] = [
  ['light and wide', { viewport: { width: 1280, height: 800 } }],
  ['dark on a phone', { viewport: { width: 360, height: 740 }, colorScheme: 'dark' }],
];

/** Pages of the signed-in administrator; `:bob` and `:connection` are filled in. */
const pages = [
  '/',
  '/connections',
  '/connections/new?server=social.example',
  '/connections/:connection/removal',
  '/settings',
  '/settings/quiet-hours',
  '/publications',
  '/notices',
  '/admin/members',
  '/admin/members/:bob/removal',
  '/no-such-page',
];

describeWithBrowser('the pages of people and connections', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await launchBrowser();
  });
  afterAll(() => browser.close());

  it.each(looks)('have no accessibility fault, %s', async (_, look) => {
    const web = await openTestWeb();
    const { origin, close } = await serve(web);
    const { bobsConnectionId } = furnish({ ...web, bob: web.alice });
    addNotification(web.parts.db, { userId: null, kind: 'test', sentence: say('connections.disconnected') }, 0);
    const context = await browser.newContext({ ...look, baseURL: origin });
    const page = await context.newPage();

    const check = async (what: string) => {
      expect(await findAccessibilityFaults(page), what).toEqual([]);
      expect(await findSmallTargets(page), what).toEqual([]);
      const overflow = 'document.documentElement.scrollWidth - document.documentElement.clientWidth';
      expect(await page.evaluate(overflow), `${what} is wider than the screen`).toBe(0);
    };

    await page.goto('/sign-in');
    await check('/sign-in');
    await page.fill('#name', 'Alice');
    await page.fill('#password', 'not her password');
    await page.click('main button');
    await check('a wrong password');
    await page.fill('#password', web.alice.password);
    await page.click('main button');
    await page.waitForURL(`${origin}/`);
    for (const pattern of pages) {
      await page.goto(pattern.replace(':connection', bobsConnectionId).replace(':bob', web.bob.user.id));
      await check(pattern);
    }
    await page.goto('/connections/new');
    await page.fill('#server', 'http://10.0.0.1');
    await page.click('main form button');
    await check('a private address');
    await context.close();
    await close();
  });

  it('work without scripts', async () => {
    const web = await openTestWeb();
    const { origin, close } = await serve(web);
    const context = await browser.newContext({ javaScriptEnabled: false, baseURL: origin });
    const page = await context.newPage();
    await page.goto('/connections/new');
    await page.fill('#name', 'Bob');
    await page.fill('#password', web.bob.password);
    await page.click('main button');
    await page.waitForURL(`${origin}/connections/new`);
    await page.click('.menu-person summary');
    await page.click('.menu-person button');
    await page.waitForURL(`${origin}/sign-in`);
    expect(web.parts.users.sessions.list(web.bob.user.id)).toHaveLength(1);
    await context.close();
    await close();
  });
});

async function serve({ app, parts }: TestWeb) {
  const config = { host: '127.0.0.1', port: 0, tlsCert: undefined, tlsKey: undefined };
  const server = await serveWeb({ app, config });
  parts.publicAddress.confirm(server.origin);
  return server;
}
