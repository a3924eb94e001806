import { describe, expect, it } from 'vitest';
import { findTask } from '../../db/tasks.ts';
import { regionsOf } from '../../src/web/live/regions/index.ts';
import { openRunWeb, runFields } from '../support/run-web.ts';
import { openTestWeb } from '../support/web.ts';

const fields = { runningTasks: '', waitingTasks: '', runsPerDay: '', picturesPerDay: '', memoryPercent: '' };

describe('the page of the limits', () => {
  it('shows what is configured, and what was changed here', async () => {
    const { as, alice } = await openTestWeb({ env: { RUNS_PER_DAY: '7' } });
    expect(await (await as(alice).get('/admin')).text()).toContain('href="/admin/limits"');
    const answer = await as(alice).post('/admin/limits', { ...fields, picturesPerDay: ' 500 ' });
    expect(answer.headers.get('location')).toBe('/admin/limits?done=saved');
    const page = await (await as(alice).get('/admin/limits?done=saved')).text();
    expect(page).toContain('The limits hold from now on.');
    expect(page).toContain('Empty: 7, as configured.');
    expect(page).toMatch(/name="picturesPerDay"[^>]* value="500"/);
    expect(page).not.toMatch(/name="runsPerDay"[^>]* value="[^"]/);
  });

  it.each([
    ['a word', 'many'],
    ['nothing at all', '0'],
    ['more than the machine could', '33'],
    ['a part of a run', '2.5'],
  ])('refuses %s, changes nothing, and keeps what was typed', async (_, typed) => {
    const { as, alice, parts } = await openTestWeb();
    const answer = await as(alice).post('/admin/limits', { runsPerDay: '9', runningTasks: typed });
    expect(answer.status).toBe(422);
    const page = await answer.text();
    expect(page).toContain('A whole number from 1 to 32.');
    expect(page).toContain(`value="${typed}"`);
    expect(page).toContain('value="9"');
    expect(parts.limits.changed()).toEqual({});
  });

  it('changes how many runs work at the same time', async () => {
    const { as, alice, parts } = await openTestWeb({ env: { RUNNING_TASKS: '1' } });
    const { queue, threads } = parts.engine;
    for (const id of ['a', 'b', 'c']) await queue.enqueue(id, { priority: 10, runAtMs: 0 });
    expect([await queue.claim('w'), await queue.claim('w')]).toEqual(['a', null]);
    await as(alice).post('/admin/limits', { runningTasks: '2' });
    expect([await queue.claim('w'), await queue.claim('w')]).toEqual(['b', null]);
    expect(threads().cap).toBe(2);
  });
});

describe('a run that may not be started', () => {
  const refused = async (scene: Awaited<ReturnType<typeof openRunWeb>>) => {
    const answer = await scene.browser.post('/tasks', runFields(scene.connection.id));
    expect(answer.status).toBe(422);
    expect(scene.parts.generation.active(scene.bob.user)).toBeUndefined();
    return await answer.text();
  };

  it('is refused with the sentence that says when it may, above the form', async () => {
    const scene = await openRunWeb();
    scene.parts.limits.change({ userId: scene.alice.user.id, values: { runsPerDay: 1 } });
    await scene.browser.post('/tasks', runFields(scene.connection.id));
    const [task] = scene.parts.generation.list(scene.bob.user, 1);
    await scene.browser.post(`/tasks/${task?.id}/cancellation`);
    const page = await refused(scene);
    expect(page).toContain(
      'You have started 1 run today, the most for a day. More from <time datetime="2026-03-02T00:00',
    );
  });

  it('is refused while the disk is full', async () => {
    const scene = await openRunWeb();
    const sample = { ...(await scene.parts.sampling.take()), diskFreeBytes: 5_000_000 };
    scene.parts.watermarks.judge(sample);
    expect(await refused(scene)).toContain(
      'Only 5 MB are free on the disk of Altwright, less than the 1 GB it keeps free.',
    );
  });

  it('says that it has a run going where that is what stands in the way', async () => {
    const scene = await openRunWeb();
    scene.parts.limits.change({ userId: scene.alice.user.id, values: { runsPerDay: 1 } });
    await scene.browser.post('/tasks', runFields(scene.connection.id));
    const again = await scene.browser.post('/tasks', runFields(scene.connection.id));
    expect(await again.text()).toContain('You already have a run going.');
  });
});

describe('a run that waits while the machine has no room', () => {
  it('says why, and again when that is over', async () => {
    const scene = await openRunWeb();
    const { parts, bob } = scene;
    await scene.browser.post('/tasks', runFields(scene.connection.id));
    const [{ id = '' } = {}] = parts.generation.list(bob.user, 1);
    const sample = { ...(await parts.sampling.take()), memoryLimitBytes: 10_000_000_000 };
    const place = regionsOf(`task:${id}`, { user: bob.user, parts })?.find(({ topic }) => topic === 'admin');
    const said = () => place?.render({ kind: 'queue' }, parts.words.for('en'));

    parts.watermarks.judge({ ...sample, rssBytes: 9_000_000_000 });
    expect(said()).toContain('Waiting in the queue. Altwright takes 9 GB of memory, more than the 8.5 GB it keeps to.');
    expect(await scene.text('/settings')).toContain('Altwright takes 9 GB of memory');
    parts.watermarks.judge({ ...sample, rssBytes: 5_000_000_000 });
    expect(said()).toContain('Waiting in the queue: this run is the next one.');
    expect(findTask(parts.db, id)?.status).toBe('queued');
  });
});
