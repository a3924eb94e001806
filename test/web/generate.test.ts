import { describe, expect, it } from 'vitest';
import { captionGenerationTasks } from '../../db/schema.ts';
import { listTasks } from '../../db/tasks.ts';
import { until } from '../support/engine.ts';
import { openRunWeb, runFields } from '../support/run-web.ts';
import { sandboxModel } from '../support/sandbox-ollama/index.ts';
import { openTestWeb } from '../support/web.ts';

type Scene = Awaited<ReturnType<typeof openRunWeb>>;

const tasksOf = ({ parts, bob }: Scene) => listTasks(parts.db, bob.user.id, 10);
const live = { 'hx-request': 'true' };

describe('the form that starts a run', () => {
  it('is made for the active connection and offers the models that can see', async () => {
    const { text, connection } = await openRunWeb();
    const page = await text('/generate');
    expect(page).toContain(`name="connectionId" value="${connection.id}"`);
    expect(page).toContain('<option value="gemma3:4b"');
    expect(page).toContain('Start describing');
    expect(page).not.toContain('value="llama3.2:3b"');
  });

  it('sends somebody without a connection to connect first', async () => {
    const web = await openTestWeb();
    expect(await (await web.as(web.bob).get('/generate')).text()).toContain('Connect an account first');
  });

  it('starts a run and remembers what was chosen, but not what was for once only', async () => {
    const scene = await openRunWeb();
    const { browser, connection, text } = scene;
    const once = { fromDate: '2026-01-01', postUrl: '' };
    const answer = await browser.post('/tasks', runFields(connection.id, { maxPostsPerRun: '7', ...once }));
    const [task] = tasksOf(scene);
    expect(answer.headers.get('location')).toBe(`/tasks/${task?.id}`);
    expect(task).toMatchObject({ status: 'queued', model: 'gemma3:4b', connectionId: connection.id });
    expect(task?.settings).toMatchObject({ maxPostsPerRun: 7, fromDate: '2026-01-01', visibilities: ['public'] });
    const again = await text('/generate');
    expect(again).toMatch(/name="maxPostsPerRun"[^>]* value="7"|value="7"[^>]*name="maxPostsPerRun"/);
    expect(again).not.toContain('2026-01-01');
  });

  it('takes several kinds of posts', async () => {
    const scene = await openRunWeb();
    const { visibilities: _one, ...fields } = runFields(scene.connection.id);
    const body = new URLSearchParams(fields);
    for (const kind of ['public', 'unlisted', 'direct']) body.append('visibilities', kind);
    const form = { 'content-type': 'application/x-www-form-urlencoded' };
    await scene.browser.ask('POST', '/tasks', form, body.toString());
    expect(tasksOf(scene)[0]?.settings).toMatchObject({ visibilities: ['public', 'unlisted', 'direct'] });
  });

  it('says at each field what is wrong, keeps what was typed, and starts nothing', async () => {
    const scene = await openRunWeb();
    const wrong = { maxPostsPerRun: '9000', processingDelaySeconds: '', fromDate: 'soon', model: 'no-such' };
    const answer = await scene.browser.post('/tasks', runFields(scene.connection.id, wrong));
    const page = await answer.text();
    expect(answer.status).toBe(422);
    for (const field of ['maxPostsPerRun', 'processingDelaySeconds', 'fromDate', 'model']) {
      expect(page).toContain(`id="${field}-error"`);
      expect(page).toContain(`<a href="#${field}">`);
    }
    expect(page).toContain('value="9000"');
    expect(tasksOf(scene)).toEqual([]);
  });

  it('opens what is folded away when something in it is wrong', async () => {
    const { browser, connection } = await openRunWeb();
    const page = await (await browser.post('/tasks', runFields(connection.id, { postUrl: 'no link' }))).text();
    expect(page).toMatch(/<details class="disclosure" open><summary>Only some days/);
    expect(page).toMatch(/<details class="disclosure"><summary>Length and pace/);
  });

  it('is for the connection it was made for, whichever is active by now', async () => {
    const scene = await openRunWeb();
    const other = await scene.connect('bob2');
    scene.parts.connections.activate(scene.bob.user.id, other.id);
    await scene.browser.post('/tasks', runFields(scene.connection.id));
    expect(tasksOf(scene)[0]?.connectionId).toBe(scene.connection.id);
  });

  it('refuses a second run with the way to the first', async () => {
    const scene = await openRunWeb();
    await scene.browser.post('/tasks', runFields(scene.connection.id));
    const answer = await scene.browser.post('/tasks', runFields(scene.connection.id));
    const page = await answer.text();
    expect(answer.status).toBe(422);
    expect(page).toContain('You already have a run going.');
    expect(page).toContain(`href="/tasks/${tasksOf(scene)[0]?.id}"`);
    expect(tasksOf(scene)).toHaveLength(1);
  });

  it('says that a connection whose token died must be connected again', async () => {
    const scene = await openRunWeb();
    scene.parts.connections.markExpired(scene.connection.id, { key: 'runs.connectionExpired' });
    const answer = await scene.browser.post('/tasks', runFields(scene.connection.id));
    expect(answer.status).toBe(422);
    expect(await answer.text()).toContain('Connect the account again');
  });
});

