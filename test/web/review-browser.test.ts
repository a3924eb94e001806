import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it, onTestFinished } from 'vitest';
import { say } from '../../src/lib/sentence.ts';
import { serveWeb } from '../../src/web/server.ts';
import { findAccessibilityFaults, findSmallTargets } from '../support/axe.ts';
import { describeWithBrowser, launchBrowser } from '../support/chromium.ts';
import { settleReviewer } from '../support/review-web.ts';
import { openTestWeb } from '../support/web.ts';

describeWithBrowser('the review in a browser', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await launchBrowser();
  });
  afterAll(() => browser.close());

  /** Alice, who administers, with pictures of her own on a real port. */
  async function openReview() {
    const web = await openTestWeb();
    const scene = settleReviewer(web, web.alice);
    const config = { host: '127.0.0.1', port: 0, tlsCert: undefined, tlsKey: undefined };
    const server = await serveWeb({ app: web.app, config, endStreams: web.parts.streams.close });
    web.parts.publicAddress.confirm(server.origin);
    onTestFinished(server.close);
    const visit = async (look: BrowserContextOptions = {}) => {
      const context = await browser.newContext({ baseURL: server.origin, ...look });
      onTestFinished(() => context.close());
      await context.addCookies([{ name: 'altwright', value: web.alice.token, url: server.origin }]);
      return await context.newPage();
    };
    const { publishing } = web.parts;
    const readWarning = () => publishing.acceptWarning({ user: web.alice.user, connectionId: scene.connectionId });
    return { ...web, ...scene, visit, readWarning };
  }

  const focused = (page: Page, selector: string) => page.locator(`${selector}:focus`).waitFor();
  const said = (page: Page, sentence: string) =>
    page.locator('#announcements').filter({ hasText: sentence }).waitFor({ state: 'attached' });

  it('is done with the keyboard alone, the focus going on by itself', async () => {
    const { addPost, rowOf, visit, readWarning } = await openReview();
    readWarning();
    const [fourth = ''] = await addPost([{ text: 'Fourth.' }]);
    const [third = ''] = await addPost([{ text: 'Third.' }]);
    const [first = '', second = ''] = await addPost([{ text: 'First.' }, { text: 'Second.' }]);
    const page = await visit();
    await page.goto('/inbox');
    await page.keyboard.press('j');
    await page.keyboard.press('k');
    await focused(page, `#image-${first}`);

    await page.keyboard.press('e');
    await focused(page, `#caption-${first}`);
    await page.keyboard.press('Control+a');
    await page.keyboard.type('My own words.');
    await page.keyboard.press('Control+Enter');
    await focused(page, `#image-${second}`);
    await said(page, 'Approved. 3 left to decide.');
    expect(rowOf(first)).toMatchObject({ state: 'approved', text: 'My own words.' });

    await page.keyboard.press('n');
    await focused(page, `#image-${third}`);
    expect(rowOf(second).state).toBe('decorative');
    await page.keyboard.press('r');
    await focused(page, `#image-${fourth}`);
    expect(rowOf(third).state).toBe('rejected');
    await page.keyboard.press('k');
    await page.keyboard.press('u');
    await said(page, 'Undone. 2 left to decide.');
    expect(rowOf(third).state).toBe('drafted');
    expect(await page.locator('#approve-all button').textContent()).toBe('Approve 2 descriptions');
    await page.keyboard.press('a');
    await focused(page, `#image-${fourth}`);
    await page.keyboard.press('a');
    await said(page, 'Approved. 0 left to decide.');
    expect(rowOf(fourth).state).toBe('approved');
    expect(await page.evaluate('document.activeElement !== document.body')).toBe(true);
  });

  it('sets a whole post aside by a key, with its other pictures on the page, and takes it up again', async () => {
    const { addPost, rowOf, visit } = await openReview();
    const [other = ''] = await addPost([{ text: 'Another post.' }]);
    const [first = '', second = ''] = await addPost([{ text: 'First.' }, { text: 'Second.' }]);
    const page = await visit();
    await page.goto('/inbox');
    await page.keyboard.press('j');
    await page.keyboard.press('k');
    await focused(page, `#image-${first}`);
    await page.keyboard.press('p');
    await said(page, 'You will not be asked about this post again. 1 left to decide.');
    await page.locator(`#label-${second}`).getByText('nor about pictures added to it later').waitFor();
    expect([first, second, other].map((id) => rowOf(id).state)).toEqual(['rejected', 'rejected', 'drafted']);
    await page.goto('/inbox?show=aside');
    await page.keyboard.press('j');
    await page.keyboard.press('k');
    await page.keyboard.press('u');
    await said(page, 'You are asked about this post again. 3 left to decide.');
    expect([first, second].map((id) => rowOf(id).state)).toEqual(['drafted', 'drafted']);
  });

  it('keeps what was typed where it is too long, and says so', async () => {
    const { addPost, rowOf, visit, readWarning } = await openReview();
    readWarning();
    const [id = ''] = await addPost([{ text: 'Short.' }]);
    const page = await visit();
    await page.goto('/inbox');
    await page.locator(`#caption-${id}`).fill('x'.repeat(130));
    await page.keyboard.press('Control+Enter');
    await page.getByText('has 130 characters and may have 120').first().waitFor();
    expect(await page.locator(`#caption-${id}`).inputValue()).toBe('x'.repeat(130));
    await page.locator(`#caption-${id}`).fill('Short enough.');
    await page.keyboard.press('Control+Enter');
    await said(page, 'Approved. 0 left to decide.');
    expect(rowOf(id)).toMatchObject({ state: 'approved', text: 'Short enough.' });
  });

  it('leads from the first approval to the warning and back', async () => {
    const { addPost, rowOf, visit } = await openReview();
    const [id = ''] = await addPost([{}]);
    const page = await visit();
    await page.goto('/inbox');
    await page.getByRole('button', { name: 'Approve', exact: true }).click();
    await page.getByRole('button', { name: 'I have read this' }).click();
    await page.waitForURL('**/inbox');
    expect(rowOf(id).state).toBe('approved');
  });

  it('follows a decided picture until it is published, and leaves a field alone', async () => {
    const { addPost, visit, readWarning, parts, alice } = await openReview();
    readWarning();
    const [approved = '', typing = ''] = await addPost([{}, {}]);
    parts.review.approve({ user: alice.user, imageId: approved });
    const page = await visit();
    await page.goto('/inbox?show=all');
    await page.locator(`#caption-${typing}`).fill('Half a sen');
    parts.db.$client.prepare("update images set state = 'published', published_at = 1 where id = ?").run(approved);
    const tell = () => {
      for (const imageId of [approved, typing])
        parts.hub.publish(`user:${alice.user.id}`, { kind: 'image', taskId: null, imageId });
    };
    const label = () => {
      tell();
      return page.locator(`#label-${approved}`).textContent();
    };
    await expect.poll(label).toContain('Published on');
    expect(await page.locator(`#caption-${typing}`).inputValue()).toBe('Half a sen');
  });

  const looks: [string, BrowserContextOptions][] = [
    ['light and wide', { viewport: { width: 1280, height: 800 } }],
    ['dark on a phone', { viewport: { width: 360, height: 740 }, colorScheme: 'dark' }],
  ];

  it.each(looks)(
    'has no accessibility fault on any of its pages, %s',
    async (_, look) => {
      const { addPost, visit, connectionId, parts, alice } = await openReview();
      const [published = ''] = await addPost([{ state: 'published', more: { publishedAt: 1 } }], { boostsCount: 3 });
      await addPost([{ state: 'rejected' }, { state: 'decorative' }, { state: 'approved' }, { state: 'gone' }]);
      const reason = say('publishing.conflict');
      const error = { category: 'validation' as const, sentence: reason };
      await addPost([{ state: 'conflict', remoteDescription: 'Theirs.', more: { error } }]);
      await addPost([{ state: 'failed', text: null, more: { error } }, { remoteDescription: 'Old.' }]);
      const [drafted = ''] = await addPost([{ photo: 'chelsea.jpg' }, {}], { text: 'Many words. '.repeat(40) });
      parts.review.approve({ user: alice.user, imageId: drafted });
      const page = await visit(look);
      const paths = [
        ...['/', '/inbox', '/inbox?show=all', '/inbox?show=described', `/images/${drafted}`, '/publications', '/admin'],
        ...[`/images/${published}/correction`, `/connections/${connectionId}/publishing-warning`],
      ];
      for (const path of paths) {
        await page.goto(path);
        expect(await findAccessibilityFaults(page), path).toEqual([]);
        expect(await findSmallTargets(page), path).toEqual([]);
        const overflow = 'document.documentElement.scrollWidth - document.documentElement.clientWidth';
        expect(await page.evaluate(overflow), `${path} is wider than the screen`).toBe(0);
      }
    },
    60_000,
  );
});
