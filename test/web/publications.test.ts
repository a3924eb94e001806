import { describe, expect, it } from 'vitest';
import { publications } from '../../db/schema.ts';
import { say } from '../../src/lib/sentence.ts';
import { regionsOf } from '../../src/web/live/regions/index.ts';
import { settleReviewer } from '../support/review-web.ts';
import { openTestWeb } from '../support/web.ts';

/** Bob with a post of two pictures, one of them approved, so that the post waits for the other. */
async function openPublications({ hasRead = true } = {}) {
  const web = await openTestWeb();
  const scene = settleReviewer(web, web.bob);
  const { connectionId } = scene;
  const { publishing, review, db } = web.parts;
  if (hasRead) publishing.acceptWarning({ user: web.bob.user, connectionId });
  const [approved = '', open = ''] = await scene.addPost([{ text: 'A cat.' }, {}], { text: 'Miso again' });
  review.approve({ user: web.bob.user, imageId: approved });
  const browser = web.as(web.bob);
  const page = async () => await (await browser.get('/publications')).text();
  const waiting = () => db.select().from(publications).all()[0];
  return { ...web, ...scene, browser, page, waiting, approved, open, postId: scene.rowOf(approved).postId };
}

describe('the publications', () => {
  it('show what waits, until when and why', async () => {
    const { page } = await openPublications();
    const shown = await page();
    expect(shown).toContain('Miso again');
    expect(shown).toContain('in 10 minutes');
    expect(shown).toContain('Waits for the other pictures of the post');
    expect(shown).toContain('Publish now');
    expect(shown).toMatch(/rel="noreferrer" dir="auto" lang="en">/);
  });

  it('publish at once what is asked for', async () => {
    const { browser, page, postId, waiting, clock } = await openPublications();
    const answer = await browser.post(`/posts/${postId}/publication`);
    expect(answer.headers.get('location')).toBe('/publications');
    expect(waiting()?.notBefore).toBe(clock.now());
    expect(await page()).toContain('Next in line.');
  });

  it('lead to the warning first where it was not read', async () => {
    const { browser, page, postId, connectionId } = await openPublications({ hasRead: false });
    expect(await page()).toContain('Waits until you have read');
    const path = `/connections/${connectionId}/publishing-warning?next=%2Fpublications`;
    expect((await browser.post(`/posts/${postId}/publication`)).headers.get('location')).toBe(path);
    const live = await browser.post(`/posts/${postId}/publication`, {}, { 'hx-request': 'true' });
    expect(live.headers.get('hx-redirect')).toBe(path);
  });

  it('take back what waits: its descriptions are drafts again', async () => {
    const { browser, page, waiting, rowOf, approved } = await openPublications();
    await browser.post(`/publications/${waiting()?.id}/removal`);
    expect(rowOf(approved)).toMatchObject({ state: 'drafted', text: 'A cat.' });
    const shown = await page();
    expect(shown).toContain('Nothing waits to be published.');
    expect(shown).toContain('Taken back');
  });

  it('answer a live request with both lists and one sentence', async () => {
    const { browser, waiting } = await openPublications();
    const answer = await browser.post(`/publications/${waiting()?.id}/removal`, {}, { 'hx-request': 'true' });
    const body = await answer.text();
    expect(body).not.toContain('<html');
    expect(body).toContain('hx-target="#waiting"');
    expect(body).toContain('hx-target="#ended"');
    expect(body).toContain('Taken back. Its descriptions are drafts again.');
  });

  it.each([
    ['failed', 'Try again'],
    ['conflict', 'Choose which stays'],
  ])('show the pictures of what ended as %s before anything was written, and the way on', async (state, wayOn) => {
    const { page, parts, approved, open } = await openPublications();
    parts.db.$client.prepare('update publications set state = ?, wanted = null, finished_at = 1').run(state);
    parts.db.$client.prepare("update images set state = ?, failed_stage = 'publish' where id = ?").run(state, approved);
    const shown = await page();
    expect(shown).toContain(wayOn);
    expect(shown).toContain(`href="/images/${approved}"`);
    expect(shown).not.toContain(`href="/images/${open}"`);
  });

  it('keep the reason of what failed, and try it again', async () => {
    const { browser, page, parts, waiting, rowOf, approved } = await openPublications();
    const reason = JSON.stringify(say('publishing.notArrived'));
    const wanted = JSON.stringify([{ mediaId: rowOf(approved).mediaId, description: 'A cat.' }]);
    parts.db.$client
      .prepare("update publications set state = 'failed', reason = ?, wanted = ?, finished_at = 1")
      .run(reason, wanted);
    parts.db.$client.prepare("update images set state = 'failed', failed_stage = 'publish' where id = ?").run(approved);
    expect(await page()).toContain('The edit did not reach the post.');
    await browser.post(`/publications/${waiting()?.id}/retry`);
    expect(rowOf(approved).state).toBe('approved');
    expect(parts.publishing.countOpen({ user: parts.users.members.get('user-bob') })).toBe(1);
  });

  it('put a whole post back to what stood there before', async () => {
    const { browser, page, parts, waiting, rowOf, approved } = await openPublications();
    const { mediaId } = rowOf(approved);
    const texts = (description: string | null) => JSON.stringify([{ mediaId, description }]);
    parts.db.$client
      .prepare("update publications set state = 'published', wanted = ?, former = ?, finished_at = 1")
      .run(texts('A cat.'), texts(null));
    parts.db.$client
      .prepare("update images set state = 'published', remote_description = text, published_at = 1 where id = ?")
      .run(approved);
    expect(await page()).toContain('Put this post back');
    const id = waiting()?.id;
    const answer = await browser.post(`/publications/${id}/put-back`, {}, { 'hx-request': 'true' });
    expect(await answer.text()).toContain('What stood there before is being put back.');
    expect(rowOf(approved)).toMatchObject({ state: 'published', putsBack: true, putBackText: '' });
    expect(await page()).not.toContain('Put this post back');
    expect((await browser.post(`/publications/${id}/put-back`)).status).toBe(422);
  });

  it('are live for their person alone', async () => {
    const { parts, bob, charlie } = await openPublications();
    const words = parts.words.for('en');
    const [mine] = regionsOf('publications', { user: bob.user, parts }) ?? [];
    const [theirs] = regionsOf('publications', { user: charlie.user, parts }) ?? [];
    expect(mine?.render({ kind: 'publications' }, words)).toContain('Miso again');
    expect(theirs?.snapshot(words)).not.toContain('Miso again');
    expect(mine?.key).not.toBe(theirs?.key);
  });
});
