import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { describeWithBrowser } from '../support/chromium.ts';
import { untilRunIsOver } from './deeds.ts';
import { keyboardOf } from './keyboard.ts';
import { alice, heardOn, lostOn, openBrowserOf } from './person.ts';
import { openStage, type Stage } from './stage.ts';

const rewritten = 'A rocket waits for its start, long before sunrise.';
const patience = { timeout: 10_000 };
const posts = [
  { text: 'Old times', media: [{ photo: 'camera' as const }] },
  { text: 'Breakfast', media: [{ photo: 'coffee' as const }] },
  { text: 'Who is here', media: [{ photo: 'chelsea' as const }] },
  { text: 'Before sunrise', media: [{ photo: 'rocket' as const }] },
];

type Hands = { page: Page; stage: Stage } & ReturnType<typeof keyboardOf>;

describeWithBrowser('Alice without a mouse', () => {
  let stage: Stage;
  beforeAll(async () => {
    stage = await openStage({ posts, msPerImage: 400 });
  });
  afterAll(() => stage?.close());

  it('does the whole job by keys, hears every change and never loses her place', async () => {
    const { instance } = stage;
    const page = await (await openBrowserOf(stage)).newPage();
    const hands = { page, stage, ...keyboardOf(page) };
    await comeIn(hands);
    await describePictures(hands);
    await readTheWarning(hands);
    await decide(hands);
    await askForTheKeys(hands);

    await hands.enter('Publications', '**/publications');
    await expect.poll(() => page.locator('#ended .tag-good').count(), patience).toBe(2);
    expect(descriptionsOf(stage)).toEqual([rewritten, null, null, expect.stringMatching(/\w/)]);
    await putBack(hands);
    await expect.poll(() => descriptionsOf(stage)[0] || null, patience).toBe(null);
    expect(instance.edits).toHaveLength(3);
  });
});

/** Of the server's pictures, the newest first. */
const descriptionsOf = ({ instance, account }: Stage) =>
  instance.posts(account).flatMap(({ mediaIds }) => mediaIds.map((id) => instance.media(id)?.description));

async function comeIn({ page, stage, fill, enter, goTo, press }: Hands) {
  const { address, account, instance } = stage;
  await page.goto(stage.setUpLink);
  await fill('Name', alice.name);
  await fill('New password', alice.password);
  await enter('Set up Altwright', `${address}/`);
  await enter('Connect an account', '**/connections/new');
  await fill('Your server or handle', instance.origin);
  await press('Enter');
  await page.waitForURL(`${instance.origin}/**`);
  await fill('User name', account.username);
  await fill('Password', account.password);
  await press('Enter');
  await page.getByRole('button', { name: 'Authorize' }).waitFor();
  await enter('Authorize', `${address}/connections*`);
  await goTo('Runs');
}

async function describePictures({ page, fill, enter, goTo, press }: Hands) {
  await enter('Runs', '**/tasks');
  await enter('Describe pictures', '**/generate');
  await goTo('Length and pace');
  await press('Enter');
  await fill('Pause between requests to the server', '0');
  await goTo('Look first');
  await press('Space');
  await page.locator('#preview').waitFor();
  await goTo('Look first');
  await hasHeard(page, /4 pictures to describe/);
  await keepsHerPlace(page);

  await enter('Start describing', /\/tasks\/[^/]+$/);
  await goTo('Cancel the run');
  await untilRunIsOver(page);
  await hasHeard(page, /^Described 4 pictures in 4 posts/);
  for (const draft of await page.locator('.label-drafted .caption').allTextContents()) {
    expect(await heardOn(page)).toContain(draft);
  }
  await keepsHerPlace(page);
  await enter('Review the drafts', '**/review');
}

/** The first approval leads to what publishing does on her server, and back. */
async function readTheWarning({ page, press, enter }: Hands) {
  await press('j');
  await press('e');
  await press('Control+a');
  await page.keyboard.type(rewritten);
  await press('Escape');
  await press('a');
  await page.waitForURL('**/publishing-warning*');
  await enter(/^I have read this/, '**/review');
}

async function decide({ page, press }: Hands) {
  const isAt = (number: number) => page.locator(`.pair:nth-child(${number}):focus`).waitFor();
  await press('j');
  await isAt(1);
  await press('j');
  await isAt(2);
  await press('n');
  await hasHeard(page, 'Marked as not needed. 2 left to decide.');
  await isAt(3);
  await press('k');
  await press('u');
  await hasHeard(page, 'Undone. 3 left to decide.');
  await keepsHerPlace(page);
  await press('r');
  await hasHeard(page, 'Rejected. 2 left to decide.');
  await isAt(3);
  await press('n');
  await hasHeard(page, 'Marked as not needed. 1 left to decide.');
  await isAt(4);
  await press('a');
  await hasHeard(page, 'Approved. 0 left to decide.');
  await page.locator('.pair:nth-child(4) .label-published').waitFor();
  await keepsHerPlace(page);
}

async function askForTheKeys({ page, press }: Hands) {
  const before = await page.evaluate('document.activeElement.id');
  await press('?');
  await page.locator('#help[open]').waitFor();
  expect(await page.locator('#help').textContent()).toMatch(/J.*Next picture.*Put back/s);
  await press('Escape');
  await page.locator('#help').waitFor({ state: 'hidden' });
  expect(await page.evaluate('document.activeElement.id')).toBe(before);
}

async function putBack({ page, enter, press }: Hands) {
  await enter('Inbox', '**/inbox');
  await enter(/^Published/, '**/inbox?show=published');
  await press('j');
  await press('u');
  await hasHeard(page, /^The former description is being put back/);
  await page.locator('.pair:first-child .label-draft').waitFor();
  await keepsHerPlace(page);
}

async function hasHeard(page: Page, words: string | RegExp) {
  const matches = (said: string) => (typeof words === 'string' ? said === words : words.test(said));
  await expect.poll(async () => (await heardOn(page)).find(matches), patience).toBeDefined();
}

async function keepsHerPlace(page: Page) {
  expect(await page.evaluate('document.activeElement !== document.body')).toBe(true);
  expect(await lostOn(page)).toEqual([]);
}
