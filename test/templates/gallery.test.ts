import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { findAccessibilityFaults, findSmallTargets } from '../support/axe.ts';
import { describeWithBrowser, launchBrowser } from '../support/chromium.ts';
import { startGallery } from '../support/gallery/server.ts';

describeWithBrowser('every component in every state', () => {
  let gallery: Awaited<ReturnType<typeof startGallery>>;
  let browser: Browser;
  /** What scripts threw and what the Content-Security-Policy refused. */
  const troubles: string[] = [];

  beforeAll(async () => {
    gallery = await startGallery();
    browser = await launchBrowser();
  });

  afterAll(async () => {
    await browser?.close();
    await gallery?.close();
  });

  async function visit(width: number, colorScheme: 'light' | 'dark' = 'light', more = {}): Promise<Page> {
    const context = await browser.newContext({ colorScheme, viewport: { width, height: 900 }, ...more });
    const page = await context.newPage();
    page.on('console', (message) => {
      if (message.text().includes('Content Security Policy')) troubles.push(message.text());
    });
    page.on('pageerror', (error) => troubles.push(error.message));
    await page.goto(gallery.url);
    return page;
  }

  for (const colorScheme of ['light', 'dark'] as const) {
    for (const width of [360, 1280]) {
      it(`has no accessibility fault in ${colorScheme} at ${width} px`, async () => {
        const page = await visit(width, colorScheme);
        expect(await findAccessibilityFaults(page)).toEqual([]);
        expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(width);
        await page.context().close();
      });
    }
  }

  it('keeps its contrast when more of it is asked for', async () => {
    const page = await visit(1280, 'dark', { contrast: 'more' });
    expect(await findAccessibilityFaults(page)).toEqual([]);
    await page.context().close();
  });

  it('has targets of 44 px on a phone', async () => {
    const page = await visit(360);
    expect(await findSmallTargets(page)).toEqual([]);
    await page.context().close();
  });

  it('keeps every frame in place while the pictures arrive', async () => {
    const page = await visit(1280, 'light', { javaScriptEnabled: false });
    const boxes = () =>
      page.locator('.picture').evaluateAll((all) => all.map((one) => Math.floor(one.getBoundingClientRect().height)));
    await page.locator('.pair img').last().scrollIntoViewIfNeeded();
    const withPictures = await boxes();
    await page.route('**/photos/*', (route) => route.abort());
    await page.reload();
    expect(await boxes()).toEqual(withPictures);
    await page.context().close();
  });

  it('counts characters as they are typed, and says when they are too many', async () => {
    const page = await visit(1280);
    await page.locator('#caption-0').fill('👩‍🚀 é'.normalize('NFC'));
    expect(await page.locator('#caption-0-count').textContent()).toBe('5 of 1,500 characters');
    await page.locator('#caption-0').fill('x'.repeat(1502));
    expect(await page.locator('#caption-0-count').textContent()).toBe('2 over the limit of 1,500 characters');
    expect(await page.locator('#announcements').textContent()).toBe('2 over the limit of 1,500 characters');
    await page.context().close();
  });

  it('moves between pictures by keys, edits by one, and shows them all in its help', async () => {
    const page = await visit(1280);
    await page.locator('#image-0').focus();
    await page.keyboard.press('?');
    const keys = await page.locator('#help kbd').allTextContents();
    expect(keys).toEqual(expect.arrayContaining(['J', 'K', 'E', '?', 'A', 'Control+Enter', 'N']));
    await page.keyboard.press('Escape');
    expect(await page.evaluate('document.activeElement?.id')).toBe('image-0');
    await page.keyboard.press('j');
    expect(await page.evaluate('document.activeElement?.id')).toBe('image-1');
    await page.keyboard.press('e');
    expect(await page.evaluate('document.activeElement?.id')).toBe('caption-1');
    await page.keyboard.type('jk');
    expect(await page.evaluate('document.activeElement?.id')).toBe('caption-1');
    await page.keyboard.press('Escape');
    expect(await page.evaluate('document.activeElement?.id')).toBe('image-1');
    await page.context().close();
  });

  it('sends a live decision with the text as it stands and goes on to the next undecided picture', async () => {
    const page = await visit(1280);
    let sent = '';
    await page.route('**/images/0/approval', (route) => {
      sent = route.request().postData() ?? '';
      const body = '<article class="pair" id="image-0" tabindex="-1" aria-label="Picture 1">Approved.</article>';
      return route.fulfill({ contentType: 'text/html', body });
    });
    await page.locator('#caption-0').fill('A cat.');
    await page.keyboard.press('Control+Enter');
    await page.locator('#image-1:focus').waitFor();
    expect(new URLSearchParams(sent).get('text')).toBe('A cat.');
    expect(await page.locator('#image-0').textContent()).toBe('Approved.');
    await page.context().close();
  });

  it('leaves the page as it is when a decision is refused, and says so', async () => {
    const page = await visit(1280);
    await page.route('**/images/0/approval', (route) => route.fulfill({ status: 500, body: '<h1>No</h1>' }));
    await page.locator('#image-0').getByRole('button', { name: 'Approve' }).click();
    await page.locator('#flash').getByText('Nothing was changed').waitFor();
    expect(await page.locator('#caption-0').isVisible()).toBe(true);
    await page.context().close();
  });

  it('shows the words of a stream as they come, and says when it is no longer live', async () => {
    const page = await visit(1280);
    await page.locator('#words-2').getByText('A rocket rises <b>slowly</b> into the night.').waitFor();
    gallery.endStream();
    await page.getByText('Not live at the moment').waitFor();
    expect(await page.locator('#image-2').isVisible()).toBe(true);
    await page.context().close();
  });

  it('remembers a chosen colour scheme before the first paint', async () => {
    const page = await visit(1280);
    await page.locator('.menu-person > summary').click();
    await page.getByLabel('Dark').check();
    await page.reload();
    expect(await page.evaluate('document.documentElement.dataset.theme')).toBe('dark');
    await page.context().close();
  });

  it('needs nothing that its own Content-Security-Policy forbids', () => {
    expect(troubles).toEqual([]);
  });
});
