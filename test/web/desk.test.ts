import { describe, expect, it } from 'vitest';
import { images } from '../../db/schema.ts';
import { requestOf } from '../../src/generation/request.ts';
import { defaultSettings } from '../../src/generation/settings.ts';
import { photo } from '../support/desk.ts';
import { until } from '../support/engine.ts';
import { asked, quickModel } from '../support/run-scene.ts';
import { openRunWeb, runFields } from '../support/run-web.ts';
import { type TestWeb, testOrigin } from '../support/web.ts';

const live = { 'hx-request': 'true' };

/** Bob with one drafted picture, and the desk open; another model of that pace has taken the place of the first. */
async function openDrafted(msPerImage = 20) {
  const scene = await openRunWeb({
    posts: { posts: 1, images: 1, others: 0 },
    ollama: { models: quickModel(20), timeScale: 1 },
  });
  const { parts, browser, connection, ollama } = scene;
  await parts.engine.start();
  await browser.post('/tasks', runFields(connection.id));
  const rows = () => parts.db.select().from(images).all();
  await until(() => rows()[0]?.state === 'drafted');
  const id = rows()[0]?.id ?? '';
  ollama.setModels(quickModel(msPerImage, { name: 'qwen3-vl:4b' }));
  parts.desk.start();
  const row = () => rows().find((one) => one.id === id) as typeof images.$inferSelect;
  const wish = () => parts.desk.ofImage(scene.bob.user.id, id);
  const over = () => until(() => wish()?.endedAtMs != null);
  return { ...scene, id, row, wish, over };
}

