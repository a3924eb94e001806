import { describe, expect, it } from 'vitest';
import { images } from '../../db/schema.ts';
import {
  modelName,
  quickSettings,
  settlePerson,
  testEngine,
  testInstance,
  testOllama,
  until,
} from '../support/engine.ts';
import { sandboxModel } from '../support/sandbox-ollama/index.ts';

const quickModel = (msPerImage: number) => [sandboxModel({ name: modelName, loadMs: 0, msPerImage })];

describe('the task engine', () => {
  it('drafts every picture that lacks a description, once', async () => {
    const instance = await testInstance({ dialect: 'mastodon' });
    const ollama = await testOllama({ models: quickModel(30) });
    const { generation, database, taskRow } = await testEngine(ollama);
    const bob = await settlePerson(database, instance, 'bob');
    instance.fillWithPosts(bob.account, { posts: 8, images: 12 });
    const task = await generation.start(bob.user, bob.connection, quickSettings, modelName);
    await until(() => taskRow(task.id).status === 'completed');
    const row = taskRow(task.id);
    expect(row).toMatchObject({ status: 'completed', percent: 100, isListed: true, step: 'done' });
    const drafted = database.db
      .select()
      .from(images)
      .all()
      .filter(({ state }) => state === 'drafted');
    expect(drafted.length).toBe(row.imagesDrafted);
    expect(drafted.length).toBeGreaterThan(0);
    expect(row.imagesDrafted + row.imagesFailed).toBe(row.imagesFound);
    expect(ollama.log.filter(({ route }) => route.includes('chat')).length).toBe(row.imagesFound - row.imagesReused);
  });
});
