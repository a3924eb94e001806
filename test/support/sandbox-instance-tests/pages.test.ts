import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { findAccessibilityFaults } from '../axe.ts';
import { describeWithBrowser, launchBrowser } from '../chromium.ts';
import { openScene } from './scene.ts';

describeWithBrowser('the sandbox’s pages in a browser', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await launchBrowser();
  });
  afterAll(() => browser.close());

  it.each(['mastodon', 'gotosocial', 'hollo'] as const)(
    'lead a person on %s by labels and buttons to a code',
    async (dialect) => {
      const { instance, call, richPost } = await openScene(dialect);
      const callback = `${instance.origin}/nodeinfo/2.1`;
      const app = (
        await call('POST', '/api/v1/apps', { client_name: 'Altwright', redirect_uris: callback, scopes: 'read' }, null)
      ).json;
      const query = new URLSearchParams({
        client_id: app.client_id,
        redirect_uri: callback,
        response_type: 'code',
        scope: 'read',
      });
      const page = await browser.newPage();
      const faults: string[] = [];

      await page.goto(`${instance.origin}/oauth/authorize?${query}`);
      faults.push(...(await findAccessibilityFaults(page)));
      await page.getByLabel('User name').fill('bob');
      await page.getByLabel('Password').fill('bobs password');
      await page.getByRole('button', { name: 'Sign in' }).click();
      await page.getByRole('heading', { name: 'Authorize Altwright' }).waitFor();
      faults.push(...(await findAccessibilityFaults(page)));
      await page.getByRole('button', { name: 'Authorize' }).click();
      await page.waitForURL(/code=/);
      expect(new URL(page.url()).searchParams.get('code')).toHaveLength(43);

      await page.goto(instance.postUrl(richPost({ visibility: 'private' }).id));
      expect(await page.getByRole('img', { name: 'a rocket' }).count()).toBe(1);
      faults.push(...(await findAccessibilityFaults(page)));
      expect(faults).toEqual([]);
      await page.close();
    },
  );

  it('lead a person on misskey through MiAuth back to where she came from, or nowhere', async () => {
    const { instance, richPost } = await openScene('misskey');
    const callback = `${instance.origin}/nodeinfo/2.1?state=abc`;
    const query = new URLSearchParams({ name: 'Altwright', callback, permission: 'read:account,write:drive' });
    const page = await browser.newPage();
    const faults: string[] = [];

    await page.goto(`${instance.origin}/miauth/first-session?${query}`);
    await page.getByLabel('User name').fill('bob');
    await page.getByLabel('Password').fill('bobs password');
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByRole('heading', { name: 'Authorize Altwright' }).waitFor();
    faults.push(...(await findAccessibilityFaults(page)));
    await page.getByRole('button', { name: 'Authorize' }).click();
    await page.waitForURL(`${callback}&session=first-session`);

    await page.goto(`${instance.origin}/miauth/second-session?${query}`);
    await page.getByRole('button', { name: 'Deny' }).click();
    await page.getByText('Access denied.').waitFor();
    expect(new URL(page.url()).pathname).toBe('/miauth/second-session');
    faults.push(...(await findAccessibilityFaults(page)));

    await page.goto(instance.postUrl(richPost({ visibility: 'private' }).id));
    expect(await page.getByRole('img', { name: 'a rocket' }).count()).toBe(1);
    expect(faults).toEqual([]);
    await page.close();
  });
});
