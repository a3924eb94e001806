import type { Page } from 'playwright-core';
import { alice } from './person.ts';
import type { Stage } from './stage.ts';

/** Opens the printed link and becomes the administrator. */
export async function setUp(page: Page, { setUpLink, address }: Stage): Promise<void> {
  await page.goto(setUpLink);
  await page.getByLabel('Name').fill(alice.name);
  await page.getByLabel('New password').fill(alice.password);
  await page.getByRole('button', { name: 'Set up Altwright' }).click();
  await page.waitForURL(`${address}/`);
}

export async function signIn(page: Page, { address }: Stage): Promise<void> {
  await page.goto('/sign-in');
  await page.getByLabel('Name').fill(alice.name);
  await page.getByLabel('Password').fill(alice.password);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.waitForURL(`${address}/`);
}

/** Names the server, signs in there, consents and comes back. */
export async function connect(page: Page, { instance, account, address }: Stage): Promise<void> {
  await page.goto('/connections/new');
  await page.locator('#server').fill(instance.origin);
  await page.getByRole('button', { name: 'Go to the server' }).click();
  await page.getByLabel('User name').fill(account.username);
  await page.getByLabel('Password').fill(account.password);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByRole('button', { name: 'Authorize' }).click();
  await page.waitForURL(`${address}/connections*`);
}

/** Starts a run with the settings as they stand, without pauses between requests; answers the path of its page. */
export async function startRun(page: Page): Promise<string> {
  await page.goto('/generate');
  await page.evaluate(`document.querySelectorAll('main details').forEach((one) => { one.open = true; })`);
  await page.getByLabel('Pause between requests to the server').fill('0');
  await page.getByRole('button', { name: 'Start describing' }).click();
  await page.waitForURL(/\/tasks\/[^/]+$/);
  return new URL(page.url()).pathname;
}

/** Waits until the page of a run says that it is over. */
export async function untilRunIsOver(page: Page): Promise<void> {
  await page.locator('#run-progress.progress-done').waitFor({ timeout: 30_000 });
}
