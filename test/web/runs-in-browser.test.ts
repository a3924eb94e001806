import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { serveWeb } from '../../src/web/server.ts';
import { findAccessibilityFaults, findSmallTargets } from '../support/axe.ts';
import { describeWithBrowser, launchBrowser } from '../support/chromium.ts';
import { until } from '../support/engine.ts';
import { openRunWeb, type RunWebOptions } from '../support/run-web.ts';

const looks: [string, BrowserContextOptions][] = [
  ['light and wide', { viewport: { width: 1280, height: 800 } }],
  ['dark on a phone', { viewport: { width: 360, height: 740 }, colorScheme: 'dark' }],
];

describeWithBrowser('the pages of runs', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await launchBrowser();
  });
  afterAll(() => browser.close());

  /** Bob's browser before a server with both sandboxes, at work. */
  async function open(look: BrowserContextOptions, options: RunWebOptions = {}) {
    const scene = await openRunWeb({ posts: { posts: 3, images: 4, others: 0, broken: ['corrupt'] }, ...options });
    const { app, parts, bob } = scene;
    const config = { host: '127.0.0.1', port: 0, tlsCert: undefined, tlsKey: undefined };
    const server = await serveWeb({ app, config, endStreams: parts.streams.close });
    parts.publicAddress.confirm(server.origin);
    await parts.engine.start();
    const context = await browser.newContext({ ...look, baseURL: server.origin });
    await context.addCookies([{ name: 'altwright', value: bob.token, url: server.origin }]);
    const close = async () => {
      await context.close();
      await server.close();
    };
    return { ...scene, page: await context.newPage(), close };
  }

  const check = async (page: Page, what: string) => {
    expect(await findAccessibilityFaults(page), what).toEqual([]);
    expect(await findSmallTargets(page), what).toEqual([]);
    const overflow = 'document.documentElement.scrollWidth - document.documentElement.clientWidth';
    expect(await page.evaluate(overflow), `${what} is wider than the screen`).toBe(0);
  };

  it.each(looks)('have no accessibility fault, %s', async (_, look) => {
    const { page, connection, close } = await open(look);
    await page.goto('/generate');
    await check(page, '/generate');
    for (const summary of await page.locator('form .disclosure > summary').all()) await summary.click();
    await page.fill('#maxPostsPerRun', '9000');
    await page.getByRole('button', { name: 'Start describing' }).click();
    await page.locator('#errors:focus').waitFor();
    await check(page, 'a form with a fault');
    await page.fill('#maxPostsPerRun', '50');
    await page.getByRole('button', { name: 'Look first' }).click();
    await page.locator('#preview').waitFor();
    await check(page, 'what a look found');
    await page.getByRole('button', { name: 'Start describing' }).click();
    await page.locator('.run-failures').waitFor();
    await check(page, 'a run that is over');
    await page.goto('/tasks');
    await check(page, '/tasks');
    await page.goto(`/settings/connections/${connection.id}`);
    await check(page, 'the settings of a connection');
    await close();
  });

  it('say what to do where there is no Ollama', async () => {
    const { page, close } = await open({ viewport: { width: 360, height: 740 } }, { withoutOllama: true });
    await page.goto('/generate');
    await page.getByText('ollama serve').waitFor();
    await check(page, 'no Ollama');
    await close();
  });

  it('show each word as it comes, and the same after a reload in mid-sentence', async () => {
    const { page, ollama, parts, close } = await open({}, { ollama: { timeScale: 0.05 } });
    ollama.faults.add({ kind: 'stall', k: 4, ms: 60_000 });
    await page.goto('/generate');
    await page.getByRole('button', { name: 'Start describing' }).click();
    await page.waitForURL(/tasks\//);
    const taskId = new URL(page.url()).pathname.split('/')[2] ?? '';
    await until(() => ollama.log.some(({ tokens }) => tokens === 4));
    const words = page.locator('output.caption');
    const said = () => [...parts.hub.wordsOf(taskId).values()][0];
    await expect.poll(async () => (await words.textContent()) === said()).toBe(true);
    await page.reload();
    expect(await words.textContent()).toBe(said());
    expect(said()?.length).toBeGreaterThan(3);
    await page.getByRole('button', { name: 'Cancel the run' }).click();
    await page.getByText('This run was cancelled.').waitFor();
    expect(ollama.generating()).toBe(0);
    await close();
  });

  it('go on hold by a key once the picture at the model is finished, and go on by the same key', async () => {
    const { page, ollama, parts, bob, close } = await open(
      {},
      { ollama: { timeScale: 0.05 }, posts: { posts: 6, images: 9, others: 0, broken: ['corrupt'] } },
    );
    ollama.faults.add({ kind: 'stall', k: 4, ms: 60_000 });
    await page.goto('/generate');
    await page.getByRole('button', { name: 'Start describing' }).click();
    await page.waitForURL(/tasks\//);
    await until(() => ollama.log.some(({ tokens }) => tokens === 4));
    await page.keyboard.press('h');
    await page.getByText('This run is on hold.').waitFor();
    await check(page, 'a run on hold');
    const { imagesFound, imagesDrafted } = parts.generation.active(bob.user) ?? {};
    expect(imagesDrafted).toBeLessThan(imagesFound ?? 0);
    await page.keyboard.press('h');
    await page.locator('.run-failures').waitFor();
    expect(ollama.log.filter(({ aborted }) => aborted)).toEqual([]);
    await close();
  });

  it('bring at the end what a reload shows', async () => {
    const { page, close } = await open({});
    await page.goto('/generate');
    await page.getByRole('button', { name: 'Start describing' }).click();
    await page.locator('.run-failures').waitFor();
    const shown = () =>
      page
        .locator('.pair')
        .evaluateAll((pairs) => pairs.map((pair) => `${pair.id} ${pair.querySelector('.label-state')?.textContent}`));
    const live = await shown();
    await page.reload();
    expect(await shown()).toEqual(live);
    expect(live.length).toBeGreaterThan(0);
    await close();
  });

  it('work without scripts', async () => {
    const { page, close } = await open({ javaScriptEnabled: false });
    await page.goto('/generate');
    await page.getByRole('button', { name: 'Look first' }).click();
    await page.locator('#preview').waitFor();
    await page.getByRole('button', { name: 'Start describing' }).click();
    await page.waitForURL(/tasks\//);
    expect(await page.locator('.progress-sentence').textContent()).not.toBe('');
    await close();
  });
});
