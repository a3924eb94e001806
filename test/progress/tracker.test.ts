import { describe, expect, it } from 'vitest';
import { captionVersions, images, taskEvents } from '../../db/schema.ts';
import { beginAttempt, findTask, insertTask, postponeTask, type TaskRow } from '../../db/tasks.ts';
import type { TaskEvent } from '../../src/generation/run/events.ts';
import type { Instance, RemotePost } from '../../src/platforms/platform.ts';
import { createHub, type News } from '../../src/progress/hub.ts';
import { createTracker, type PictureStore } from '../../src/progress/tracker.ts';
import { testClock } from '../support/clock.ts';
import { openTestDatabase } from '../support/database.ts';
import { addConnection, addPerson } from '../support/people.ts';

const instance = {
  origin: 'https://example.social',
  family: 'mastodon',
  software: 'mastodon',
  version: '4.5.0',
} as Instance;

async function trackerScene(pictures: PictureStore = { write: async () => {} }) {
  const { db } = await openTestDatabase();
  const clock = testClock();
  const hub = createHub();
  const lost: string[] = [];
  const deaf: unknown[] = [];
  const onLost = (_: unknown, taskId: string) => lost.push(taskId);
  const onDeafListener = (thrown: unknown) => deaf.push(thrown);
  const tracker = createTracker({ db, hub, pictures, clock, onLost, onDeafListener });

  function addRun(name: string): TaskRow {
    const user = addPerson(db, name);
    const connection = addConnection(db, user.id, { instance, accountId: name, handle: `${name}@example.social` });
    const id = `task-${name}`;
    const owner = { userId: user.id, connectionId: connection.id };
    insertTask(db, { id, ...owner, priority: 10, settings: {}, model: 'm' }, clock.now());
    return beginAttempt(db, id, { holder: 'claim', workerId: null }, clock.now()) as TaskRow;
  }
  /** Sends events of an attempt, numbered from `seq`, and waits until they are in the rows. */
  async function send({ id, attempt }: TaskRow, seq: number, ...events: TaskEvent[]) {
    events.forEach((event, index) => {
      const isWords = event.type === 'words';
      tracker.apply({ taskId: id, attempt, seq: isWords ? 0 : seq + index, event });
    });
    await tracker.flushed();
  }
  const row = ({ id }: TaskRow) => findTask(db, id) as TaskRow;
  const imageIds = () =>
    db
      .select()
      .from(images)
      .all()
      .map(({ id }) => id);
  return { db, clock, hub, tracker, lost, deaf, addRun, send, row, imageIds };
}

function post(name: string, pictures: number): RemotePost {
  return {
    ...{ id: name, uri: `https://example.social/${name}`, url: `https://example.social/@bob/${name}` },
    ...{ createdAtMs: 1000, editedAtMs: null, visibility: 'public', isReply: false, isBoost: false },
    ...{ spoilerText: '', sensitive: false, language: 'en', text: name, hasPoll: false, boostsCount: 0 },
    media: Array.from({ length: pictures }, (_, index) => ({
      ...{ id: `${name}-${index}`, type: 'image', url: 'https://example.social/a.jpg', previewUrl: null },
      ...{ width: 10, height: 10, description: null, blurhash: null },
    })),
  };
}

const drafted = (imageId: string): TaskEvent => ({
  ...{
    type: 'drafted',
    imageId,
    text: 'A cup.',
    raw: 'A cup.',
    model: 'm',
    promptVersion: '1',
    changedRetry: null,
    language: 'en',
  },
  ...{ findings: [], timings: null, isReused: false },
});
const failed = (imageId: string): TaskEvent => ({
  ...{ type: 'failed', imageId, stage: 'download' },
  error: { category: 'validation', sentence: { key: 'images.gone' } },
});
const words = (imageId: string, text: string): TaskEvent => ({ type: 'words', imageId, text });

