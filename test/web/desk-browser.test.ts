import { join } from 'node:path';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it, onTestFinished } from 'vitest';
import { images } from '../../db/schema.ts';
import { systemClock } from '../../src/lib/clock.ts';
import { serveWeb } from '../../src/web/server.ts';
import { findAccessibilityFaults, findSmallTargets } from '../support/axe.ts';
import { describeWithBrowser, launchBrowser } from '../support/chromium.ts';
import { until } from '../support/engine.ts';
import { quickModel } from '../support/run-scene.ts';
import { openRunWeb, runFields } from '../support/run-web.ts';

const picturePath = join(import.meta.dirname, '../support/photos/chelsea.jpg');

/** The order of an answer and of what a stream tells shows by the time, so that must go on. */
const clock = { ...systemClock, advance: () => {} };

const looks: [string, BrowserContextOptions][] = [
  ['light and wide', { viewport: { width: 1280, height: 800 } }],
  ['dark on a phone', { viewport: { width: 360, height: 740 }, colorScheme: 'dark' }],
];

describeWithBrowser('the desk in a browser', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await launchBrowser();
  });
  afterAll(() => browser.close());

  /** Bob's browser with drafts of his; another model, of that pace, has taken the place of theirs. */
  async function open({ pictures = 1, msPerImage = 3000, look = {} as BrowserContextOptions } = {}) {
    const posts = { posts: pictures, images: pictures, others: 0 };
    const scene = await openRunWeb({ posts, ollama: { models: quickModel(10), timeScale: 1 }, clock });
    const { app, parts, bob, ollama, connection } = scene;
    await parts.engine.start();
    const rows = () => parts.db.select().from(images).all();
    if (pictures > 0) await scene.browser.post('/tasks', runFields(connection.id));
    await until(() => rows().filter(({ state }) => state === 'drafted').length === pictures);
    ollama.setModels(quickModel(msPerImage, { name: 'qwen3-vl:4b' }));
    parts.desk.start();
    const config = { host: '127.0.0.1', port: 0, tlsCert: undefined, tlsKey: undefined };
    const server = await serveWeb({ app, config, endStreams: parts.streams.close });
    onTestFinished(() => server.close());
    parts.publicAddress.confirm(server.origin);
    const context = await browser.newContext({ ...look, baseURL: server.origin });
    onTestFinished(() => context.close());
    await context.addCookies([{ name: 'altwright', value: bob.token, url: server.origin }]);
    const first = rows()[0];
    const rowOf = () => rows().find(({ id }) => id === first?.id) as typeof images.$inferSelect;
    return { ...scene, page: await context.newPage(), id: first?.id ?? '', rowOf };
  }

  const said = (page: Page, sentence: string) =>
    page.locator('#announcements').filter({ hasText: sentence }).waitFor({ state: 'attached' });

  async function check(page: Page, what: string) {
    expect(await findAccessibilityFaults(page), what).toEqual([]);
    expect(await findSmallTargets(page), what).toEqual([]);
    const overflow = 'document.documentElement.scrollWidth - document.documentElement.clientWidth';
    expect(await page.evaluate(overflow), `${what} is wider than the screen`).toBe(0);
  }

  it('is asked with the keyboard alone, and its words come while the draft stands', async () => {
    const { page, id, rowOf } = await open();
    const former = rowOf().text ?? '';
    await page.goto('/inbox');
    await page.keyboard.press('g');
    await page.keyboard.press('Tab');
    await page.keyboard.type('shorter');
    await page.keyboard.press('Enter');
    await said(page, 'Waiting for the model.');
    const words = page.locator(`#words-again-${id}`);
    await expect.poll(() => words.textContent()).toMatch(/\w+ \w+/);
    expect(await page.locator(`#caption-${id}`).inputValue()).toBe(former);
    await said(page, 'A new draft:');
    await expect.poll(() => page.locator(`#caption-${id}`).inputValue()).toBe(rowOf().text);
    expect(rowOf().text).not.toBe(former);
    await page.getByText('The model’s new draft is in the field.').waitFor();
    expect(await page.locator('.again-untaken').isVisible()).toBe(false);
    expect(await page.evaluate('document.activeElement !== document.body')).toBe(true);
  });

  it('swaps no field that is being written in, and shows the new draft beside it', async () => {
    const { page, id, rowOf } = await open({ msPerImage: 1500 });
    await page.goto('/inbox');
    await page.locator(`#again-${id} summary`).click();
    await page.getByRole('button', { name: 'Ask', exact: true }).click();
    await page.locator(`#words-again-${id}`).waitFor();
    await page.locator(`#caption-${id}`).fill('Half a sen');
    await page.getByText('The field was left alone because you have written in it.').waitFor();
    expect(await page.locator(`#caption-${id}`).inputValue()).toBe('Half a sen');
    expect(await page.locator('.again-untaken .caption').textContent()).toBe(rowOf().text);
    await page.getByRole('button', { name: 'Save', exact: true }).click();
    await page.getByText('changed elsewhere meanwhile').first().waitFor();
    expect(await page.locator(`#caption-${id}`).inputValue()).toBe('Half a sen');
  });

  it('stops when asked to, and the model with it', async () => {
    const { page, id, ollama } = await open({ msPerImage: 60_000 });
    await page.goto(`/images/${id}`);
    await page.locator(`#again-${id} summary`).click();
    await page.getByRole('button', { name: 'Ask', exact: true }).click();
    await until(() => ollama.generating() === 1);
    await page.getByRole('button', { name: 'Stop' }).click();
    await page.locator('.again').getByText('Stopped. Nothing was changed.').waitFor();
    await until(() => ollama.generating() === 0);
    expect(ollama.log.at(-1)?.aborted).toBeDefined();
  });

  it('works without scripts', async () => {
    const { page, id, rowOf } = await open({ msPerImage: 300, look: { javaScriptEnabled: false } });
    const former = rowOf().text;
    await page.goto(`/images/${id}`);
    await page.locator(`#again-${id} summary`).click();
    await page.locator(`#hint-${id}`).fill('mention the poster');
    await page.getByRole('button', { name: 'Ask', exact: true }).click();
    await until(() => rowOf().text !== former);
    const look = page.getByRole('link', { name: 'See how far it is' });
    if (await look.isVisible()) await look.click();
    await page.getByText('The model’s new draft is in the field.').waitFor();

    await page.goto('/try');
    await page.locator('#picture').setInputFiles(picturePath);
    await page.getByRole('button', { name: 'Describe it' }).click();
    await page.locator('.label-drafted').waitFor();
    expect(await page.locator('.label-drafted .caption').textContent()).not.toBe('');
  });

  it.each(looks)('tries a picture out, %s', async (_, look) => {
    const { page, ollama } = await open({ pictures: 0, look });
    await page.goto('/try');
    await check(page, '/try');
    await page.locator('#picture').setInputFiles(picturePath);
    await page.locator('#hint').fill('mention the whiskers');
    await page.getByRole('button', { name: 'Describe it' }).click();
    await page.waitForURL(/\/try\/[\w-]+$/);
    const words = page.locator('output.caption');
    await expect.poll(() => words.textContent()).toMatch(/\w+ \w+/);
    await check(page, 'a picture at the model');
    await page.locator('.label-drafted').waitFor();
    await page.locator('.picture img').waitFor();
    expect(await page.evaluate("document.querySelector('.picture img').naturalWidth")).toBeGreaterThan(100);
    await check(page, 'a picture that was tried out');
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
    await page.keyboard.press('y');
    await said(page, 'Copied.');
    const copied = await page.evaluate('navigator.clipboard.readText()');
    expect(copied).toBe(await page.locator('.label-drafted .caption').textContent());
    await ollama.refuseConnections();
    await page.keyboard.press('o');
    await page.getByText('ollama serve').waitFor();
  });

  it.each(looks)('has no accessibility fault while it is asked, %s', async (_, look) => {
    const { page, id, ollama, parts, bob, rowOf } = await open({ msPerImage: 60_000, look });
    await page.goto('/inbox');
    await page.locator(`#again-${id} summary`).click();
    await check(page, 'the form');
    await page.getByRole('button', { name: 'Ask', exact: true }).click();
    await page.locator(`#words-again-${id}`).waitFor();
    await check(page, 'a picture at the model');
    await page.getByRole('button', { name: 'Stop' }).click();
    await page.locator('.again').getByText('Stopped. Nothing was changed.').waitFor();
    ollama.setModels([]);
    await page.locator(`#again-${id} summary`).click();
    await page.getByRole('button', { name: 'Ask', exact: true }).click();
    await page.locator('.again-failed').waitFor();
    await check(page, 'no model');
    parts.review.edit({ user: bob.user, imageId: id, text: 'Mine.', expectedRevision: rowOf().revision });
    ollama.setModels(quickModel(10, { name: 'llava:7b' }));
    await page.locator(`#again-${id} summary`).click();
    await page.getByRole('button', { name: 'Ask', exact: true }).click();
    await page.getByText('Your own words stay as they are.').waitFor();
    await check(page, 'a draft beside the person’s own words');
  });
});
