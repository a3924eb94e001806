import { describe, expect, it } from 'vitest';
import { images } from '../../db/schema.ts';
import { listTasks } from '../../db/tasks.ts';
import { until } from '../support/engine.ts';
import { asked, quickModel } from '../support/run-scene.ts';
import { openRunWeb, runFields } from '../support/run-web.ts';

const wording = {
  disclosure: 'after',
  length: 'full',
  language: 'de',
  instructions: 'Use British spelling.\r\nNo jokes.',
  names: 'Miso: my cat\r\nAnna: a friend',
};

async function openSettings() {
  const scene = await openRunWeb({
    posts: { posts: 1, images: 1, others: 0 },
    ollama: { models: quickModel(20), timeScale: 1 },
  });
  const path = `/settings/connections/${scene.connection.id}`;
  const save = (changed: Record<string, string>) => scene.browser.post(path, runFields(scene.connection.id, changed));
  return { ...scene, path, save };
}

describe('how descriptions are worded', () => {
  it('is kept for the connection and shown again, in the form of a run too', async () => {
    const { path, save, text } = await openSettings();
    expect((await save(wording)).headers.get('location')).toBe(`${path}?done=saved`);
    for (const page of [await text(path), await text('/generate')]) {
      expect(page).toMatch(/value="full" checked/);
      expect(page).toMatch(/value="after" checked/);
      expect(page).toContain('<option value="de" selected>German</option>');
      expect(page).toContain('Use British spelling.\nNo jokes.</textarea>');
      expect(page).toContain('Miso: my cat\nAnna: a friend</textarea>');
    }
  });

  it('is told to the model by a run, and when it is asked again', async () => {
    const { parts, browser, connection, ollama, bob } = await openSettings();
    await parts.engine.start();
    await browser.post('/tasks', runFields(connection.id, wording));
    const drafted = () =>
      parts.db
        .select()
        .from(images)
        .all()
        .find(({ state }) => state === 'drafted');
    await until(() => drafted() !== undefined);
    parts.desk.start();
    await browser.post(`/images/${drafted()?.id}/wish`, {});
    await until(() => parts.desk.ofImage(bob.user.id, drafted()?.id ?? '')?.endedAtMs != null);
    const [first, last] = [asked(ollama)[0], asked(ollama).at(-1)].map(
      (question) => question?.messages.at(-1)?.content,
    );
    expect(last).not.toBe(first);
    for (const prompt of [first, last]) {
      expect(prompt).toContain('in German.\nUp to five short sentences, 80 to 474');
      expect(prompt).toContain('<instructions>Use British spelling.\nNo jokes.</instructions>');
      expect(prompt).toContain('<names>Miso: my cat\nAnna: a friend</names>');
    }
  });

  it('is refused at its fields, with all that was typed still there', async () => {
    const { save } = await openSettings();
    const names = `Miso ${'and another cat '.repeat(40)}`.trim();
    const answer = await save({ ...wording, length: 'endless', language: 'no language!', names });
    const page = await answer.text();
    expect(answer.status).toBe(422);
    for (const field of ['length', 'language', 'names']) {
      expect(page).toContain(`id="${field}-error"`);
      expect(page).toContain(`<a href="#${field}">`);
    }
    expect(page).toMatch(/<details class="disclosure" open><summary>Language and wording/);
    expect(page).toContain(`${names}</textarea>`);
    expect(page).toContain('Use British spelling.\nNo jokes.</textarea>');
    expect(page).toMatch(
      /Language of the descriptions: .*\n?.*Who and what your pictures show: Please use at most 500/,
    );
  });

  it('is nothing where nothing was said', async () => {
    const { browser, connection, parts, bob } = await openSettings();
    await browser.post('/tasks', runFields(connection.id, { instructions: ' \r\n ', names: '' }));
    const [task] = listTasks(parts.db, bob.user.id, 10);
    expect(task?.settings).toMatchObject({ length: 'normal', language: null, instructions: null, names: null });
  });

  it('says who is told', async () => {
    const { path, text } = await openSettings();
    expect(await text(path)).toContain('Nobody else sees them');
  });
});
