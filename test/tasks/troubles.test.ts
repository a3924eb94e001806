import { describe, expect, it } from 'vitest';
import { saveDraft } from '../../db/run-events.ts';
import { images, posts } from '../../db/schema.ts';
import { measuredTroubleMs } from '../../db/troubles.ts';
import type { ErrorRecord } from '../../src/lib/errors.ts';
import { say } from '../../src/lib/sentence.ts';
import { openRows } from './rows.ts';

type Scene = Awaited<ReturnType<typeof openRows>>;

const away: ErrorRecord = {
  category: 'resource',
  code: 'model-unreachable',
  sentence: say('captioner.modelUnreachable', { host: 'http://127.0.0.1:11434', model: 'm' }),
};
const minuteMs = 60_000;

/** Begins whatever is due and lets it end with the error; answers how many that were. */
async function meetTrouble(scene: Scene, error: ErrorRecord): Promise<number> {
  const task = await scene.begin();
  if (!task) return 0;
  await scene.settle(task, { outcome: 'failed', error });
  return 1 + (await meetTrouble(scene, error));
}

async function completeAll(scene: Scene): Promise<void> {
  const task = await scene.begin();
  if (!task) return;
  await scene.settle(task, { outcome: 'completed' });
  await completeAll(scene);
}

const kinds = (scene: Scene) => scene.notices().map(({ to, kind }) => `${to} ${kind}`);

/** Ollama is away for so long and then back. */
async function outage(scene: Scene, ms: number): Promise<void> {
  const id = await scene.add(`run-${ms}`, scene.person(`person-${ms}`));
  await meetTrouble(scene, away);
  scene.clock.advance(ms);
  await completeAll(scene);
  expect(scene.row(id).status).toBe('completed');
}

describe('a trouble that keeps runs waiting', () => {
  it('is told to administrators once, however many runs meet it and however often, and once when it is over', async () => {
    const scene = await openRows();
    for (const name of ['bob', 'anna', 'ben']) await scene.add(`run-of-${name}`, scene.person(name));
    for (let minute = 0; minute < 5; minute++) {
      expect(await meetTrouble(scene, away)).toBe(3);
      scene.clock.advance(10 * minuteMs);
    }
    expect(kinds(scene)).toEqual(['administrators trouble:model-unreachable']);
    await completeAll(scene);
    expect(kinds(scene)).toEqual([
      'administrators trouble:model-unreachable',
      'administrators trouble-over:model-unreachable',
    ]);
    expect(scene.notices()[1]?.says).toContain('March 1, 2026 at 12:00 UTC is over');
  });

  it('is told again when it comes again', async () => {
    const scene = await openRows();
    await outage(scene, 10 * minuteMs);
    await outage(scene, 20 * minuteMs);
    expect(kinds(scene).filter((kind) => kind.endsWith(' trouble:model-unreachable'))).toHaveLength(2);
  });

  it('is over as well when the last run that waits for it is cancelled', async () => {
    const scene = await openRows();
    const [bob, anna] = [scene.person('bob'), scene.person('anna')];
    const id = await scene.add('run-of-bob', bob);
    await meetTrouble(scene, away);
    await scene.generation.cancel(bob.user, id);
    await scene.add('run-of-anna', anna);
    await completeAll(scene);
    expect(kinds(scene).at(-1)).toBe('administrators trouble-over:model-unreachable');
  });

  it('lets people know how long it has lasted at other times, once that was measured', async () => {
    const scene = await openRows();
    const wait = async (name: string) => {
      const id = await scene.add(`waits-${name}`, scene.person(name));
      await meetTrouble(scene, away);
      return scene.told(id);
    };
    expect(await wait('bob')).not.toContain('lately');
    scene.clock.advance(10 * minuteMs);
    await completeAll(scene);
    expect(measuredTroubleMs(scene.db, 'model-unreachable')).toBe(10 * minuteMs);
    await outage(scene, 20 * minuteMs);
    expect(await wait('anna')).toContain('Such a wait has lately taken about 15 minutes.');
  });

  it('that only administrators can end is told once until somebody has read it', async () => {
    const scene = await openRows();
    const lasting = { ...away, code: 'not-ollama', isLasting: true };
    for (const name of ['bob', 'anna']) await scene.add(`run-of-${name}`, scene.person(name));
    await meetTrouble(scene, lasting);
    const toAdministrators = () => kinds(scene).filter((kind) => kind.startsWith('administrators'));
    expect(toAdministrators()).toEqual(['administrators gave-up:not-ollama']);
    scene.db.$client.exec('update notifications set read_at = 1');
    await scene.add('another', scene.person('ben'));
    await meetTrouble(scene, lasting);
    expect(toAdministrators()).toHaveLength(2);
  });
});

describe('a task that is kept from getting on', () => {
  it('gives up after seven days, keeps its drafts and says since when it waited', async () => {
    const scene = await openRows();
    const bob = scene.person('bob');
    const id = await scene.add('run', bob);
    for (let hours = 0; hours <= 7 * 24; hours += 4) {
      expect(scene.row(id).status).toBe('queued');
      await meetTrouble(scene, away);
      scene.clock.advance(240 * minuteMs);
    }
    expect(scene.row(id)).toMatchObject({ status: 'failed', tries: 0, error: away });
    expect(scene.told(id)).toMatch(/having waited since March 1, 2026 at 12:00 UTC\..* is kept\.$/);
    expect(kinds(scene)).toContain(`${bob.user.id} run-failed`);
  });

  it('has all its tries before it again once a draft shows that it gets on', async () => {
    const scene = await openRows();
    const bob = scene.person('bob');
    const id = await scene.add('run', bob);
    const broken: ErrorRecord = { ...away, code: 'events-lost' };
    await meetTrouble(scene, broken);
    scene.clock.advance(minuteMs);
    const task = await scene.begin();
    expect(task).toMatchObject({ tries: 1, waitingSince: Date.UTC(2026, 2, 1, 12), error: { code: 'events-lost' } });
    addImage(scene, bob, id);
    const draft = {
      imageId: 'image',
      text: 'A cat.',
      raw: 'A cat.',
      model: 'm',
      promptVersion: '1',
      changedRetry: null,
      language: 'en',
    };
    saveDraft(scene.db, scene.row(id), { ...draft, findings: [], timings: null, isReused: false }, scene.clock.now());
    expect(scene.row(id)).toMatchObject({ tries: 0, waitingSince: null, error: null });
  });
});

function addImage({ db }: Scene, { user, connection }: ReturnType<Scene['person']>, taskId: string): void {
  const post = { id: 'post', remoteId: '1', uri: 'https://social.example/1', url: 'https://social.example/1' };
  const text = { text: '', spoilerText: '', isSensitive: false, isReply: false, hasPoll: false };
  db.insert(posts)
    .values({ ...post, ...text, connectionId: connection.id, visibility: 'public', postedAt: 0, seenAt: 0 })
    .run();
  const owner = { userId: user.id, connectionId: connection.id, postId: post.id, taskId };
  const image = { id: 'image', mediaId: '1', position: 0, type: 'image' as const, state: 'prepared' as const };
  db.insert(images)
    .values({ ...image, ...owner, postedAt: 0, createdAt: 0, updatedAt: 0 })
    .run();
}
