import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { imageFiles, images, notifications } from '../../db/schema.ts';
import { AppError } from '../../src/lib/errors.ts';
import { say } from '../../src/lib/sentence.ts';
import type { News } from '../../src/progress/hub.ts';
import { progressOf } from '../../src/progress/view.ts';
import { settlePerson, until } from '../support/engine.ts';
import { asked, runScene } from '../support/run-scene.ts';

describe('the task engine', () => {
  it('drafts every picture that lacks a description, once, and keeps its thumbnail', async () => {
    const { database, instance, db, start, taskRow, ollama } = await runScene(30);
    const bob = await settlePerson(database, instance, 'bob');
    instance.fillWithPosts(bob.account, { posts: 8, images: 12 });
    const task = await start(bob);
    await until(() => taskRow(task.id).status === 'completed');
    const row = taskRow(task.id);
    expect(row).toMatchObject({ status: 'completed', percent: 100, isListed: true, step: 'done' });
    const states = db
      .select()
      .from(images)
      .all()
      .map(({ state }) => state);
    expect(states.filter((state) => state === 'drafted')).toHaveLength(row.imagesDrafted);
    expect(row.imagesDrafted).toBeGreaterThan(0);
    expect(row.imagesDrafted + row.imagesFailed).toBe(row.imagesFound);
    expect(asked(ollama)).toHaveLength(row.imagesFound - row.imagesReused);
    const files = readdirSync(join(database.dataDir, 'pictures'), { recursive: true, withFileTypes: true });
    expect(files.filter((entry) => entry.isFile())).toHaveLength(row.imagesFound);
    expect(db.select().from(imageFiles).all()).toHaveLength(row.imagesFound);
  });

  it('passes the words on as they come, each text longer than the one before, and ends with the draft', async () => {
    const { person, start, hub, db, taskRow } = await runScene(500, { inFlight: 1 });
    const bob = await person('bob', 1);
    const task = await start(bob);
    const texts: string[] = [];
    const order: News['kind'][] = [];
    hub.subscribe(`task:${task.id}`, (news) => {
      order.push(news.kind);
      if (news.kind === 'words') texts.push(news.text);
    });
    await until(() => taskRow(task.id).status === 'completed');
    const [image] = db.select().from(images).all();
    expect(texts.length).toBeGreaterThan(1);
    for (const [index, text] of texts.entries()) expect(text.startsWith(texts[index - 1] ?? '')).toBe(true);
    expect(image?.text?.startsWith(texts.at(-1)?.trim() ?? '?')).toBe(true);
    // After the draft no words come, nor are any kept.
    expect(order.lastIndexOf('words')).toBeLessThan(order.lastIndexOf('image'));
    expect(hub.wordsOf(task.id).size).toBe(0);
  });

  it('shows no percentage while it lists, and never a smaller one than before', async () => {
    const { person, start, hub, taskRow } = await runScene(20);
    const bob = await person('bob', 6);
    const task = await start(bob);
    const seen: (number | null)[] = [];
    hub.subscribe(`task:${task.id}`, () => seen.push(progressOf(taskRow(task.id), Date.now()).percent));
    await until(() => taskRow(task.id).status === 'completed' && seen.at(-1) === 100);
    const known = seen.filter((percent) => percent !== null);
    expect(seen[0]).toBeNull();
    expect(known).toEqual([...known].sort((a, b) => a - b));
    expect(seen.slice(seen.findIndex((percent) => percent !== null))).not.toContain(null);
  });

  it('completes with nothing to do', async () => {
    const { person, start, taskRow } = await runScene(10);
    const bob = await person('bob', 0);
    const task = await start(bob);
    await until(() => taskRow(task.id).status === 'completed');
    expect(taskRow(task.id)).toMatchObject({ imagesFound: 0, summary: { key: 'runs.summaryNothing' } });
  });

  it('ends a run at once whose connection no longer opens, with its sentence', async () => {
    const expired = new AppError('authentication', say('runs.connectionExpired'), { code: 'expired' });
    const { person, start, taskRow, db, tokenDeaths } = await runScene(10, {
      buildSpec: () => Promise.reject(expired),
    });
    const bob = await person('bob', 1);
    const task = await start(bob);
    await until(() => taskRow(task.id).status === 'failed');
    expect(taskRow(task.id)).toMatchObject({ attempt: 1, error: { sentence: { key: 'runs.connectionExpired' } } });
    expect(tokenDeaths).toEqual([bob.connection.id]);
    expect(db.select().from(notifications).all()).toMatchObject([{ kind: 'run-failed', userId: bob.user.id }]);
  });

  it('waits with the reason when pictures cannot be stored, and loses none', async () => {
    let isFull = true;
    const pictures = {
      async write() {
        if (isFull) throw new Error('no space left on device');
      },
      read: async () => undefined,
    };
    const { person, start, taskRow, hurry, db } = await runScene(10, { pictures });
    const bob = await person('bob', 3);
    const task = await start(bob);
    await until(() => taskRow(task.id).waitingUntil !== null);
    expect(taskRow(task.id)).toMatchObject({ tries: 1, imagesDrafted: 0, waitingReason: { key: 'runs.eventsLost' } });
    isFull = false;
    hurry(task.id);
    await until(() => taskRow(task.id).status === 'completed');
    expect(taskRow(task.id)).toMatchObject({ imagesFound: 3, imagesDrafted: 3, imagesFailed: 0 });
    expect(db.select().from(imageFiles).all()).toHaveLength(3);
  });
});
