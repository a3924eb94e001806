import { eq } from 'drizzle-orm';
import { describe, expect, it, vi } from 'vitest';
import { images } from '../../db/schema.ts';
import { insertTask, moveTask } from '../../db/tasks.ts';
import { newId } from '../../src/lib/ids.ts';
import { encodeMessage } from '../../src/web/live/channels.ts';
import { addConnection, addPerson } from '../support/people.ts';
import type { Persona } from '../support/personas.ts';
import { settleReviewer, socialInstance } from '../support/review-web.ts';
import { openTestWeb, type TestWeb } from '../support/web.ts';

type Stream = { next: () => Promise<string>; ended: () => Promise<boolean>; cancel: () => Promise<void> };

/** Follows topics as a page does; `next` is the next message, without its framing. */
async function follow(web: TestWeb, topics: string, persona = web.bob): Promise<Stream> {
  const headers = { accept: 'text/html, text/event-stream', 'hx-request': 'true' };
  const answer = await web.as(persona).get(`/events?topics=${topics}`, headers);
  expect(answer.status).toBe(200);
  expect(answer.headers.get('content-type')).toContain('text/event-stream');
  expect(answer.headers.get('cache-control')).toBe('no-store');
  expect(answer.headers.get('x-accel-buffering')).toBe('no');
  const reader = (answer.body as ReadableStream<Uint8Array>).getReader();
  const decoder = new TextDecoder();
  return {
    next: async () => {
      const { value } = await reader.read();
      return decoder
        .decode(value)
        .split('\n')
        .map((line) => line.replace(/^data: /, ''))
        .join('\n');
    },
    ended: async () => (await reader.read()).done,
    cancel: () => reader.cancel(),
  };
}

/** Bob with a running task whose stream he follows past its snapshots. */
async function openRun() {
  const web = await openTestWeb();
  const reviewer = settleReviewer(web, web.bob);
  const { db, hub } = web.parts;
  const taskId = newId(web.clock.now());
  const owner = { userId: web.bob.user.id, connectionId: reviewer.connectionId };
  insertTask(db, { id: taskId, ...owner, priority: 10, settings: {}, model: 'gemma3:4b' }, web.clock.now());
  moveTask(db, taskId, 'running', { startedAt: web.clock.now(), step: 'describing', isListed: true, imagesFound: 2 });
  const words = (imageId: string, text: string) =>
    hub.publish(`task:${taskId}`, { kind: 'words', taskId, imageId, text });
  const image = (imageId: string) => {
    hub.forgetWords(taskId, imageId);
    hub.publish(`task:${taskId}`, { kind: 'image', taskId, imageId });
  };
  const task = () => hub.publish(`task:${taskId}`, { kind: 'task', taskId });
  const set = (id: string, changes: Partial<typeof images.$inferInsert>) =>
    db.update(images).set(changes).where(eq(images.id, id)).run();
  const prepared = (count: number) =>
    reviewer.addPost(
      Array.from({ length: count }, () => ({ state: 'prepared' as const, text: null, more: { taskId } })),
    );
  return { ...web, ...reviewer, taskId, words, image, task, set, prepared };
}

describe('a message of a stream', () => {
  it('holds every line of a text, however it ends', () => {
    const message = new TextDecoder().decode(encodeMessage('a\rretry: 1\r\nb\nc'));
    expect(message).toBe('data: a\ndata: retry: 1\ndata: b\ndata: c\n\n');
  });
});

