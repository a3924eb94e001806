import { describe, expect, it } from 'vitest';
import { insertTask } from '../../db/tasks.ts';
import { say } from '../../src/lib/sentence.ts';
import { settleReviewer } from '../support/review-web.ts';
import { openTestWeb } from '../support/web.ts';

async function openStart() {
  const web = await openTestWeb();
  const browser = web.as(web.bob);
  const page = async () => await (await browser.get('/')).text();
  return { ...web, page, settle: () => settleReviewer(web, web.bob) };
}

/** The one primary action of a page, by where it leads. */
const primary = (page: string) =>
  [...page.matchAll(/<a href="([^"]+)" class="button button-primary"/g)].map(([, href]) => href);

describe('the first page', () => {
  it('begins with connecting an account', async () => {
    expect(primary(await (await openStart()).page())).toEqual(['/connections/new']);
  });

  it('goes on with describing', async () => {
    const { page, settle } = await openStart();
    settle();
    expect(primary(await page())).toEqual(['/generate']);
  });

  it('shows a run under way with its progress', async () => {
    const { page, settle, parts, bob } = await openStart();
    const { connectionId } = settle();
    const task = { id: 'run-1', userId: bob.user.id, connectionId, priority: 10, settings: {}, model: 'gemma3:4b' };
    insertTask(parts.db, task, 0);
    const shown = await page();
    expect(primary(shown)).toEqual(['/tasks/run-1']);
    expect(shown).toContain('<progress');
  });

  it('then with reviewing what was drafted', async () => {
    const { page, settle } = await openStart();
    await settle().addPost([{}, {}]);
    const shown = await page();
    expect(primary(shown)).toEqual(['/inbox']);
    expect(shown).toContain('2 drafts wait for you.');
  });

  it('then with what publishing does, and with the publications', async () => {
    const { page, settle, parts, bob } = await openStart();
    const { addPost, connectionId } = settle();
    const [id = ''] = await addPost([{}]);
    parts.review.approve({ user: bob.user, imageId: id });
    expect(primary(await page())).toEqual([`/connections/${connectionId}/publishing-warning?next=%2F`]);
    parts.publishing.acceptWarning({ user: bob.user, connectionId });
    expect(primary(await page())).toEqual(['/publications']);
  });

  it('puts an account that has to be connected again before everything', async () => {
    const { page, settle, parts } = await openStart();
    const { addPost, connectionId } = settle();
    await addPost([{}]);
    parts.connections.markExpired(connectionId, say('platforms.tokenDead', { host: 'social.example' }));
    const shown = await page();
    expect(primary(shown)).toEqual(['/connections/new?server=social.example']);
    expect(shown).toContain('nothing is lost');
  });
});
