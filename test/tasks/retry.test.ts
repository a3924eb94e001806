import { describe, expect, it } from 'vitest';
import { updateConnection } from '../../db/connections.ts';
import { captionVersions, images, notifications } from '../../db/schema.ts';
import { say } from '../../src/lib/sentence.ts';
import { settlePerson, until } from '../support/engine.ts';
import { asked, differentPictures, postPictures, runScene } from '../support/run-scene.ts';

const drafts = ({ db }: Awaited<ReturnType<typeof runScene>>) => db.select().from(captionVersions).all();

describe('a run that meets trouble', () => {
  it('waits for a model host that is away, using up no try, and goes on where it was', async () => {
    // Long sentences, so that a busy machine still breaks off within one.
    const scene = await runScene(600, { inFlight: 1 });
    const { person, start, taskRow, ollama, hurry, db, hub } = scene;
    const bob = await person('bob', 4);
    const task = await start(bob);
    // In mid-sentence of the third.
    await until(() => taskRow(task.id).imagesDrafted === 2 && hub.wordsOf(task.id).size > 0);
    await ollama.refuseConnections();
    const isWaiting = (attempt: number) => taskRow(task.id).attempt === attempt && taskRow(task.id).status === 'queued';
    await until(() => isWaiting(1));
    hurry(task.id);
    await until(() => isWaiting(2));
    const waitingReason = { key: 'captioner.modelUnreachable' };
    expect(taskRow(task.id)).toMatchObject({ tries: 0, percent: 50, imagesFailed: 0, waitingReason });
    await ollama.acceptConnections();
    hurry(task.id);
    await until(() => taskRow(task.id).status === 'completed');
    expect(taskRow(task.id)).toMatchObject({
      imagesFound: 4,
      imagesDrafted: 4,
      imagesFailed: 0,
      error: null,
      waitingSince: null,
    });
    expect(drafts(scene)).toHaveLength(4);
    const finished = asked(ollama).filter(({ aborted, finishedAt }) => finishedAt && !aborted);
    expect(new Set(finished.map(({ images: [image] }) => image?.sha256)).size).toBe(finished.length);
    const told = db
      .select()
      .from(notifications)
      .all()
      .map(({ userId, kind }) => ({ userId, kind }));
    expect(told).toEqual([
      { userId: null, kind: 'trouble:model-unreachable' },
      { userId: null, kind: 'trouble-over:model-unreachable' },
    ]);
  });

  it('goes on with the new token at once when its own died and was renewed', async () => {
    const scene = await runScene(10, {
      renew: (connectionId) => {
        const credentialsSealed = scene.instance.issueToken(bob.account, 'read:accounts read:statuses write:statuses');
        updateConnection(scene.db, connectionId, { credentialsSealed });
        return { category: 'platform', sentence: say('connections.renewed', { handle: 'bob' }), code: 'token-renewed' };
      },
    });
    const { person, start, taskRow, instance, tokenDeaths } = scene;
    const bob = await person('bob', 2);
    instance.expireToken(bob.token);
    const task = await start(bob);
    await until(() => taskRow(task.id).status === 'completed');
    expect(taskRow(task.id)).toMatchObject({ attempt: 2, tries: 0, imagesDrafted: 2, error: null });
    expect(tokenDeaths).toEqual([bob.connection.id]);
  });

  it('obeys the reset of a server that limits the rate', async () => {
    const { person, start, taskRow, instance, hurry } = await runScene(10);
    const bob = await person('bob', 1);
    instance.faults.add({ fault: '429', resetInMs: 300_000, when: { path: /statuses/ }, times: 1 });
    const askedAt = Date.now();
    const task = await start(bob);
    await until(() => taskRow(task.id).waitingUntil !== null);
    expect(taskRow(task.id)).toMatchObject({ status: 'queued', tries: 0, error: { code: 'rate-limited' } });
    expect(taskRow(task.id).waitingUntil).toBeGreaterThan(askedAt + 295_000);
    expect(taskRow(task.id).waitingUntil).toBeLessThan(Date.now() + 305_000);
    hurry(task.id);
    await until(() => taskRow(task.id).status === 'completed');
  });

  it('obeys a server that is busy and says for how long, and counts the try', async () => {
    const { person, start, taskRow, instance } = await runScene(10);
    const bob = await person('bob', 1);
    instance.faults.add({ fault: 'status', code: 503, headers: { 'retry-after': '120' }, when: { path: /statuses/ } });
    const askedAt = Date.now();
    const task = await start(bob);
    await until(() => taskRow(task.id).waitingUntil !== null);
    expect(taskRow(task.id)).toMatchObject({ tries: 1, waitingReason: { key: 'platforms.serverTrouble' } });
    expect(taskRow(task.id).waitingUntil).toBeGreaterThanOrEqual(askedAt + 119_000);
  });

  it('waits when downloads are limited, instead of failing every picture', async () => {
    const { person, start, taskRow, instance, hurry } = await runScene(10);
    const bob = await person('bob', 4);
    instance.faults.add({ fault: '429', retryAfterSeconds: 90, when: ({ path }) => isPicture(path) });
    const askedAt = Date.now();
    const task = await start(bob);
    await until(() => taskRow(task.id).waitingUntil !== null);
    expect(taskRow(task.id)).toMatchObject({ imagesFailed: 0, tries: 0, waitingReason: { key: 'images.rateLimited' } });
    expect(taskRow(task.id).waitingUntil).toBeGreaterThanOrEqual(askedAt + 89_000);
    instance.faults.clear();
    hurry(task.id);
    await until(() => taskRow(task.id).status === 'completed');
    expect(taskRow(task.id)).toMatchObject({ imagesDrafted: 4, imagesFailed: 0 });
  });

  it('fails at once, with its sentence, when trying again is pointless', async () => {
    const { person, start, taskRow, db } = await runScene(10);
    const bob = await person('bob', 1);
    const task = await start(bob, { postUrl: 'https://elsewhere.example/@bob/123456789' });
    await until(() => taskRow(task.id).status === 'failed');
    const sentence = { key: 'platforms.otherServer', values: { other: 'elsewhere.example' } };
    expect(taskRow(task.id)).toMatchObject({ attempt: 1, error: { category: 'validation', sentence } });
    expect(db.select().from(notifications).all()).toMatchObject([
      { userId: bob.user.id, kind: 'run-failed', sentence },
    ]);
  });

  it('fails at once when the model turns out not to see, and leaves the pictures for another run', async () => {
    const { person, start, taskRow, ollama, db } = await runScene(10);
    const bob = await person('bob', 3);
    ollama.faults.add({ kind: 'nested-400-not-multimodal', times: 9 });
    const task = await start(bob);
    await until(() => taskRow(task.id).status === 'failed');
    const sentence = { key: 'captioner.notVision' };
    expect(taskRow(task.id)).toMatchObject({ attempt: 1, imagesFailed: 0, error: { code: 'not-vision', sentence } });
    const states = db.select({ state: images.state }).from(images).all();
    expect(states.every(({ state }) => state === 'found' || state === 'prepared')).toBe(true);
  });

  it('leaves broken pictures behind, each with its stage and reason, and completes', async () => {
    const scene = await runScene(10);
    const bob = await settlePerson(scene.database, scene.instance, 'bob');
    scene.instance.fillWithPosts(bob.account, {
      posts: 3,
      images: 3,
      others: 0,
      broken: ['corrupt', 'empty', 'gone', 'huge', 'wrong-type'],
    });
    const task = await scene.start(bob);
    await until(() => scene.taskRow(task.id).status === 'completed');
    const row = scene.taskRow(task.id);
    expect(row).toMatchObject({ imagesFailed: 5, percent: 100 });
    expect(row.imagesDrafted).toBe(row.imagesFound - 5);
    const failed = scene.db
      .select()
      .from(images)
      .all()
      .filter(({ state }) => state === 'failed');
    expect(failed.map(({ failedStage, error }) => `${failedStage} ${error?.code}`).sort()).toEqual([
      'download empty',
      'download gone',
      'download unsupported-type',
      'prepare corrupt',
      'prepare too-many-pixels',
    ]);
    const results = scene.generation.results(bob.user, task.id);
    expect(results).toMatchObject({ errorsCount: 5, captionsGenerated: row.imagesDrafted });
    expect(results?.errorDetails.every(({ sentence }) => sentence.key.startsWith('images.'))).toBe(true);
    expect(row.summary?.key).toBe('runs.summaryWithFailures');
  });

  it('stops asking a model that failed three times in a row for one reason, waits, and then describes all', async () => {
    const { person, start, taskRow, ollama, hurry } = await runScene(10, { inFlight: 1 });
    const bob = await person('bob', 6);
    ollama.faults.add({ kind: 'stopped-500', times: 6 });
    const task = await start(bob);
    await until(() => taskRow(task.id).waitingUntil !== null);
    expect(asked(ollama)).toHaveLength(6);
    expect(taskRow(task.id)).toMatchObject({
      tries: 1,
      imagesFailed: 0,
      waitingReason: { key: 'captioner.modelStopped' },
    });
    hurry(task.id);
    await until(() => taskRow(task.id).status === 'completed');
    expect(taskRow(task.id)).toMatchObject({ imagesFound: 6, imagesFailed: 0, imagesDrafted: 6, tries: 0 });
  });

  it('gets past bad pictures that lie side by side, after stopping once', async () => {
    const { person, start, taskRow, ollama, hurry } = await runScene(10, { inFlight: 1 });
    const bob = await person('bob', 6);
    // Twice for each of three pictures, in the first attempt and again in the second.
    ollama.faults.add({ kind: 'stopped-500', times: 12 });
    const task = await start(bob);
    await until(() => taskRow(task.id).waitingUntil !== null);
    hurry(task.id);
    await until(() => taskRow(task.id).status === 'completed');
    expect(taskRow(task.id)).toMatchObject({ attempt: 2, imagesFound: 6, imagesFailed: 3, imagesDrafted: 3 });
  });

  it.each([{ kind: 'crash-and-reload' } as const, { kind: 'rst', k: 3 } as const])(
    'asks once more when the model broke off ($kind), and needs no other try',
    async (fault) => {
      const { person, start, taskRow, ollama } = await runScene(10, { inFlight: 1 });
      const bob = await person('bob', 2);
      ollama.faults.add(fault);
      const task = await start(bob);
      await until(() => taskRow(task.id).status === 'completed');
      expect(taskRow(task.id)).toMatchObject({ attempt: 1, imagesDrafted: 2, imagesFailed: 0 });
      expect(asked(ollama)).toHaveLength(3);
    },
  );

  it('lets one picture fail that the model chokes on', async () => {
    const { person, start, taskRow, ollama, db } = await runScene(10, { inFlight: 1 });
    const bob = await person('bob', 4);
    ollama.faults.add({ kind: 'nested-400-decode', times: 2 }, { kind: 'stopped-500', times: 4 });
    const task = await start(bob);
    await until(() => taskRow(task.id).status === 'completed');
    expect(taskRow(task.id)).toMatchObject({ imagesFailed: 3, imagesDrafted: 1 });
    const failed = db
      .select()
      .from(images)
      .all()
      .filter(({ state }) => state === 'failed');
    expect(failed.map(({ failedStage }) => failedStage)).toEqual(['describe', 'describe', 'describe']);
  });

  it('tries failed pictures again in the next run', async () => {
    const { start, taskRow, instance, database } = await runScene(10);
    const bob = await settlePerson(database, instance, 'bob');
    const [post] = postPictures(instance, bob.account, differentPictures(1, 'one'));
    const mediaId = post?.mediaIds[0] ?? '';
    instance.pictureFault(mediaId, 'gone');
    const first = await start(bob);
    await until(() => taskRow(first.id).status === 'completed');
    expect(taskRow(first.id)).toMatchObject({ imagesFailed: 1, imagesDrafted: 0 });
    instance.pictureFault(mediaId, null);
    const second = await start(bob);
    await until(() => taskRow(second.id).status === 'completed');
    expect(taskRow(second.id)).toMatchObject({ imagesFailed: 0, imagesDrafted: 1 });
  });
});

/** Everything that is not the interface of the server is the address of a picture here. */
function isPicture(path: string): boolean {
  return /\.(jpe?g|png|webp)/.test(path);
}
