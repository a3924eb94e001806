import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { describeWithBrowser } from '../support/chromium.ts';
import { connect as connectByHttp, setUp as setUpByHttp } from '../support/story/coming-in.ts';
import { createVisitor } from '../support/visitor/index.ts';
import { signIn, startRun, untilRunIsOver } from './deeds.ts';
import { alice, openBrowserOf } from './person.ts';
import { newPicture } from './pictures.ts';
import { openStage, type Stage } from './stage.ts';

const patience = { timeout: 10_000 };

describeWithBrowser('a page that is open', () => {
  let stage: Stage;
  let postedAtMs = Date.now() - 3_600_000;
  beforeAll(async () => {
    stage = await openStage({ posts: [], msPerImage: 800 });
    const visitor = createVisitor();
    await setUpByHttp(visitor, stage.setUpLink, alice);
    await connectByHttp(visitor, stage.address, { origin: stage.instance.origin, ...stage.account });
  });
  afterAll(() => stage?.close());

  /** Posts with one new picture each, which the next run finds; an hour old, since younger ones are not edited yet. */
  function post(count: number) {
    for (let left = count; left > 0; left -= 1) {
      postedAtMs += 1000;
      const media = [newPicture()];
      stage.instance.createPost(stage.account, { text: `${left} to go`, createdAt: postedAtMs, media });
    }
  }

  it('has the model stop within two seconds of a cancellation, and no second run before', async () => {
    post(3);
    const context = await openBrowserOf(stage);
    const page = await context.newPage();
    await signIn(page, stage);
    await startRun(page);
    await expect.poll(() => stage.ollama.generating(), patience).toBe(1);

    const second = await context.newPage();
    await second.goto('/generate');
    await second.getByRole('button', { name: 'Start describing' }).click();
    await second.getByText('You already have a run going. Wait for it to end, or cancel it first.').waitFor();
    await second.getByRole('link', { name: 'To the run' }).click();
    expect(second.url()).toBe(page.url());

    await second.getByRole('button', { name: 'Cancel the run' }).click();
    await expect.poll(() => stage.ollama.generating(), { timeout: 2000, interval: 20 }).toBe(0);
    await page.getByText('This run was cancelled. What was described until then is kept.').waitFor();
    expect(await page.getByRole('button', { name: 'Cancel the run' }).count()).toBe(0);
  });

  it('says that it is not live while the server is gone, and then shows the truth by itself', async () => {
    post(3);
    const page = await (await openBrowserOf(stage)).newPage();
    await signIn(page, stage);
    await startRun(page);
    await page.locator('.label-drafted').first().waitFor();
    await page.locator('output.caption').waitFor();
    await stage.kill();
    const line = page.locator('.stream-lost');
    await expect.poll(() => line.textContent(), patience).toMatch(/\w/);
    await stage.start();
    await untilRunIsOver(page);
    expect(await line.textContent()).toBe('');
    const shown = await labelsOn(page);
    expect(shown.length).toBeGreaterThanOrEqual(3);
    await page.reload();
    expect(await labelsOn(page)).toEqual(shown);
  });

  it('never takes a field away in which she writes, and shows what she decides elsewhere', async () => {
    const context = await openBrowserOf(stage);
    const [page, elsewhere] = [await context.newPage(), await context.newPage()];
    await signIn(page, stage);
    await page.goto('/inbox');
    await elsewhere.goto('/inbox');
    const [first, second] = [page.locator('.pair').nth(0), page.locator('.pair').nth(1)];
    await first.locator('textarea').fill('Half a sen');
    for (const [at, name] of [
      [0, 'Reject'],
      [1, 'Not needed'],
    ] as const) {
      await elsewhere.locator('.pair').nth(at).getByRole('button', { name }).click();
    }
    await second.getByText('Not needed. The picture stays without a description.').waitFor();
    expect(await first.locator('textarea').inputValue()).toBe('Half a sen');
  });

  it('is no longer told anything within five seconds of signing out elsewhere', async () => {
    const context = await openBrowserOf(stage);
    const [page, elsewhere] = [await context.newPage(), await context.newPage()];
    await signIn(page, stage);
    const opened = page.waitForResponse(/\/events/);
    await page.goto('/inbox');
    await opened;
    await elsewhere.goto('/');
    await signOut(elsewhere);
    await page.getByText('You are signed out, so this page no longer changes.').waitFor({ timeout: 5000 });
    await page.locator('.stream-lost').getByRole('link', { name: 'Sign in' }).click();
    expect(new URL(page.url()).searchParams.get('next')).toBe('/inbox');
  });

  it('does the whole job without scripts', async () => {
    post(1);
    const page = await (await openBrowserOf(stage, { javaScriptEnabled: false })).newPage();
    await signIn(page, stage);
    await page.goto('/generate');
    await page.getByRole('button', { name: 'Look first' }).click();
    await page.getByText(/picture.* to describe, in/).waitFor();
    await page.getByRole('button', { name: 'Start describing' }).click();
    await untilRunIsOver(page);
    await page.getByRole('link', { name: 'Review the drafts' }).click();
    const pair = page.locator('.pair').first();
    await pair.locator('textarea').fill('Written without scripts.');
    await pair.getByRole('button', { name: 'Approve' }).click();
    await page.getByRole('button', { name: /^I have read this/ }).click();
    await expect.poll(() => publicationsOn(page), patience).toContain('Published');
    const [newest] = stage.instance.posts(stage.account);
    expect(stage.instance.media(newest?.mediaIds[0] ?? '')?.description).toBe('Written without scripts.');
  });
});

/** A page without scripts shows what is new when it is loaded again. */
async function publicationsOn(page: Page) {
  await page.goto('/publications');
  return await page.locator('#ended').textContent();
}

const labelsOn = (page: Page) => page.locator('.label-state').allTextContents();

async function signOut(page: Page) {
  await page.locator('.menu-person summary').click();
  await page.getByRole('button', { name: 'Sign out' }).click();
  await page.waitForURL('**/sign-in');
}
