import { describe, expect, it } from 'vitest';
import { findTask, insertTask } from '../../db/tasks.ts';
import { protocol } from '../../src/tasks/remote/messages.ts';
import { helpersViewOf } from '../../src/web/helpers-view.ts';
import { regionsOf } from '../../src/web/live/regions/index.ts';
import { settleReviewer } from '../support/review-web.ts';
import { openTestWeb } from '../support/web.ts';

/** Bob with a run that waits. */
async function openAdmin() {
  const web = await openTestWeb();
  const { connectionId, addPost } = settleReviewer(web, web.bob);
  const task = { id: 'run-1', userId: web.bob.user.id, connectionId, priority: 10, settings: {}, model: 'gemma3:4b' };
  insertTask(web.parts.db, task, web.clock.now());
  await web.parts.engine.queue.enqueue('run-1', { priority: 10, runAtMs: web.clock.now() });
  return { ...web, addPost };
}

describe('the admin page', () => {
  it('does not exist for members', async () => {
    const { as, bob } = await openAdmin();
    for (const path of ['/admin', '/admin/figures']) expect((await as(bob).get(path)).status).toBe(404);
  });

  it('shows who has a run going, the queue, the threads and what they take', async () => {
    const { as, alice } = await openAdmin();
    const page = await (await as(alice).get('/admin')).text();
    expect(page).toContain('Bob <span class="hint">@bob@social.example</span>');
    expect(page).toContain('0 running, 1 waiting');
    expect(page).toContain('0 of at most 3 alive');
    expect(page).toMatch(/<dt>Free on the disk<\/dt><dd>[\d.]+ [GTM]B/);
    expect(page).toContain('EDITS_PER_HOUR');
    expect(page).toContain('href="/admin/members"');
  });

  it('shows how the figures went over the last hour', async () => {
    const { as, alice, parts, clock } = await openAdmin();
    expect(await (await as(alice).get('/admin')).text()).not.toContain('<polyline');
    clock.advance(600_000);
    await parts.sampling.take();
    const figures = await (await as(alice).get('/admin/figures')).text();
    expect(figures.match(/<polyline/g)).toHaveLength(3);
    expect(figures).toMatch(/over 10 minutes: [\d.]+ MB at first, [\d.]+ MB at most, now [\d.]+ MB/);
    expect(figures).toContain('1 at first, 1 at most, now 1');
  });

  it('shows nothing of what people post', async () => {
    const { as, alice, addPost } = await openAdmin();
    await addPost([{ text: 'Something of Bob’s own.' }], { text: 'A post of his own.' });
    const page = await (await as(alice).get('/admin')).text();
    expect(page).not.toContain('of his own');
    expect(page).not.toContain('of Bob’s own');
  });

  it('cancels a run of somebody else', async () => {
    const { as, alice, parts } = await openAdmin();
    expect((await as(alice).post('/admin/tasks/run-1/cancellation')).headers.get('location')).toBe('/admin');
    expect(findTask(parts.db, 'run-1')?.status).toBe('cancelled');
  });

  it('says where pictures are described, and which hosts answer', async () => {
    const hosts = 'http://127.0.0.1:9,http://gpu-box:9,http://9.9.9.9:9';
    const { as, alice } = await openTestWeb({ env: { OLLAMA_HOST: hosts } });
    const page = await (await as(alice).get('/admin')).text();
    expect(page).toMatch(/127\.0\.0\.1:9.*This machine.*gpu-box:9.*Your network.*9\.9\.9\.9:9.*Outside your network/s);
  });

  it('shows the machines that help, live, where there may be some', async () => {
    const { parts, alice } = await openAdmin();
    expect(helpersViewOf(parts)).toBeNull();
    const helper = {
      ...{ id: 'helper-1', name: 'attic', version: '0.1.0', protocol, startedAt: 0, beat: 1, threads: 3 },
      ...{ isDraining: false, runs: ['altwright:run:run-1:1'], inFlight: 2 },
      ...{ modelHosts: [{ url: 'http://127.0.0.1:11434', name: 'a', models: [] }], seenAt: parts.clock.now() },
    };
    const helpers = [helper, { ...helper, name: 'cellar', seenAt: 0 }, { ...helper, name: 'shed', protocol: 0 }];
    const region = regionsOf('admin', { user: alice.user, parts: { ...parts, helpers: { list: () => helpers } } })?.at(
      -1,
    );
    const shown = region?.render({ kind: 'helpers' }, parts.words.for('en')) ?? '';
    expect(shown).toMatch(/attic.*At work.*1 of 3.*127\.0\.0\.1:11434/s);
    expect(shown).toMatch(/cellar.*Silent.*shed.*Of another version/s);
  });

  it('holds a run of somebody else, lets it go on and puts it first', async () => {
    const web = await openAdmin();
    const { parts, charlie, clock } = web;
    const browser = web.as(web.alice);
    const { connectionId } = settleReviewer(web, charlie);
    const another = {
      id: 'run-2',
      userId: charlie.user.id,
      connectionId,
      priority: 10,
      settings: {},
      model: 'gemma3:4b',
    };
    insertTask(parts.db, another, clock.now() + 1);
    expect(await (await browser.get('/admin')).text()).toContain('action="/admin/tasks/run-2/precedence"');
    await browser.post('/admin/tasks/run-2/precedence');
    expect(findTask(parts.db, 'run-2')?.priority).toBe(0);
    await browser.post('/admin/tasks/run-1/hold');
    expect(await (await browser.get('/admin')).text()).toContain('On hold');
    await browser.post('/admin/tasks/run-1/continuation');
    expect(findTask(parts.db, 'run-1')?.status).toBe('queued');
  });

  it('is live for administrators alone', async () => {
    const { parts, alice, bob } = await openAdmin();
    expect(regionsOf('admin', { user: bob.user, parts })).toBeNull();
    const [region] = regionsOf('admin', { user: alice.user, parts }) ?? [];
    expect(region?.snapshot(parts.words.for('en'))).toContain('Bob');
  });
});