describe('the stream of a run', () => {
  it('begins with everything as the rows are now, and with the words so far', async () => {
    const scene = await openRun();
    const [id = ''] = await scene.prepared(1);
    scene.words(id, 'A cat');
    const stream = await follow(scene, `task:${scene.taskId}`);
    const snapshot = await stream.next();
    expect(snapshot).toContain('hx-target="#run-status"');
    expect(snapshot).toContain('hx-target="#pairs"');
    expect(snapshot).toContain(`id="words-${id}"`);
    expect(snapshot).toContain('>A cat</output>');
    await stream.cancel();
  });

  it('brings a pair with the first words, then only the text, then the label of the draft', async () => {
    const scene = await openRun();
    const [id = ''] = await scene.prepared(1);
    const stream = await follow(scene, `task:${scene.taskId}`);
    await stream.next();
    await stream.next();
    scene.words(id, 'A');
    const first = await stream.next();
    expect(first).toContain('hx-target="#pairs" hx-swap="prepend"');
    expect(first).toContain(`id="words-${id}"`);
    scene.words(id, 'A <i>cat');
    expect((await stream.next()).trim()).toBe(
      `<hx-partial hx-target="#words-${id}" hx-swap="textContent">A &lt;i&gt;cat</hx-partial>`,
    );
    scene.set(id, { state: 'drafted', text: 'A cat.' });
    scene.image(id);
    const last = await stream.next();
    expect(last).toContain(`hx-target="#label-${id}" hx-swap="outerMorph"`);
    expect(last).not.toContain('<article');
    expect(last).toMatch(/hx-target="#announcements"[^>]*><span dir="auto" lang="\w+">A cat\.<\/span>/);
    await stream.cancel();
  });

  it('puts a picture where a reload would show it', async () => {
    const scene = await openRun();
    const [first = '', second = ''] = await scene.prepared(2);
    const stream = await follow(scene, `task:${scene.taskId}`);
    await stream.next();
    await stream.next();
    scene.words(second, 'Later in its post');
    await stream.next();
    scene.set(first, { state: 'failed', failedStage: 'download' });
    scene.image(first);
    expect(await stream.next()).toContain(`hx-target="#image-${second}" hx-swap="after"`);
    await stream.cancel();
  });

  it('takes the oldest pair away when there is no more room', async () => {
    const scene = await openRun();
    const [newest = ''] = await scene.prepared(1);
    const drafted = Array.from({ length: 60 }, () => ({ more: { taskId: scene.taskId, postedAt: 5 } }));
    const shown = await scene.addPost(drafted);
    scene.set(newest, { postedAt: 1 });
    const stream = await follow(scene, `task:${scene.taskId}`);
    await stream.next();
    await stream.next();
    scene.words(newest, 'A');
    expect(await stream.next()).toContain(`hx-target="#image-${shown[0]}" hx-swap="delete"`);
    await stream.cancel();
  });

  it('never replaces what a person may be typing in: it has no fields', async () => {
    const scene = await openRun();
    await scene.addPost([{ more: { taskId: scene.taskId } }]);
    const stream = await follow(scene, `task:${scene.taskId}`);
    expect(await stream.next()).not.toMatch(/<textarea|<input/);
    await stream.cancel();
  });

  it('tells at the end what it came to', async () => {
    const scene = await openRun();
    const stream = await follow(scene, `task:${scene.taskId}`);
    await stream.next();
    await stream.next();
    const summary = { key: 'runs.summaryNothing', values: { skipped: 3 } };
    moveTask(scene.parts.db, scene.taskId, 'completed', { completedAt: scene.clock.now(), summary });
    scene.task();
    const end = await stream.next();
    expect(end).toContain('progress-done');
    expect(end).toContain('hx-target="#pairs"');
    expect(end).toContain('hx-target="#announcements"');
    await stream.cancel();
  });

  it('moves a waiting run up when another one has begun', async () => {
    const scene = await openRun();
    const { db, hub } = scene.parts;
    moveTask(db, scene.taskId, 'queued');
    const dora = addPerson(db, 'dora');
    const account = { instance: socialInstance, accountId: 'd', handle: 'dora@social.example' };
    const owner = { userId: dora.id, connectionId: addConnection(db, dora.id, account).id };
    insertTask(db, { id: 'task-of-dora', ...owner, priority: 1, settings: {}, model: 'm' }, 1);
    const stream = await follow(scene, `task:${scene.taskId}`);
    expect(await stream.next()).toContain('1 run goes first');
    await stream.next();
    moveTask(db, 'task-of-dora', 'running');
    hub.publish('admin', { kind: 'task', taskId: 'task-of-dora' });
    expect(await stream.next()).toContain('this run is the next one');
    await stream.cancel();
  });

  it('does not exist for anybody else', async () => {
    const scene = await openRun();
    for (const persona of [scene.alice, scene.charlie]) {
      const answer = await scene.as(persona).get(`/events?topics=inbox,task:${scene.taskId}`);
      expect(answer.status).toBe(404);
    }
  });
});

describe('the stream of a page', () => {
  it('brings the count of the Inbox', async () => {
    const scene = await openRun();
    const stream = await follow(scene, 'inbox');
    expect(await stream.next()).toContain('hx-target="#inbox-count"');
    await scene.addPost([{ text: 'A draft.' }]);
    scene.parts.hub.publish(`user:${scene.bob.user.id}`, { kind: 'inbox' });
    expect(await stream.next()).toContain('>1</span>');
    await stream.cancel();
  });

  it('refuses what is no topic', async () => {
    const web = await openTestWeb();
    for (const topics of ['', 'weather', 'constructor', 'task', 'task:none', 'inbox:x', 'inbox,weather']) {
      expect((await web.as(web.bob).get(`/events?topics=${topics}`)).status, topics).toBe(404);
    }
  });

  it('ends within five seconds of signing out, and lets go of the news', async () => {
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
    const scene = await openRun();
    const stream = await follow(scene, `inbox,task:${scene.taskId}`);
    for (let snapshot = 0; snapshot < 3; snapshot++) await stream.next();
    expect(scene.parts.streams.count()).toBe(1);
    expect(scene.parts.hub.watchers()).toBe(3);
    await scene.as(scene.bob).post('/sign-out');
    vi.advanceTimersByTime(5000);
    vi.useRealTimers();
    expect(await stream.ended()).toBe(true);
    expect(scene.parts.streams.count()).toBe(0);
    expect(scene.parts.hub.watchers()).toBe(0);
  });

  it('opens to one person only so many at once', async () => {
    const web = await openTestWeb();
    const ask = (persona: Persona) => web.as(persona).get('/events?topics=inbox');
    const answers = await Promise.all(Array.from({ length: 200 }, () => ask(web.bob)));
    expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 200));
    expect((await ask(web.bob)).status).toBe(429);
    const [first] = answers;
    await first?.body?.cancel();
    answers.push(await ask(web.bob), await ask(web.charlie));
    expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 200));
    web.parts.streams.close();
  });

  it('shows the download of a model twice a second at most, and its end at once', async () => {
    let outcome: 'running' | 'done' = 'running';
    const pull = () => ({ model: 'gemma3:4b', progress: null, outcome });
    const web = await openTestWeb({ parts: ({ models }) => ({ models: { ...models, pull } }) });
    const stream = await follow(web, 'models');
    expect(await stream.next()).not.toContain('Stop fetching');
    const tell = () => web.parts.hub.publish('admin', { kind: 'models' });
    tell();
    expect(await stream.next()).toContain('Fetching gemma3:4b');
    tell();
    outcome = 'done';
    tell();
    expect(await stream.next()).toContain('is installed');
    await stream.cancel();
    const forAlice = await follow(web, 'models', web.alice);
    outcome = 'running';
    await forAlice.next();
    tell();
    expect(await forAlice.next()).toContain('Stop fetching');
    await forAlice.cancel();
  });
});