describe('the model', () => {
  it('is what the person used last, or else what an administrator chose', async () => {
    const scene = await openRunWeb();
    const models = await scene.parts.models.installed();
    const [first, second] = models.map(({ name }) => name);
    scene.parts.models.choose(second ?? '');
    expect(await scene.text('/generate')).toContain(`<option value="${second}" selected>`);
    await scene.browser.post('/tasks', runFields(scene.connection.id, { model: first ?? '' }));
    expect(await scene.text('/generate')).toContain(`<option value="${first}" selected>`);
    expect(scene.parts.models.inUse()).toBe(second);
  });

  it('that is missing is explained with the exact command, and nothing starts', async () => {
    const scene = await openRunWeb({ withoutOllama: true });
    const page = await scene.text('/generate');
    expect(page).toContain('Ollama cannot be reached');
    expect(page).toContain('ollama serve');
    expect((await scene.browser.post('/tasks', runFields(scene.connection.id))).status).toBe(422);
    expect(tasksOf(scene)).toEqual([]);
  });

  it('is fetched by an administrator with one button, and everybody sees how far it is', async () => {
    const library = [sandboxModel({ name: 'gemma3:4b' })];
    const scene = await openRunWeb({ ollama: { models: [], library, pullMs: 20 } });
    expect(await scene.text('/generate')).toContain('ollama pull gemma3:4b');
    expect(await scene.text('/generate')).not.toContain('Fetch gemma3:4b');
    const answer = await scene.as(scene.alice).post('/admin/models/pulls', { model: 'gemma3:4b' });
    expect(answer.headers.get('location')).toBe('/generate');
    expect(await scene.text('/generate')).toContain('Fetching gemma3:4b');
    await until(() => scene.parts.models.pull()?.outcome === 'done');
    expect(await scene.text('/generate')).toContain('<option value="gemma3:4b"');
  });

  it('that saw the test picture is named', async () => {
    const { parts, text } = await openRunWeb();
    expect(await text('/generate')).not.toContain('test picture');
    await parts.models.trials.settle('gemma3:4b');
    expect(await text('/generate')).toContain('Looked at a test picture and saw it: gemma3:4b.');
  });

  it('that saw nothing starts no run, until an administrator wants it all the same', async () => {
    const scene = await openRunWeb();
    const { parts, text, browser, connection } = scene;
    await parts.models.installed();
    scene.ollama.faults.add({ kind: 'blind' });
    await parts.models.trials.settle('gemma3:4b');
    expect(await text('/generate')).toContain('gemma3:4b was shown a test picture and did not say what is in it.');
    expect(await text('/generate')).not.toContain('Use gemma3:4b all the same');
    expect((await browser.post('/tasks', runFields(connection.id))).status).toBe(422);
    expect(tasksOf(scene)).toEqual([]);
    await scene.as(scene.alice).post('/admin/models/trust', { model: 'gemma3:4b' });
    expect(await text('/generate')).toContain('is used all the same: gemma3:4b.');
    expect((await browser.post('/tasks', runFields(connection.id))).status).toBe(303);
  });

  it('is one of the recommended, whatever a form says', async () => {
    const scene = await openRunWeb();
    const answer = await scene.as(scene.alice).post('/admin/models/pulls', { model: 'evil/model' });
    expect(answer.status).toBe(422);
    expect(scene.parts.models.pull()).toBeNull();
  });
});

