import { describe, expect, it } from 'vitest';
import type { PullProgress, VisionModel } from '../../../src/captioner/captioner.ts';
import { chooseDefaultModel, recommendedModels } from '../../../src/captioner/engines/models.ts';
import { createOllamaCaptioner } from '../../../src/captioner/engines/ollama.ts';
import { systemClock } from '../../../src/lib/clock.ts';
import words from '../../../templates/words/en/captioner.json' with { type: 'json' };
import { sandboxModel } from '../../support/sandbox-ollama/index.ts';
import { describeRequest, hostFetch, photograph, startCaptioner, until } from '../sandbox.ts';

const names = (models: VisionModel[]) => models.map(({ name }) => name);

describe('the models offered', () => {
  it('are those that can see and run here, smallest first', async () => {
    const { captioner } = await startCaptioner();
    expect(names(await captioner.models())).toEqual(['qwen3-vl:4b-instruct', 'gemma3:4b', 'qwen3.5:4b']);
  });

  it('are the same on servers whose list says nothing of capabilities', async () => {
    const { captioner } = await startCaptioner({ version: '0.24.0' });
    expect(names(await captioner.models())).toEqual(['qwen3-vl:4b-instruct', 'gemma3:4b', 'qwen3.5:4b']);
  });

  it('leave out what is listed as seeing and yet cannot be shown a picture', async () => {
    const models = [
      sandboxModel({ name: 'gemma4:e4b-mlx', family: 'gemma4', format: 'safetensors' }),
      sandboxModel({ name: 'llama3.2-vision:11b', family: 'mllama' }),
      sandboxModel({ name: 'gemma3:4b' }),
    ];
    const { captioner } = await startCaptioner({ models });
    expect(names(await captioner.models())).toEqual(['gemma3:4b']);
    const old = await startCaptioner({ models, version: '0.24.0' });
    expect(names(await old.captioner.models())).toContain('llama3.2-vision:11b');
  });

  it('say which is in memory, which thinks and how large they are', async () => {
    const { captioner } = await startCaptioner();
    await captioner.warm('qwen3.5:4b');
    const found = (await captioner.models()).find(({ name }) => name === 'qwen3.5:4b');
    const expected = {
      family: 'qwen35',
      loaded: true,
      isThinking: true,
      sizeBytes: 3_400_000_000,
      parameterSize: '4.7B',
    };
    expect(found).toMatchObject(expected);
  });

  it('are the same when the answers of an old server come in between', async () => {
    const { sandbox, captioner } = await startCaptioner();
    sandbox.faults.add({ kind: 'version-skew', times: 3 });
    expect(names(await captioner.models())).toEqual(['qwen3-vl:4b-instruct', 'gemma3:4b', 'qwen3.5:4b']);
  });

  it('leave out one that was removed while they were asked for, and no other', async () => {
    const { sandbox, captioner } = await startCaptioner({ version: '0.24.0' });
    sandbox.faults.add({ kind: 'show-404', model: 'gemma3:4b' });
    expect(names(await captioner.models())).toEqual(['qwen3-vl:4b-instruct', 'qwen3.5:4b']);
  });

  it('are none when nothing that sees is installed', async () => {
    const { captioner } = await startCaptioner({ models: [] });
    expect(await captioner.models()).toEqual([]);
  });

  it('come with a default: a good family that does not think aloud', () => {
    const base = { sizeBytes: 3e9, parameterSize: '', loaded: false, isThinking: false };
    const gemma3 = { ...base, name: 'gemma3:4b', family: 'gemma3' };
    const llava = { ...base, name: 'llava:7b', family: 'llama' };
    const thinker = { ...base, name: 'qwen3-vl:8b', family: 'qwen3vl', isThinking: true };
    const instruct = { ...base, name: 'qwen3-vl:8b-instruct', family: 'qwen3vl' };
    expect(chooseDefaultModel([llava, thinker, gemma3])?.name).toBe('gemma3:4b');
    expect(chooseDefaultModel([thinker, gemma3, instruct])?.name).toBe('qwen3-vl:8b-instruct');
    expect(chooseDefaultModel([llava, { ...llava, name: 'llava:13b', loaded: true }])?.name).toBe('llava:13b');
    expect(chooseDefaultModel([])).toBeUndefined();
  });

  it('and recommendations whose reasons have words', () => {
    expect(recommendedModels.length).toBeGreaterThan(2);
    for (const { whyKey } of recommendedModels) expect(words).toHaveProperty(whyKey.replace('captioner.', ''));
  });
});

