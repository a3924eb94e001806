import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { describeWithBrowser } from '../support/chromium.ts';
import type { Snapshot } from '../support/sandbox-instance/snapshot.ts';
import { connect, setUp, startRun, untilRunIsOver } from './deeds.ts';
import { heardOn, openBrowserOf, writtenOn } from './person.ts';
import { openStage, type Stage } from './stage.ts';

const aliceSaid = 'A cup of coffee, seen from above.';
const rewritten = 'Two boats at low tide, in the last light.';
const patience = { timeout: 10_000 };

const posts = [
  { text: 'Old times', media: [{ photo: 'camera' as const }] },
  { text: 'Breakfast', media: [{ photo: 'coffee' as const, description: aliceSaid }, { photo: 'rocket' as const }] },
  { text: 'Look who is here', spoilerText: 'Cat', media: [{ photo: 'chelsea' as const }] },
  { text: 'Up there', media: [{ photo: 'astronaut' as const }, { photo: 'hubble_deep_field' as const }] },
];

describeWithBrowser('Alice with her browser', () => {
  let stage: Stage;
  beforeAll(async () => {
    stage = await openStage({ posts, msPerImage: 900 });
  });
  afterAll(() => stage?.close());

  it('comes from the set-up link to alt text in her posts, and takes one back', async () => {
    const { instance } = stage;
    const context = await openBrowserOf(stage);
    const page = await context.newPage();
    await setUp(page, stage);
    await connect(page, stage);
    expect(await page.locator('#flash').textContent()).toContain('is connected');
    await lookFirst(page);

    stage.ollama.faults.add({ kind: 'stall', k: 6, ms: 2500 });
    await startRun(page);
    const second = await seesTheSameElsewhere(page);
    await Promise.all([untilRunIsOver(page), untilRunIsOver(second)]);
    await sawWordsGrow(page);
    expect(await draftsOn(page)).toHaveLength(5);
    expect(await draftsOn(second)).toEqual(await draftsOn(page));

    const before = instance.snapshot();
    await review(page);
    await untilPublished(page, 4);
    expect(newOnServer(stage, before)).toHaveLength(3);
    const post = instance.postUrl(stage.posts.at(-1)?.id ?? '');
    await page.goto(post);
    expect(await page.locator(`img[alt="${rewritten}"]`).count()).toBe(1);

    await putBack(page);
    expect(newOnServer(stage, before)).toHaveLength(2);
    await page.goto(post);
    expect(await page.getByText(rewritten).count()).toBe(0);
  });
});

/** The descriptions that stand on the server now where there was none; fails when anything else has changed. */
function newOnServer({ instance }: Stage, before: Snapshot): string[] {
  const changed = instance.diff(before, instance.snapshot());
  expect(changed.flatMap(({ otherwise }) => otherwise)).toEqual([]);
  const descriptions = changed.flatMap((post) => post.descriptions);
  expect(descriptions.filter((one) => one.before !== null)).toEqual([]);
  return descriptions.flatMap(({ after }) => after || []);
}

async function lookFirst(page: Page) {
  await page.goto('/generate');
  await page.getByRole('button', { name: 'Look first' }).click();
  const preview = page.locator('#preview');
  await preview.waitFor();
  expect(await preview.textContent()).toContain('5 pictures to describe, in 4 posts');
}

/** The model has stopped in mid-sentence: a reload and a second window show what it has written so far, or more. */
async function seesTheSameElsewhere(page: Page): Promise<Page> {
  const words = page.locator('output.caption');
  await expect.poll(async () => (await words.textContent())?.split(' ').length, patience).toBeGreaterThan(4);
  const imageId = (await words.getAttribute('id'))?.replace('words-', '');
  const soFar = (await words.textContent()) ?? '';
  const second = await page.context().newPage();
  await Promise.all([page.reload(), second.goto(page.url())]);
  for (const one of [page, second]) {
    const text = (await one.locator(`#label-${imageId} .caption`).textContent()) ?? '';
    expect(text.startsWith(soFar), `"${text}" goes on from "${soFar}"`).toBe(true);
  }
  return second;
}

/** Each wording goes on from the one before, and ends in the draft that stands there now. */
async function sawWordsGrow(page: Page) {
  const written = Object.entries(await writtenOn(page));
  expect(written.filter(([, wordings]) => wordings.length > 3).length).toBeGreaterThan(2);
  for (const [id, wordings] of written) {
    const draft = await page.locator(`#${id.replace('words-', 'label-')} .caption`).textContent();
    for (const [at, wording] of wordings.entries()) {
      expect((wordings[at + 1] ?? `${draft} `).startsWith(wording.trimEnd())).toBe(true);
    }
  }
}

const draftsOn = (page: Page) => page.locator('.label-drafted .caption').allTextContents();

async function review(page: Page) {
  await page.getByRole('link', { name: 'Review the drafts' }).click();
  const pairs = page.locator('.pair');
  const first = pairs.nth(0);
  await first.locator('textarea').fill(rewritten);
  expect(await first.locator('.caption-count').textContent()).toBe(`${rewritten.length} of 1,500 characters`);
  await first.getByRole('button', { name: 'Approve' }).click();
  await page.getByRole('button', { name: /^I have read this/ }).click();
  await page.waitForURL(/\/review$/);

  await pairs.nth(1).getByRole('button', { name: 'Reject' }).click();
  await pairs.nth(1).getByText('Rejected. Nothing will be published.').waitFor();
  await pairs.nth(2).getByRole('button', { name: 'Not needed' }).click();
  await pairs.nth(2).getByText('The picture stays without a description').waitFor();
  expect(await heardOn(page)).toEqual(['Rejected. 3 left to decide.', 'Marked as not needed. 2 left to decide.']);
  await page.getByRole('button', { name: 'Approve 2 descriptions' }).click();
  await page.getByText('Approved 2 descriptions in 2 posts.').waitFor();
}

async function untilPublished(page: Page, count: number) {
  await page.goto('/publications');
  await expect.poll(() => page.locator('#ended .tag-good').count(), patience).toBe(count - 1);
  await page.getByText('Nothing waits to be published.').waitFor();
}

async function putBack(page: Page) {
  await page.goto('/inbox?show=published');
  const pair = page.locator('.pair').first();
  await pair.getByRole('button', { name: 'Put back' }).click();
  await pair.locator('.label-draft, .label-drafted').waitFor();
}
