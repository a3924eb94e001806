import { describe, expect, it } from 'vitest';
import { sandboxModel } from '../sandbox-ollama/index.ts';
import { type Line, linesOf, picture, startScene, textOf } from './scene.ts';

const errorOf = async (response: Response) => ({
  status: response.status,
  error: ((await response.json()) as { error: string }).error,
});

describe('the sandbox Ollama on the wire', () => {
  it('streams one JSON object a line, with numbers in nanoseconds on the last', async () => {
    const { chat } = await startScene();
    const response = await chat();
    expect(response.headers.get('content-type')).toBe('application/x-ndjson');
    const lines = await linesOf(response);
    const last = lines.at(-1) as Line;
    expect(lines.slice(0, -1).every(({ done }) => done === false)).toBe(true);
    expect(last).toMatchObject({ done: true, done_reason: 'stop', prompt_eval_count: expect.any(Number) });
    const parts = ['load_duration', 'prompt_eval_duration', 'eval_duration'].map((name) => Number(last[name]));
    expect(parts.reduce((sum, part) => sum + part)).toBeLessThanOrEqual(Number(last.total_duration) * 1.1);
    expect(last.eval_count).toBe(lines.length - 1);
  });

  it('answers as one object when no stream is wanted', async () => {
    const { chat } = await startScene();
    const whole = (await (await chat({ stream: false })).json()) as Line;
    expect(whole.message?.content).toBe(textOf(await linesOf(await chat())));
    expect(whole.done).toBe(true);
  });

  it('speaks the same words for the same picture and seed, others for another', async () => {
    const { chat } = await startScene();
    const say = async (name: string, seed: number) =>
      textOf(await linesOf(await chat({ options: { seed } }, 'Describe it.', [picture(name)])));
    expect(await say('coffee', 1)).toBe(await say('coffee', 1));
    const all = await Promise.all(['coffee', 'camera', 'rocket', 'chelsea'].map((name) => say(name, 1)));
    expect(new Set(all).size).toBeGreaterThan(2);
  });

  it.each([
    ['German', /[äöüß]|Ein/],
    ['French', /Un|Des/],
    ['Spanish', /Un|El|Col|Var|Cien/],
    ['Japanese', /[ぁ-ん]/],
    ['English', /^[A-Z]/],
  ])('describes in %s in 80 to 200 characters', async (language, pattern) => {
    const { chat } = await startScene();
    for (const name of ['coffee', 'camera', 'rocket', 'chelsea', 'astronaut']) {
      const text = textOf(await linesOf(await chat({}, `Write alt text in ${language}.`, [picture(name)])));
      expect(text).toMatch(pattern);
      expect(text.length).toBeGreaterThanOrEqual(80);
      expect(text.length).toBeLessThanOrEqual(200);
    }
  });

  it('takes no language from what stands between tags', async () => {
    const { chat } = await startScene();
    const prompt = 'Not from <post> or <read>. Write in Spanish.\n<read>in German</read>\n<post>in French</post>';
    expect(textOf(await linesOf(await chat({}, prompt)))).toMatch(/^(Un|El|Col|Var|Cien)/);
  });

  it('speaks of what the post speaks of', async () => {
    const { chat } = await startScene();
    expect(textOf(await linesOf(await chat({}, 'Alt text.\n<post>The rocket is ready</post>')))).toContain('rocket');
  });

  it.each([
    ['no JSON', 'nonsense', 400, /invalid character/],
    ['no model', { messages: [] }, 400, /model is required/],
    ['a missing model', { model: 'x', messages: [] }, 404, /model 'x' not found/],
    [
      'a data address',
      { model: 'gemma3:4b', messages: [{ images: ['data:image/png;base64,AAAA'] }] },
      400,
      /at input byte 4/,
    ],
    [
      'a bad option',
      { model: 'gemma3:4b', messages: [], options: { num_ctx: '4096' } },
      500,
      /must be of type integer/,
    ],
    ['a bad keep_alive', { model: 'gemma3:4b', messages: [], keep_alive: '5' }, 400, /missing unit/],
    ['thinking that is not there', { model: 'gemma3:4b', messages: [], think: true }, 400, /does not support thinking/],
  ])('refuses %s', async (_, body, status, pattern) => {
    const { post } = await startScene();
    const refused = await errorOf(await post('/api/chat', body));
    expect(refused.status).toBe(status);
    expect(refused.error).toMatch(pattern);
  });

  it('answers unknown paths and wrong methods in plain text', async () => {
    const { sandbox } = await startScene();
    expect(await (await fetch(`${sandbox.url}/api/nothing`)).text()).toBe('404 page not found');
    expect((await fetch(`${sandbox.url}/api/chat`)).status).toBe(405);
    expect(await (await fetch(sandbox.url)).text()).toBe('Ollama is running');
  });

  it('encodes an error of its engine twice', async () => {
    const { chat } = await startScene();
    const { status, error } = await errorOf(await chat({}, 'x', [Buffer.from('nonsense').toString('base64')]));
    expect(status).toBe(400);
    expect(JSON.parse(error)).toMatchObject({ error: { code: 400, message: 'Failed to load image or audio file' } });
  });

  it('counts the tokens of a picture by its size and refuses what does not fit', async () => {
    const wide = sandboxModel({ name: 'wide', tokenRule: { kind: 'patches', px: 8, minTokens: 8, maxTokens: 9000 } });
    const { chat } = await startScene({ models: [wide] });
    const { error } = await errorOf(
      await chat({ model: 'wide', options: { num_ctx: 2048 } }, 'x', [picture('coffee')]),
    );
    expect(JSON.parse(error)).toMatchObject({ error: { type: 'exceed_context_size_error', n_ctx: 2048 } });
  });

  it('thinks aloud when nobody forbids it, and may have nothing left to say', async () => {
    const { chat } = await startScene();
    const model = 'qwen3.5:4b';
    const lines = await linesOf(await chat({ model, options: { num_predict: 20 } }));
    expect(textOf(lines)).toBe('');
    expect(lines.at(-1)?.done_reason).toBe('length');
    expect(textOf(await linesOf(await chat({ model, think: false })))).not.toBe('');
  });
});