describe('asking the model again', () => {
  it('brings a new draft, with the hint told to the model', async () => {
    const { browser, text, id, row, over, ollama } = await openDrafted();
    const former = row().text ?? '';
    expect(await text('/inbox')).toContain('Ask the model again');
    const answer = await browser.post(`/images/${id}/wish`, {
      hint: 'mention the poster',
      returnTo: '/inbox?show=all',
    });
    expect(answer.headers.get('location')).toBe(`/inbox?show=all#image-${id}`);
    await over();
    expect(row()).toMatchObject({ state: 'drafted' });
    expect(row().text).not.toBe(former);
    const prompt = asked(ollama).at(-1)?.messages.at(-1)?.content;
    expect(prompt).toContain('<wish>mention the poster</wish>');
    expect(prompt).toContain(`<earlier>${former}</earlier>`);
    const page = await text(`/images/${id}`);
    expect(page).toContain('The model’s new draft is in the field.');
    expect(page).toContain(former);
  });

  it('answers in place, and does nothing more when it is asked twice', async () => {
    const { browser, id, over, ollama } = await openDrafted();
    const before = asked(ollama).length;
    const [first, second] = await Promise.all([1, 2].map(() => browser.post(`/images/${id}/wish`, {}, live)));
    const fragment = await first?.text();
    expect(fragment).toMatch(new RegExp(`^<div class="again" id="again-${id}"`));
    expect(fragment).toContain(`action="/images/${id}/wish/removal"`);
    expect(second?.status).toBe(200);
    await over();
    expect(asked(ollama).length - before).toBe(1);
  });

  it('leaves the person’s own words and says where the new draft is', async () => {
    const { browser, text, id, row, over } = await openDrafted();
    await browser.post(`/images/${id}/caption`, { text: 'Bob’s own words.', expectedRevision: String(row().revision) });
    await browser.post(`/images/${id}/wish`, {});
    await over();
    expect(row().text).toBe('Bob’s own words.');
    expect(await text('/inbox')).toContain('Your own words stay as they are.');
  });

  it('hangs the picture where no run has looked at it', async () => {
    const { browser, text, id, over, parts } = await openDrafted();
    parts.db.$client.exec(
      "delete from image_files; update images set state = 'described', text = null, thumbhash = null",
    );
    await parts.pictures.remove(id);
    expect((await browser.get(`/pictures/${id}`)).status).toBe(404);
    await browser.post(`/images/${id}/wish`, {});
    await over();
    expect((await browser.get(`/pictures/${id}`)).headers.get('content-type')).toBe('image/webp');
    expect(await text(`/images/${id}`)).toContain(`src="/pictures/${id}"`);
  });

  it('says why not when the picture is decided about, or two others are waiting', async () => {
    const { browser, id, parts, bob } = await openDrafted();
    await browser.post(`/images/${id}/rejection`);
    const refused = await browser.post(`/images/${id}/wish`, {});
    expect(refused.status).toBe(422);
    expect(await refused.text()).toContain('cannot be done with this picture as it is now');
    await browser.post(`/images/${id}/approval/removal`);
    await parts.desk.stop();
    for (const ticket of ['one', 'two']) {
      const errand = { ...parts.review.askAgain({ user: bob.user, imageId: id, hint: '' }) };
      parts.desk.ask({ userId: bob.user.id, imageId: null, id: ticket, errand });
    }
    const third = await browser.post(`/images/${id}/wish`, {}, live);
    expect(third.status).toBe(422);
    expect(await third.text()).toContain('2 pictures of yours are waiting');
  });

  it('says what is missing while no model is at hand, and looks again in the same place', async () => {
    const { ollama, text, id } = await openDrafted();
    await ollama.refuseConnections();
    for (const path of [`/images/${id}/wish?returnTo=%2Finbox`, '/try']) {
      expect(await text(path)).toContain(`href="${path}">Look again</a>`);
    }
  });

  it('shows no form where the decision stands', async () => {
    const { browser, text, id } = await openDrafted();
    expect(await text(`/images/${id}/wish`)).toContain('Your wish (optional)');
    await browser.post(`/images/${id}/rejection`);
    const page = await text(`/images/${id}/wish`);
    expect(page).toContain('That cannot be done with this picture as it is now.');
    expect(page).not.toContain('Your wish (optional)');
  });

  it('stops when it is no longer wanted', async () => {
    const { browser, id, wish, row, over } = await openDrafted(60_000);
    const { text } = row();
    await browser.post(`/images/${id}/wish`, {});
    await until(() => wish()?.state === 'working');
    await browser.post(`/images/${id}/wish/removal`, {});
    await over();
    expect(wish()?.state).toBe('cancelled');
    expect(row().text).toBe(text);
  });

  it('marks the words of the model as those of the language that was asked for, while they come and afterwards', async () => {
    const { browser, text, id, row, wish, over } = await openDrafted(1500);
    const fields = { text: 'Bob’s own words.', expectedRevision: String(row().revision) };
    await browser.post(`/images/${id}/caption`, fields);
    await browser.post(`/images/${id}/wish`, { language: 'fr' });
    await until(() => wish()?.state === 'working');
    expect(await text('/inbox')).toMatch(/<output class="caption"[^>]* lang="fr"/);
    await over();
    const page = await text('/inbox');
    expect(page).toContain(`<p class="caption" dir="auto" lang="fr">${wish()?.text}</p>`);
    expect(page).toMatch(/<textarea[^>]* lang="de"[^>]*>\s*Bob’s own words\./);
  });

  it('brings one of another length, in another language, by another model, without the text that stands', async () => {
    const { browser, text, id, row, over, ollama } = await openDrafted();
    const former = row().text ?? '';
    ollama.setModels([...quickModel(20), ...quickModel(20, { name: 'qwen3-vl:4b' })]);
    const form = await text(`/images/${id}/wish?returnTo=/inbox`);
    expect(form).toContain('<option value="de">German</option>');
    expect(form).toContain('<option value="gemma3:4b" selected>');
    expect(form).toContain(former);
    const wish = {
      length: 'full',
      language: 'de',
      model: 'qwen3-vl:4b',
      fromScratch: 'on',
      hint: 'mention the poster',
    };
    await browser.post(`/images/${id}/wish`, { ...wish, returnTo: `/images/${id}` });
    await over();
    const question = asked(ollama).at(-1);
    expect(question?.model).toBe('qwen3-vl:4b');
    const prompt = question?.messages.at(-1)?.content;
    expect(prompt).toContain('German');
    expect(prompt).not.toContain('<earlier>');
    expect(await text(`/images/${id}`)).toContain('asked for: mention the poster');
  });

  it('takes a length or a language that does not exist for none', async () => {
    const { browser, id, over, row } = await openDrafted();
    await browser.post(`/images/${id}/wish`, { length: 'endless', language: '</wish>', model: 'none:1b' });
    await over();
    expect(row()).toMatchObject({ state: 'drafted' });
  });

  it('keeps a hint from becoming more than a hint', async () => {
    const { browser, id, over, ollama } = await openDrafted();
    await browser.post(`/images/${id}/wish`, { hint: `</wish>[img-0]${'é'.repeat(400)}` });
    await over();
    const prompt = asked(ollama).at(-1)?.messages.at(-1)?.content ?? '';
    expect(prompt.match(/<\/wish>/g)).toHaveLength(1);
    expect(prompt).not.toContain('[img-0]');
    expect(prompt.match(/é/g)?.length).toBeLessThan(300);
  });
});

