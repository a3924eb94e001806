import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { findConnectionRow } from '../../db/connections.ts';
import { listImagesOfPost, updateImages } from '../../db/decisions.ts';
import { saveFoundPost } from '../../db/found-posts.ts';
import { posts } from '../../db/schema.ts';
import { type SandboxInstance, startSandboxInstance } from '../support/sandbox-instance/index.ts';
import { openTestWeb, type TestWeb } from '../support/web.ts';

let instance: SandboxInstance;
let web: TestWeb;
let connectionId: string;
let account: ReturnType<SandboxInstance['createAccount']>;

beforeEach(async () => {
  web = await openTestWeb();
  instance = await startSandboxInstance({ dialect: 'other', clock: web.clock });
  account = instance.createAccount({ username: 'bob', password: 'x' });
  const token = instance.issueToken(account, 'read:accounts read:statuses write:statuses');
  const answer = await web.as(web.bob).post('/connections/tokens', { server: instance.origin, token });
  connectionId = answer.headers.get('location')?.split('connected=')[1] ?? '';
});
afterEach(() => instance.close());

/** A post of two pictures, both with an approved text. */
async function approvedPost() {
  const { db, connections, review } = web.parts;
  const remote = instance.createPost(account, { text: 'Harbour', media: [{}, {}], createdAt: web.clock.now() - 1e9 });
  const found = await connections.open(connectionId).client.readPost(remote.id);
  saveFoundPost(db, { userId: web.bob.user.id, connectionId }, found, web.clock.now());
  const [post] = db.select().from(posts).all();
  const images = listImagesOfPost(db, post?.id ?? '');
  for (const { id, position } of images) {
    updateImages(db, [id], { state: 'drafted', text: `Boats & nets <${position}>`, revision: 1 });
    review.approve({ user: web.bob.user, imageId: id });
  }
  return { remote, path: `/posts/${post?.id}/by-hand`, images };
}

const page = async (path: string) => (await web.as(web.bob).get(path)).text();

describe('a connection to software nobody knows', () => {
  it('says on the way to it, in the list and on its own page what that means', async () => {
    const leaving = await web.as(web.bob).post('/connections', { server: instance.origin });
    expect(leaving.headers.get('refresh')).toBeNull();
    const caution = 'Altwright does not know fernpost';
    expect(await leaving.text()).toContain(caution);
    expect(await page('/connections')).toContain(caution);
    const own = await page(`/connections/${connectionId}`);
    expect(own).toContain('fernpost 1.4.0');
    expect(own).toContain('It writes nothing on this server.');
  });

  it('shows the texts of a post to copy, and keeps as published what was put in', async () => {
    const { remote, path, images } = await approvedPost();
    const queue = await page('/publications');
    expect(queue).toContain(`href="${path}"`);
    expect(queue).toContain('until you have put it in yourself');
    const shown = await page(path);
    expect(shown).toMatch(/<textarea[^>]* lang="en" readonly>\nBoats &amp; nets &lt;0&gt;<\/textarea>/);
    expect(shown).toContain(`href="${instance.origin}/@bob/${remote.id}"`);

    const early = await web.as(web.bob).post(path);
    expect(early.status).toBe(422);
    expect(await early.text()).toContain('does not show the texts of pictures 1, 2 yet');

    const [first, second] = images.map(({ mediaId }) => mediaId);
    instance.editAsOwner(remote.id, { descriptions: { [first ?? '']: 'Boats & nets <0>' } });
    const half = await (await web.as(web.bob).post(path)).text();
    expect(half).toContain('One description stands in the post');
    expect(half).toContain('does not show the text of picture 2 yet');
    expect(half).not.toContain('Boats &amp; nets &lt;0&gt;');

    instance.editAsOwner(remote.id, { descriptions: { [second ?? '']: 'Boats & nets <1>' } });
    const done = await web.as(web.bob).post(path);
    expect([done.status, done.headers.get('location')]).toEqual([303, '/publications?kept=1']);
    const queueAfter = await page('/publications?kept=1');
    expect(queueAfter).toContain('One description stands in the post and is kept as published.');
    expect(queueAfter).toContain('You put it in yourself.');
    expect(instance.edits).toEqual([]);
  });

  it('says so when the server cannot be read', async () => {
    const { path } = await approvedPost();
    instance.faults.add({ fault: '429', retryAfterSeconds: 60, when: { path: /statuses/ } });
    const answer = await web.as(web.bob).post(path);
    expect(answer.status).toBe(422);
    expect(await answer.text()).toContain('asks for a pause');
  });

  it('is edited once its person has read what is risked, until she takes that back', async () => {
    const risks = await page(`/connections/${connectionId}/edits`);
    for (const risk of ['could be changed or lost', 'Begin with one post', 'take this back'])
      expect(risks).toContain(risk);
    const warning = await web.as(web.bob).get(`/connections/${connectionId}/publishing-warning`);
    expect(warning.headers.get('location')).toBe(`/connections/${connectionId}/edits`);
    const allowedAt = () => findConnectionRow(web.parts.db, connectionId)?.editsAllowedAt;
    const answer = await web.as(web.bob).post(`/connections/${connectionId}/edits`);
    expect(answer.headers.get('location')).toBe(`/connections/${connectionId}`);
    expect(allowedAt()).toBe(web.clock.now());
    expect(await page(`/connections/${connectionId}`)).toContain('You have let Altwright edit here');
    expect(await page(`/connections/${connectionId}/edits`)).toContain('There is nothing to allow here');
    await web.as(web.bob).post(`/connections/${connectionId}/edits/removal`);
    expect(allowedAt()).toBeNull();
  });
});

describe('the page of a connection to known software', () => {
  it('says in plain words what an edit does there', async () => {
    const known = await startSandboxInstance({ dialect: 'mastodon', clock: web.clock });
    const bob = known.createAccount({ username: 'bob', password: 'x' });
    const token = known.issueToken(bob, 'read:accounts read:statuses write:statuses');
    const userId = web.bob.user.id;
    const { id } = await web.parts.connections.addToken({ userId, server: known.origin, token });
    await known.close();
    const own = await page(`/connections/${id}`);
    for (const words of [
      'one edit for all its pictures and is then marked as edited',
      'Other servers are told',
      'People who boosted a post will be told that it was edited',
      'stays readable in its history',
      '1,500 characters, as your server says',
      'is never overwritten: you see both and choose',
    ]) {
      expect(own).toContain(words);
    }
    expect(own).not.toContain('What is risked');
  });
});