/** A run with as many chosen pictures, three events in. */
async function describing(pictures: number, scene?: Awaited<ReturnType<typeof trackerScene>>) {
  const made = scene ?? (await trackerScene());
  const run = made.addRun('bob');
  await made.send(run, 1, { type: 'page', posts: [post('one', pictures)] });
  const ids = made.imageIds();
  await made.send(run, 2, { type: 'chosen', imageIds: ids, posts: 1 }, { type: 'listed' });
  return { ...made, run, ids: ids as [string, ...string[]] };
}

describe('the tracker', () => {
  it('counts what is settled of what was found, and the percentage with it', async () => {
    const { send, run, row, ids } = await describing(4);
    expect(row(run)).toMatchObject({ postsSeen: 1, postsChosen: 1, imagesFound: 4, isListed: true, percent: 0 });
    await send(run, 4, drafted(ids[0]), failed(ids[1] ?? ''));
    expect(row(run)).toMatchObject({ imagesDrafted: 1, imagesFailed: 1, percent: 50, lastSeq: 5 });
  });

  it('applies an event once, however often it comes', async () => {
    const { send, run, row, ids, db } = await describing(2);
    const twice = [drafted(ids[0])];
    await send(run, 4, ...twice);
    await send(run, 4, ...twice);
    await send(run, 2, { type: 'chosen', imageIds: ids, posts: 1 });
    expect(row(run)).toMatchObject({ imagesFound: 2, imagesDrafted: 1, lastSeq: 4 });
    expect(db.select().from(captionVersions).all()).toHaveLength(1);
    expect(db.select().from(taskEvents).all()).toHaveLength(4);
  });

  it('refuses an event that is not the next one', async () => {
    const { send, run, row, ids } = await describing(2);
    await send(run, 5, drafted(ids[0]));
    expect(row(run)).toMatchObject({ imagesDrafted: 0, lastSeq: 3 });
  });

  it('refuses what an earlier attempt still says, its words included', async () => {
    const { send, run, row, ids, db, clock, hub } = await describing(2);
    postponeTask(db, run, { untilMs: 0, reason: null, error: null, counts: false, nowMs: clock.now() });
    await send(run, 4, drafted(ids[0]));
    const second = beginAttempt(db, run.id, { holder: 'claim', workerId: null }, clock.now()) as TaskRow;
    expect(second.attempt).toBe(2);
    await send(run, 1, drafted(ids[0]), words(ids[1] ?? '', 'A stale'));
    expect(row(run)).toMatchObject({ imagesDrafted: 0, lastSeq: 0 });
    expect(hub.wordsOf(run.id).size).toBe(0);
    await send(second, 1, drafted(ids[0]));
    expect(row(run)).toMatchObject({ imagesDrafted: 1, lastSeq: 1 });
  });

  it('lets no run reach the pictures of another account, whatever it says', async () => {
    const written: string[] = [];
    const scene = await trackerScene({ write: async (imageId) => written.push(imageId) });
    const { addRun, send, imageIds, tracker, db } = scene;
    const [bob, mallory] = [addRun('bob'), addRun('mallory')];
    await send(bob, 1, { type: 'page', posts: [post('p1', 1)] });
    const [imageId = ''] = imageIds();
    const before = db.select().from(images).all();
    await send(mallory, 1, { type: 'chosen', imageIds: [imageId], posts: 1 });
    const size = { width: 1, height: 1, sha256: 'other', thumbhash: 'other' };
    const event = { type: 'prepared', imageId, ...size } as const;
    tracker.apply({ taskId: mallory.id, attempt: mallory.attempt, seq: 2, event, thumbnail: new Uint8Array(1) });
    await tracker.flushed();
    expect(scene.row(mallory)).toMatchObject({ lastSeq: 2, imagesFound: 0 });
    expect(db.select().from(images).all()).toEqual(before);
    expect(written).toEqual([]);
  });

  it('lets the next attempt go on where the listing had come to, with what was counted by then, unless that is long ago', async () => {
    const { send, addRun, row, db, clock } = await trackerScene();
    const run = addRun('bob');
    await send(run, 1, { type: 'page', posts: [post('one', 1)] }, { type: 'skipped', images: 1 });
    await send(run, 3, { type: 'reached', cursor: 'a' }, { type: 'page', posts: [post('two', 1)] });
    const again = () => {
      postponeTask(db, row(run), { untilMs: 0, reason: null, error: null, counts: false, nowMs: clock.now() });
      return beginAttempt(db, run.id, { holder: 'claim', workerId: null }, clock.now()) as TaskRow;
    };
    expect(row(run).postsSeen).toBe(2);
    expect(again()).toMatchObject({ reached: { cursor: 'a' }, postsSeen: 1, imagesSkipped: 1 });
    clock.advance(6 * 3_600_000);
    expect(again()).toMatchObject({ reached: null, postsSeen: 0, imagesSkipped: 0 });
  });

  it('never lets the percentage go back when a later attempt finds more', async () => {
    const { send, run, row, ids, db, clock, imageIds } = await describing(2);
    await send(run, 4, drafted(ids[0]));
    postponeTask(db, row(run), { untilMs: 0, reason: null, error: null, counts: false, nowMs: clock.now() });
    const second = beginAttempt(db, run.id, { holder: 'claim', workerId: null }, clock.now()) as TaskRow;
    expect(second).toMatchObject({ isListed: false, percent: 50 });
    await send(second, 1, { type: 'page', posts: [post('one', 2), post('two', 4)] });
    const fresh = imageIds().filter((id) => id !== ids[0]);
    await send(second, 2, { type: 'chosen', imageIds: fresh, posts: 2 }, { type: 'listed' });
    expect(row(run)).toMatchObject({ imagesFound: 6, imagesDrafted: 1, percent: 50 });
  });

  it('passes words on in order with the rows, and forgets them with the draft', async () => {
    const { send, run, ids, hub, row } = await describing(1);
    const heard: string[] = [];
    hub.subscribe(`task:${run.id}`, (news: News) => {
      const state = row(run).imagesDrafted;
      heard.push(news.kind === 'words' ? `${news.text} ${state}` : `${news.kind} ${state}`);
    });
    await send(run, 0, words(ids[0], 'A'), words(ids[0], 'A cup'));
    expect(hub.wordsOf(run.id).get(ids[0])).toBe('A cup');
    await send(run, 4, drafted(ids[0]));
    expect(heard).toEqual(['A 0', 'A cup 0', 'image 1', 'task 1']);
    expect(hub.wordsOf(run.id).size).toBe(0);
  });

  it('tells those who watch the queue of every new step of a run, and of nothing else', async () => {
    const { send, run, ids, hub } = await describing(1);
    const heard: News[] = [];
    hub.subscribe('admin', (news: News) => heard.push(news));
    await send(run, 4, { type: 'step', step: 'describing' }, drafted(ids[0]));
    expect(heard).toEqual([{ kind: 'task', taskId: run.id }]);
  });

  it('leaves a picture alone that its owner decided about meanwhile', async () => {
    const { send, run, row, ids, db } = await describing(1);
    db.update(images).set({ state: 'approved', text: 'By hand' }).run();
    await send(run, 4, drafted(ids[0]), failed(ids[0]));
    expect(db.select().from(images).get()).toMatchObject({ state: 'approved', text: 'By hand' });
    expect(row(run)).toMatchObject({ imagesDrafted: 0, imagesFailed: 0 });
    await send(run, 6, { type: 'chosen', imageIds: ids, posts: 1 });
    expect(db.select().from(images).get()).toMatchObject({ state: 'approved' });
  });

  it('takes a picture found again as it was for unchanged, so that an open page may decide about it', async () => {
    const { send, run, db, clock } = await describing(1);
    const changedAt = () => db.select().from(images).get()?.updatedAt;
    const before = changedAt();
    clock.advance(1000);
    await send(run, 4, { type: 'page', posts: [post('one', 1)] });
    expect(changedAt()).toBe(before);
    const described = post('one', 1);
    for (const media of described.media) media.description = 'By hand';
    await send(run, 5, { type: 'page', posts: [described] });
    expect(changedAt()).toBe(clock.now());
  });

  it('takes a picture up again that was taken for gone and is in its post all the same', async () => {
    const { send, run, db, ids } = await describing(3);
    const write = db.$client.prepare("update images set state = 'gone', text = ?, published_at = ? where id = ?");
    const known = [
      ['Worded', null],
      ['Published', 5],
      [null, null],
    ] as const;
    ids.forEach((id, index) => {
      write.run(...(known[index] ?? known[2]), id);
    });
    await send(run, 4, { type: 'page', posts: [post('one', 3)] });
    const states = new Map(
      db
        .select()
        .from(images)
        .all()
        .map(({ id, state }) => [id, state]),
    );
    expect(ids.map((id) => states.get(id))).toEqual(['drafted', 'published', 'found']);
  });

  it('leaves a text alone that a person wrote or approved, whatever run comes by', async () => {
    const { send, run, ids, db, row } = await describing(3);
    const [edited, unpublished, own] = ids as unknown as [string, string, string];
    for (const id of ids) await send(run, row(run).lastSeq + 1, drafted(id));
    const version = { createdAt: 9e12, imageId: edited, kind: 'edit' as const, text: 'By hand' };
    db.insert(captionVersions)
      .values({ id: 'v', ...version })
      .run();
    const write = db.$client.prepare('update images set text = ?, state = ?, failed_stage = ? where id = ?');
    write.run('By hand', 'drafted', null, edited);
    write.run('Approved', 'failed', 'publish', unpublished);
    await send(run, 7, { type: 'chosen', imageIds: ids, posts: 1 });
    const texts = () =>
      Object.fromEntries(
        db
          .select()
          .from(images)
          .all()
          .map(({ id, text, state }) => [id, `${state}: ${text}`]),
      );
    const kept = { [edited]: 'drafted: By hand', [unpublished]: 'failed: Approved' };
    expect(texts()).toEqual({ ...kept, [own]: 'found: A cup.' });
    await send(run, 8, drafted(unpublished));
    expect(texts()).toMatchObject(kept);
    const describedMeanwhile = post('one', 3);
    for (const media of describedMeanwhile.media) media.description = 'Somebody';
    await send(run, 9, { type: 'page', posts: [describedMeanwhile] });
    expect(texts()).toEqual({ ...kept, [own]: 'described: A cup.' });
  });

  it('keeps neither the words of people nor those of the model in its log', async () => {
    const { send, run, ids, db } = await describing(1);
    await send(run, 4, drafted(ids[0]));
    const kept = JSON.stringify(db.select().from(taskEvents).all());
    expect(kept).not.toContain('A cup.');
    expect(kept).toContain('https://example.social/one');
  });

  it('loses the events of one run alone when they cannot be written', async () => {
    const scene = await trackerScene({
      async write() {
        throw new Error('no space left');
      },
    });
    const { run, ids, row, send, tracker, lost, addRun, imageIds } = await describing(1, scene);
    const other = addRun('anna');
    await send(other, 1, { type: 'page', posts: [post('two', 1)] });
    const [imageId = ''] = imageIds().filter((id) => !ids.includes(id));
    const facts = { width: 1, height: 1, sha256: 'x', thumbhash: 'y' };
    const prepared: TaskEvent = { type: 'prepared', imageId, ...facts };
    tracker.apply({ taskId: other.id, attempt: 1, seq: 2, event: prepared, thumbnail: new Uint8Array(1) });
    tracker.apply({ taskId: run.id, attempt: 1, seq: 4, event: drafted(ids[0]) });
    await tracker.flushed();
    expect(lost).toEqual([other.id]);
    expect(row(run)).toMatchObject({ imagesDrafted: 1 });
    expect(row(other)).toMatchObject({ lastSeq: 1 });
  });

  it('goes on when a listener fails at the news', async () => {
    const { send, run, row, ids, hub, deaf, lost } = await describing(2);
    hub.subscribe(`task:${run.id}`, () => {
      throw new Error('a broken page');
    });
    await send(run, 4, drafted(ids[0]));
    await send(run, 5, drafted(ids[1] ?? ''));
    expect(row(run)).toMatchObject({ imagesDrafted: 2 });
    expect(deaf.length).toBeGreaterThan(0);
    expect(lost).toEqual([]);
  });
});