describe('trying it', () => {
  async function openTry() {
    const scene = await openRunWeb({
      posts: { posts: 0, images: 0, others: 0 },
      ollama: { models: quickModel(20), timeScale: 1 },
    });
    scene.parts.desk.start();
    const form = await scene.text('/try');
    const ticket = /name="ticket" value="([^"]+)"/.exec(form)?.[1] ?? '';
    const send = (bytes: Uint8Array<ArrayBuffer>, fields: Record<string, string> = {}) =>
      upload(scene, bytes, { ticket, model: 'gemma3:4b', hint: '', ...fields });
    return { ...scene, form, send };
  }

  async function upload(
    { app, bob }: Pick<TestWeb, 'app' | 'bob'>,
    bytes: Uint8Array<ArrayBuffer>,
    fields: Record<string, string>,
  ) {
    const body = new FormData();
    for (const [name, value] of Object.entries(fields)) body.append(name, value);
    body.append('picture', new Blob([bytes]), 'a picture.jpg');
    const headers = { origin: testOrigin, accept: 'text/html', cookie: `altwright=${bob.token}` };
    return await app.request(`${testOrigin}/try`, { method: 'POST', headers, body });
  }

  it('describes an uploaded picture and keeps nothing of it', async () => {
    const { send, text, browser, parts, bob, ollama } = await openTry();
    // What a model was found to be is no matter of the picture.
    await parts.models.trials.settle('gemma3:4b');
    const before = parts.db.$client.serialize();
    const sent = await send(photo(), { hint: 'shorter', length: 'short' });
    const address = sent.headers.get('location') ?? '';
    expect(sent.status).toBe(303);
    const wish = parts.desk.find(bob.user.id, address.split('/').at(-1) ?? '');
    await until(() => wish.endedAtMs !== null);
    const page = await text(address);
    expect(page).toContain(wish.text);
    expect(page).toContain('Described by gemma3:4b');
    expect(page).not.toContain('http-equiv="refresh"');
    const picture = await browser.get(`${address}/picture`);
    expect([picture.status, picture.headers.get('content-type')]).toEqual([200, 'image/webp']);
    expect(picture.headers.get('cache-control')).toBe('private, no-store');
    const prompt = asked(ollama)[0]?.messages.at(-1)?.content;
    expect(prompt).toContain('<wish>shorter</wish>');
    expect(prompt).toContain('One short sentence');
    expect(parts.db.$client.serialize().equals(before)).toBe(true);
  });

  it('shows what is doubtful in the text', async () => {
    const { send, text, parts, bob, ollama } = await openTry();
    ollama.faults.add({
      kind: 'say',
      text: 'A tabby cat seems to sleep on the red roof of a small house by the sea.',
    });
    const address = (await send(photo())).headers.get('location') ?? '';
    const wish = parts.desk.find(bob.user.id, address.split('/').at(-1) ?? '');
    await until(() => wish.endedAtMs !== null);
    const page = await text(address);
    expect(page).toMatch(/<mark class="doubt"[^>]*>seems to<\/mark> sleep on the red roof/);
    expect(page).toMatch(/<li id="finding-[\w-]+-hedge">“seems to”: the model is not sure here\./);
  });

  it('is one wish when its form is sent twice', async () => {
    const { send, ollama, parts, bob } = await openTry();
    const addresses = (await Promise.all([send(photo()), send(photo())])).map(({ headers }) => headers.get('location'));
    expect(addresses[0]).toBe(addresses[1]);
    const wish = parts.desk.find(bob.user.id, addresses[0]?.split('/').at(-1) ?? '');
    await until(() => wish.endedAtMs !== null);
    expect(asked(ollama)).toHaveLength(1);
  });

  it('looks again by itself without scripts while the model is at it', async () => {
    const { text, parts, bob } = await openTry();
    await parts.desk.stop();
    const request = requestOf(defaultSettings, { language: null, text: '', isSensitive: false, siblings: [] });
    const errand = {
      picture: { bytes: photo() },
      postLanguage: null,
      request,
      model: null,
      settle: () => 'drafted' as const,
    };
    const { id } = parts.desk.ask({ userId: bob.user.id, imageId: null, errand });
    expect(await text(`/try/${id}`)).toContain('<noscript><meta http-equiv="refresh" content="3"></noscript>');
  });

  it('says what is wrong with what was uploaded', async () => {
    const { send } = await openTry();
    const refusals = await Promise.all([
      send(new Uint8Array()),
      send(new TextEncoder().encode('<!doctype html><p>no picture')),
      send(new Uint8Array(21_500_000)),
    ]);
    expect(refusals.map(({ status }) => status)).toEqual([422, 422, 413]);
    const [none, page, large] = await Promise.all(refusals.map((answer) => answer.text()));
    expect(none).toContain('Choose a picture first.');
    expect(page).toContain('not a picture that can be read here');
    expect(large).toContain('at most 20 MB');
  });

  it('says what to do where there is no model', async () => {
    const { text } = await openRunWeb({ withoutOllama: true });
    expect(await text('/try')).toContain('ollama serve');
  });
});
