import { describe, expect, it } from 'vitest';
import { reviewKeysSql } from '../../db/review.ts';
import { captionGenerationTasks, images } from '../../db/schema.ts';
import { addPerson } from '../support/people.ts';
import { openScene } from './scene.ts';

describe('the review list', () => {
  it('shows what is needed to decide: the newest post first, its pictures in their order', async () => {
    const { review, addPost, bob, connection } = await openScene();
    const older = addPost();
    const newer = addPost([null, 'Described by its author', null]);
    const { items, nextCursor } = review.list({ user: bob });
    expect(items.map(({ id }) => id)).toEqual([...newer, ...older].map(({ id }) => id));
    expect(nextCursor).toBeNull();
    expect(items[0]).toMatchObject({
      text: 'Draft 0',
      limits: { minimum: 0, maximum: 40 },
      versionsCount: 1,
      findings: [],
      needsReplace: false,
      post: { text: 'Post 2', spoilerText: 'cw', isSensitive: true, language: 'de', visibility: 'unlisted' },
      connection: { id: connection.id, handle: 'bob@social.example' },
      siblings: [{ position: 1 }, { position: 2 }],
      publication: null,
    });
  });

  it('goes on after any row without losing or doubling one, also in the middle of a post', async () => {
    const { review, addPost, bob, connect } = await openScene();
    const other = { userId: bob.id, connectionId: connect(bob.id, 'bob2').id };
    for (let n = 0; n < 12; n++) addPost([null, null, null], n % 2 ? other : undefined);
    const [first] = review.list({ user: bob }).items;
    if (first) review.reject({ user: bob, imageId: first.id });
    const states = ['drafted', 'rejected'] as const;
    const whole = review.list({ user: bob, states, limit: 200 }).items.map(({ id }) => id);
    expect(new Set(whole).size).toBe(36);
    expect(whole[0]).toBe(first?.id);
    const paged: string[] = [];
    for (let cursor: string | null = ''; cursor !== null; ) {
      const page = review.list({ user: bob, states, limit: 5, cursor });
      paged.push(...page.items.map(({ id }) => id));
      cursor = page.nextCursor;
    }
    expect(paged).toEqual(whole);
  });

  it('can be of one run or one connection, which must be the person’s own', async () => {
    const { review, addPost, bob, db, connect, connection } = await openScene();
    const second = connect(bob.id, 'bob2');
    addPost();
    const [elsewhere] = addPost([null], { userId: bob.id, connectionId: second.id });
    const task = { id: 'task-1', userId: bob.id, connectionId: second.id, priority: 10, model: 'm', createdAt: 0 };
    db.insert(captionGenerationTasks).values(task).run();
    db.update(images).set({ taskId: 'task-1' }).run();
    db.$client.prepare('update images set task_id = null where connection_id = ?').run(connection.id);

    expect(review.list({ user: bob, connectionId: second.id }).items.map(({ id }) => id)).toEqual([elsewhere?.id]);
    expect(review.list({ user: bob, taskId: 'task-1' }).items.map(({ id }) => id)).toEqual([elsewhere?.id]);
    expect(review.taskCounts({ user: bob, taskId: 'task-1' })).toEqual({ drafted: 1 });
    expect(review.counts({ user: bob, states: ['drafted', 'approved'] })).toEqual({ drafted: 2, approved: 0 });

    const charlie = addPerson(db, 'charlie');
    const notFound = expect.objectContaining({ code: 'not-found' });
    expect(() => review.list({ user: charlie, taskId: 'task-1' })).toThrow(notFound);
    expect(() => review.list({ user: charlie, connectionId: second.id })).toThrow(notFound);
    expect(() => review.taskCounts({ user: charlie, taskId: 'task-1' })).toThrow(notFound);
  });

  it.each([
    ['connection_id', false, 'images_review'],
    ['task_id', false, 'images_task_review'],
    ['connection_id', true, 'images_says_nothing'],
  ] as const)(
    'by %s (only what says nothing: %s) reads its rows in the order of one index',
    async (column, only, index) => {
      const { db } = await openScene();
      for (const goesOn of [false, true]) {
        const plan = db.$client
          .prepare(`explain query plan ${reviewKeysSql(column, goesOn, only)}`)
          .all({ owner: 'x', state: 'drafted', limit: 50, postedAt: 1, postId: 'x', position: 1 }) as {
          detail: string;
        }[];
        const steps = plan.map(({ detail }) => detail);
        expect(steps).toHaveLength(1);
        expect(steps[0]).toContain(`INDEX ${index} (${column}=? AND state=?${goesOn ? ' AND posted_at<?' : ''})`);
      }
    },
  );
});
