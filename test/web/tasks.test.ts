import { describe, expect, it } from 'vitest';
import { insertTask, listTaskImages, listTasks, moveTask } from '../../db/tasks.ts';
import { newId } from '../../src/lib/ids.ts';
import { until } from '../support/engine.ts';
import { addConnection, addPerson } from '../support/people.ts';
import { settleReviewer, socialInstance } from '../support/review-web.ts';
import { openRunWeb, runFields } from '../support/run-web.ts';
import { openTestWeb } from '../support/web.ts';

/** A run of Bob from its first post to its end. */
async function finishRun() {
  const scene = await openRunWeb({ posts: { posts: 3, images: 4, others: 0, broken: ['corrupt'] } });
  await scene.parts.engine.start();
  const { headers } = await scene.browser.post('/tasks', runFields(scene.connection.id));
  const path = headers.get('location') ?? '';
  const ended = () => listTasks(scene.parts.db, scene.bob.user.id, 1)[0]?.completedAt;
  await until(ended);
  return { ...scene, path, images: listTaskImages(scene.parts.db, path.split('/')[2] ?? '') };
}

/** Bob with a connection and a run over rows alone. */
async function openRows() {
  const web = await openTestWeb();
  const { bob, parts } = web;
  const reviewer = settleReviewer(web, bob);
  const addRun = (status: 'queued' | 'running' | 'completed', createdAtMs = web.clock.now()): string => {
    const id = newId(createdAtMs);
    const owner = { userId: bob.user.id, connectionId: reviewer.connectionId };
    insertTask(parts.db, { id, ...owner, priority: 10, settings: {}, model: 'gemma3:4b' }, createdAtMs);
    if (status !== 'queued') moveTask(parts.db, id, 'running', { startedAt: createdAtMs });
    if (status === 'completed') moveTask(parts.db, id, 'completed', { completedAt: createdAtMs });
    return id;
  };
  const browser = web.as(bob);
  return { ...web, ...reviewer, addRun, browser, text: async (path: string) => (await browser.get(path)).text() };
}

