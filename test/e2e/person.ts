import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { BrowserContext, BrowserContextOptions, Page } from 'playwright-core';
import { expect, onTestFinished } from 'vitest';
import type { Stage } from './stage.ts';

export const alice = { name: 'Alice', password: 'nineteen quiet herons' };

/**
 * Keeps what a page has shown in passing: every wording of the live region (`heard`) and of each text that the model
 * wrote (`written`), and what had the focus when a change of the page took it away for good (`lost`).
 */
const recorder = `(() => {
  const heard = [];
  const written = {};
  const lost = [];
  let focused = '';
  Object.assign(window, { heard, written, lost });
  const note = (list, text) => text && list.at(-1) !== text && list.push(text);
  document.addEventListener('focusin', ({ target }) => { focused = target.outerHTML.slice(0, 120); });
  const noteLoss = () => { if (document.activeElement === document.body) note(lost, focused); };
  new MutationObserver(() => {
    note(heard, document.getElementById('announcements')?.textContent);
    for (const { id, textContent } of document.querySelectorAll('[id^="words-"]')) note(written[id] ??= [], textContent);
    setTimeout(noteLoss, 100);
  }).observe(document, { subtree: true, childList: true, characterData: true });
})()`;

/**
 * Somebody's browser: cookies and windows of her own, closed when the test ends. What her pages throw and what their
 * Content-Security-Policy stops fails the test; a failed test leaves a picture of every window behind.
 */
export async function openBrowserOf({ browser, address }: Stage, options: BrowserContextOptions = {}) {
  const context = await browser.newContext({ baseURL: address, viewport: { width: 1280, height: 800 }, ...options });
  context.setDefaultTimeout(10_000);
  const trouble: string[] = [];
  context.on('weberror', (error) => trouble.push(error.error().message));
  context.on('console', (message) => {
    if (/Content Security Policy/i.test(message.text())) trouble.push(message.text());
  });
  await context.addInitScript(recorder);
  onTestFinished(async ({ task }) => {
    if (task.result?.state === 'fail') await photograph(context, task.name);
    await context.close();
    expect(trouble).toEqual([]);
  });
  return context;
}

async function photograph(context: BrowserContext, testName: string) {
  const folder = mkdtempSync(join(tmpdir(), 'altwright-failed-'));
  for (const [at, page] of context.pages().entries()) {
    const path = join(folder, `${testName.replace(/\W+/g, '-')}-${at + 1}.png`);
    await page.screenshot({ path, fullPage: true }).catch(() => {});
  }
  process.stderr.write(`What the browser showed is in ${folder}\n`);
}

/** Every wording the live region has had on this page. */
export async function heardOn(page: Page): Promise<string[]> {
  return (await page.evaluate('window.heard')) as string[];
}

/** What had the focus on this page when it was lost. */
export async function lostOn(page: Page): Promise<string[]> {
  return (await page.evaluate('window.lost')) as string[];
}

/** For every picture on this page the texts it has had while the model wrote, by the id of the element. */
export async function writtenOn(page: Page): Promise<Record<string, string[]>> {
  return (await page.evaluate('window.written')) as Record<string, string[]>;
}