describe('warming a model', () => {
  it('loads it with the options of a description, so that it is loaded once', async () => {
    const { sandbox, captioner } = await startCaptioner();
    await captioner.warm('gemma3:4b');
    await captioner.describe(photograph, describeRequest(), { signal: new AbortController().signal, onText: () => {} });
    expect(sandbox.loadCount()).toBe(1);
  });

  it('of a model that is not there says so', async () => {
    const { captioner } = await startCaptioner();
    await expect(captioner.warm('gone:1b')).rejects.toMatchObject({ code: 'model-missing' });
  });
});

describe('pulling a model', () => {
  const never = new AbortController().signal;

  it('tells its progress and ends with the model installed', async () => {
    const { captioner } = await startCaptioner({ models: [] });
    const progress: PullProgress[] = [];
    await captioner.pull('gemma3:4b', (step) => progress.push(step), never);
    expect(progress[0]).toEqual({ step: 'pulling manifest', completedBytes: null, totalBytes: null });
    expect(progress.some(({ completedBytes }) => completedBytes === 3_300_000_000)).toBe(true);
    expect(progress.at(-1)?.step).toBe('success');
    expect(names(await captioner.models())).toEqual(['gemma3:4b']);
  });

  it('of a name the library does not have fails although the stream began well', async () => {
    const { captioner } = await startCaptioner();
    await expect(captioner.pull('gema3', () => {}, never)).rejects.toMatchObject({ code: 'no-such-model' });
  });

  it('can be given up, and goes on where it stopped', async () => {
    const { sandbox, captioner } = await startCaptioner({ models: [] });
    sandbox.faults.add({ kind: 'pull-stall' });
    const controller = new AbortController();
    const steps: PullProgress[] = [];
    const pulling = captioner.pull('gemma3:4b', (step) => steps.push(step), controller.signal);
    const reason = new Error('not now');
    await Promise.all([
      expect(pulling).rejects.toBe(reason),
      until(() => steps.length >= 4).then(() => controller.abort(reason)),
    ]);
    const again: PullProgress[] = [];
    await captioner.pull('gemma3:4b', (step) => again.push(step), never);
    expect(again.find(({ completedBytes }) => completedBytes !== null)?.completedBytes).toBeGreaterThan(0);
  });

  it('that was broken off says so, and goes on where it stopped', async () => {
    const { sandbox, captioner } = await startCaptioner({ models: [] });
    sandbox.faults.add({ kind: 'pull-resume' });
    await expect(captioner.pull('gemma3:4b', () => {}, never)).rejects.toMatchObject({ category: 'resource' });
    const again: PullProgress[] = [];
    await captioner.pull('gemma3:4b', (step) => again.push(step), never);
    expect(again.find(({ completedBytes }) => completedBytes !== null)?.completedBytes).toBeGreaterThan(0);
    expect(names(await captioner.models())).toEqual(['gemma3:4b']);
  });

  it('from a server that is away says so', async () => {
    const { sandbox, captioner } = await startCaptioner();
    await sandbox.refuseConnections();
    await expect(captioner.pull('gemma3:4b', () => {}, never)).rejects.toMatchObject({ code: 'model-unreachable' });
  });
});

describe('the health of a server', () => {
  it('behind a path and a key is fine when both are given', async () => {
    const { sandbox, captioner } = await startCaptioner(
      { prefix: '/ollama', apiKey: 'k' },
      { headers: { authorization: 'Bearer k' } },
    );
    expect(sandbox.url).toMatch(/\/ollama$/);
    expect(await captioner.health()).toMatchObject({ isReachable: true, version: '0.32.15' });
  });

  it('without the key says that access was refused', async () => {
    const { captioner } = await startCaptioner({ apiKey: 'k' });
    expect(await captioner.health()).toMatchObject({ isReachable: false, error: { code: 'model-access' } });
  });

  it('at a wrong path is no Ollama', async () => {
    const { sandbox } = await startCaptioner({ prefix: '/ollama' });
    const url = sandbox.url.replace('/ollama', '');
    const wrong = createOllamaCaptioner({ url, fetch: hostFetch, clock: systemClock });
    expect(await wrong.health()).toMatchObject({ isReachable: false, error: { code: 'not-ollama' } });
  });
});