describe('the page of a run', () => {
  it('shows at the end what it came to, each failure with its reason, and the way to the review', async () => {
    const { text, path, images } = await finishRun();
    const page = await text(path);
    const drafted = images.filter(({ state }) => state === 'drafted');
    expect(drafted.length).toBeGreaterThan(0);
    for (const { id, text: draft } of drafted) {
      expect(page).toContain(`id="image-${id}"`);
      expect(page).toContain(`src="/pictures/${id}"`);
      expect(page).toContain(draft?.slice(0, 20));
    }
    expect(page).toContain('1 picture could not be described');
    expect(page).toContain('This picture is damaged');
    expect(page).toContain(`href="${path}/review"`);
    expect(page).toContain('Time at work');
    expect(page).not.toContain('Cancel the run');
    expect(page).not.toContain('http-equiv="refresh"');
  });

  it('shows its pictures to their owner alone', async () => {
    const { as, alice, browser, charlie, images } = await finishRun();
    const picture = `/pictures/${images.find(({ state }) => state === 'drafted')?.id}`;
    const answer = await browser.get(picture);
    expect(answer.headers.get('content-type')).toBe('image/webp');
    expect(answer.headers.get('cache-control')).toBe('private, max-age=31536000, immutable');
    const bytes = new Uint8Array(await answer.arrayBuffer());
    expect(new TextDecoder().decode(bytes.slice(8, 12))).toBe('WEBP');
    for (const other of [alice, charlie]) expect((await as(other).get(picture)).status).toBe(404);
    expect((await browser.get('/pictures/..%2F..%2Faltwright.db')).status).toBe(404);
  });

  it('shows in mid-sentence the words that the stream has brought so far', async () => {
    const { addRun, addPost, parts, text } = await openRows();
    const taskId = addRun('running');
    const [writing = '', waiting = ''] = await addPost([
      { state: 'prepared', text: null, more: { taskId } },
      { state: 'prepared', text: null, more: { taskId } },
    ]);
    parts.hub.publish(`task:${taskId}`, { kind: 'words', taskId, imageId: writing, text: 'A cat <b>on' });
    const page = await text(`/tasks/${taskId}`);
    expect(page).toMatch(new RegExp(`<output[^>]* id="words-${writing}"[^>]*>A cat &lt;b&gt;on</output>`));
    expect(page).not.toContain(waiting);
    expect(page).toContain('content="5"');
  });

  it('says how many runs go first, and until when and why it waits', async () => {
    const { addRun, parts, text, clock } = await openRows();
    const earlier = addPerson(parts.db, 'dora');
    const connection = addConnection(parts.db, earlier.id, {
      instance: socialInstance,
      accountId: 'd',
      handle: 'dora@social.example',
    });
    const owner = { userId: earlier.id, connectionId: connection.id };
    insertTask(parts.db, { id: newId(1), ...owner, priority: 1, settings: {}, model: 'gemma3:4b' }, 1);
    const id = addRun('queued');
    expect(await text(`/tasks/${id}`)).toContain('Waiting in the queue: 1 run goes first.');
    const reason = { key: 'runs.threadDied' };
    moveTask(parts.db, id, 'running');
    moveTask(parts.db, id, 'queued', { waitingUntil: clock.now() + 60_000, waitingReason: reason });
    const page = await text(`/tasks/${id}`);
    expect(page).toMatch(/Waiting, trying again at <time datetime="2026-03-01T12:01:00.000Z">/);
    expect(page).toContain('stopped unexpectedly');
  });

  it('shows the latest sixty pictures and says where the others are', async () => {
    const { addRun, addPost, parts, text } = await openRows();
    const taskId = addRun('running');
    const ids: string[] = [];
    for (let post = 0; post < 31; post++) ids.push(...(await addPost([{ more: { taskId } }, { more: { taskId } }])));
    moveTask(parts.db, taskId, 'queued', { imagesFound: 62 });
    const page = await text(`/tasks/${taskId}`);
    const shown = [...page.matchAll(/<article class="pair"[^>]* id="image-([^"]+)"/g)].map(([, id]) => id);
    expect(shown).toHaveLength(60);
    expect(shown[0]).toBe(ids[1]);
    expect(page).toContain('The latest 60 pictures are shown here.');
  });

  it('can be cancelled and then says so', async () => {
    const { addRun, browser, text } = await openRows();
    const id = addRun('queued');
    const answer = await browser.post(`/tasks/${id}/cancellation`);
    expect(answer.headers.get('location')).toBe(`/tasks/${id}`);
    expect(await text(`/tasks/${id}`)).toContain('This run was cancelled.');
    expect((await browser.post(`/tasks/${id}/cancellation`)).status).toBe(303);
  });

  it('can be put on hold and go on, from its page and from the list', async () => {
    const { addRun, browser, text, parts } = await openRows();
    const id = addRun('queued');
    expect(await text(`/tasks/${id}`)).toContain(`action="/tasks/${id}/hold"`);
    expect((await browser.post(`/tasks/${id}/hold`)).headers.get('location')).toBe(`/tasks/${id}`);
    const held = await text(`/tasks/${id}`);
    expect(held).toContain('This run is on hold.');
    expect(held).toContain(`action="/tasks/${id}/continuation"`);
    expect(held).not.toContain(`action="/tasks/${id}/hold"`);
    expect(await text('/tasks')).toContain(`action="/tasks/${id}/continuation"`);
    const answer = await browser.post(`/tasks/${id}/continuation`, { returnTo: '/tasks' });
    expect(answer.headers.get('location')).toBe('/tasks');
    expect(await text(`/tasks/${id}`)).toContain('this run is the next one');
    expect(await parts.engine.queue.taskIds()).toEqual(new Set([id]));
  });

  it('offers to try again now, unless the other side has said when that may be', async () => {
    const { addRun, parts, text, clock } = await openRows();
    const id = addRun('queued');
    const sentence = { key: 'runs.threadDied' };
    const wait = (error: object) => {
      moveTask(parts.db, id, 'running');
      const waiting = { waitingUntil: clock.now() + 60_000, waitingReason: sentence };
      moveTask(parts.db, id, 'queued', { ...waiting, error: { category: 'platform', sentence, ...error } });
      return text(`/tasks/${id}`);
    };
    expect(await wait({})).toContain('Try again now');
    expect(await wait({ retryAtMs: clock.now() + 60_000 })).not.toContain('Try again now');
  });

  it('lets an administrator cancel and go back to where that was asked', async () => {
    const { addRun, alice, as, parts } = await openRows();
    const id = addRun('queued');
    const answer = await as(alice).post(`/tasks/${id}/cancellation`, { returnTo: '/admin' });
    expect(answer.headers.get('location')).toBe('/admin');
    const elsewhere = await as(alice).post(`/tasks/${id}/cancellation`, { returnTo: '//evil.example/' });
    expect(elsewhere.headers.get('location')).toBe(`/tasks/${id}`);
    expect(parts.generation.task(alice.user, id).status).toBe('cancelled');
  });
});

describe('the list of runs', () => {
  it('begins with the newest, month by month, and shows nobody else’s', async () => {
    const { addRun, as, charlie, text } = await openRows();
    const february = addRun('completed', Date.UTC(2026, 1, 3));
    const march = addRun('queued');
    const page = await text('/tasks');
    expect(page.indexOf('March 2026')).toBeLessThan(page.indexOf('February 2026'));
    expect(page.indexOf(march)).toBeLessThan(page.indexOf(february));
    expect(page).toContain('Waiting in the queue: this run is the next one.');
    expect(await (await as(charlie).get('/tasks')).text()).toContain('No runs yet');
  });

  it('goes on page by page', async () => {
    const { addRun, text, clock } = await openRows();
    const ids = Array.from({ length: 51 }, (_, index) => addRun('completed', clock.now() + index));
    const first = await text('/tasks');
    const [, older = ''] = /rel="next" href="([^"]+)"/.exec(first) ?? [];
    expect(first).not.toContain(ids[0]);
    expect(await text(older)).toContain(ids[0]);
  });
});