describe('looking first', () => {
  it('counts by month what a run would describe, and describes and keeps nothing', async () => {
    const scene = await openRunWeb({ posts: { posts: 14, images: 14, others: 2 } });
    const answer = await scene.browser.post('/generate/preview', runFields(scene.connection.id));
    const page = await answer.text();
    expect(answer.status).toBe(200);
    expect(page).toMatch(/There are \d+ pictures to describe/);
    expect(page).toContain('not known yet');
    expect(tasksOf(scene)).toEqual([]);
    expect(scene.ollama.log.some(({ route }) => route.includes('chat'))).toBe(false);
  });

  it('answers a script with the form alone', async () => {
    const { browser, connection } = await openRunWeb();
    const answer = await browser.post('/generate/preview', runFields(connection.id), live);
    expect((await answer.text()).trim()).toMatch(/^<form class="form" id="generate"/);
  });

  it('leaves out what is settled already and estimates by the pace of earlier runs', async () => {
    const scene = await openRunWeb();
    await scene.parts.engine.start();
    await scene.browser.post('/tasks', runFields(scene.connection.id, { visibilities: 'public' }));
    await until(() => tasksOf(scene)[0]?.status === 'completed');
    const after = await (await scene.browser.post('/generate/preview', runFields(scene.connection.id))).text();
    expect(after).toContain('No picture without a description was found');
    const pace = { workedMs: 60_000, imagesDrafted: 6, imagesReused: 0 };
    scene.parts.db.update(captionGenerationTasks).set(pace).run();
    const again = { reprocessExisting: 'on' };
    const page = await (await scene.browser.post('/generate/preview', runFields(scene.connection.id, again))).text();
    const [, pictures] = /There (?:is|are) (\d+)/.exec(page) ?? [];
    expect(page).toContain(`gemma3:4b will need about ${Number(pictures) * 10} seconds`);
  });

  it('says at its field that a link leads to no post of the person', async () => {
    const scene = await openRunWeb();
    const postUrl = `${scene.instance.origin}/@bob/1`;
    const answer = await scene.browser.post('/generate/preview', runFields(scene.connection.id, { postUrl }));
    expect(answer.status).toBe(422);
    expect(await answer.text()).toContain('id="postUrl-error"');
  });

  it('learns that the token has died and asks to connect again', async () => {
    const scene = await openRunWeb();
    const { credentials } = scene.parts.connections.open(scene.connection.id);
    scene.instance.revokeToken(credentials.accessToken);
    const answer = await scene.browser.post('/generate/preview', runFields(scene.connection.id));
    expect(answer.status).toBe(422);
    expect(await answer.text()).toContain('This did not work.');
    expect(scene.parts.connections.get(scene.bob.user.id, scene.connection.id).status).toBe('expired');
  });
});

describe('the settings of a connection', () => {
  it('are saved for the next run and go back to the defaults', async () => {
    const { browser, connection, text } = await openRunWeb();
    const path = `/settings/connections/${connection.id}`;
    const answer = await browser.post(path, runFields(connection.id, { maxCaptionLength: '300' }));
    expect(answer.headers.get('location')).toBe(`${path}?done=saved`);
    expect(await text('/generate')).toContain('value="300"');
    await browser.post(`${path}/defaults`);
    expect(await text('/generate')).not.toContain('value="300"');
  });

  it('are refused at their fields', async () => {
    const { browser, connection } = await openRunWeb();
    const wrong = runFields(connection.id, { maxCaptionLength: '9999' });
    const answer = await browser.post(`/settings/connections/${connection.id}`, wrong);
    expect(answer.status).toBe(422);
    expect(await answer.text()).toContain('id="maxCaptionLength-error"');
  });

  it('are found from the settings page', async () => {
    const { connection, text } = await openRunWeb();
    expect(await text('/settings')).toContain(`href="/settings/connections/${connection.id}"`);
  });
});
