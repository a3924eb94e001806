import { describe, expect, it, onTestFinished } from 'vitest';
import { createOpenaiCaptioner, type OpenaiCaptionerOptions } from '../../../src/captioner/engines/openai.ts';
import { systemClock } from '../../../src/lib/clock.ts';
import { testClock } from '../../support/clock.ts';
import {
  type OpenaiFault,
  type OpenaiRequest,
  type SandboxOpenaiOptions,
  startSandboxOpenai,
} from '../../support/sandbox-openai/index.ts';
import { describeRequest, hostFetch, photograph } from '../sandbox.ts';
import { captionerContract } from './port.contract.ts';

const model = 'gemma-3-4b-it';
const questionsTo = ({ log }: { log: OpenaiRequest[] }) => log.filter(({ method }) => method === 'POST');
const unheard = { signal: new AbortController().signal, onText: () => {} };

async function open(options: SandboxOpenaiOptions = {}, more: Partial<OpenaiCaptionerOptions> = {}) {
  const sandbox = await startSandboxOpenai(options);
  onTestFinished(sandbox.close);
  const captioner = createOpenaiCaptioner({ url: sandbox.url, fetch: hostFetch, clock: systemClock, ...more });
  const ask = (fault?: OpenaiFault, onText: (text: string) => void = unheard.onText) => {
    if (fault) sandbox.faults.push(fault);
    return captioner.describe(photograph, describeRequest({ model }), { ...unheard, onText });
  };
  return { sandbox, captioner, ask };
}

captionerContract('A server with the API of OpenAI', async () => {
  const { sandbox, captioner } = await open();
  return { captioner, model, isGenerating: () => sandbox.generating() > 0 };
});

describe('a question to a server with the API of OpenAI', () => {
  it('carries the picture as data, the manner by names that all such servers know, and the key', async () => {
    const { sandbox, ask } = await open({ apiKey: 'a key' }, { headers: { authorization: 'Bearer a key' } });
    await ask();
    const [asked] = sandbox.log;
    expect(asked).toMatchObject({ path: '/v1/chat/completions', authorization: 'Bearer a key' });
    expect(asked?.images.map((image) => new Uint8Array(image))).toEqual([photograph]);
    const manner = { stream: true, temperature: 0.1, seed: 11, frequency_penalty: 0.2 };
    expect(asked?.body).toMatchObject({ model, ...manner, chat_template_kwargs: { enable_thinking: false } });
    expect(asked?.body.max_tokens).toBeGreaterThan(100);
  });

  it.each([
    'crlf',
    'coalesced',
    'split-bytes',
    'comments',
    'no-space',
    'no-last-line',
    'no-done',
    'reasoning',
  ] as const)('is answered the same however its events are framed: %s', async (kind) => {
    const { ask } = await open();
    const plain = await ask();
    const heard: string[] = [];
    const framed = await ask({ kind }, (text) => void heard.push(text));
    expect(framed.text).toBe(plain.text);
    expect(heard.at(-1)).toBe(plain.raw);
  });

  it.each([
    [{ kind: '400-image' }, 'not-vision'],
    [{ kind: '400-image-studio' }, 'not-vision'],
    [{ kind: '500-image-vllm' }, 'not-vision'],
    [{ kind: '400-context' }, 'context-exceeded'],
    [{ kind: '401' }, 'model-access'],
    [{ kind: '404-model' }, 'model-missing'],
    [{ kind: '429' }, 'model-busy'],
    [{ kind: '503-loading' }, 'model-busy'],
    [{ kind: 'html-200' }, 'not-ollama'],
    [{ kind: '502-html' }, 'model-unreachable'],
    [{ kind: 'error-midstream', k: 3 }, 'out-of-memory'],
    [{ kind: 'ended-early', k: 3 }, 'model-stopped'],
    [{ kind: 'reset', k: 3 }, 'model-stopped'],
    [{ kind: 'cut-json', k: 3 }, 'model-stopped'],
    [{ kind: 'empty', times: 2 }, 'empty'],
    [{ kind: 'reasoning-only', times: 2 }, 'only-thought'],
    [{ kind: 'loop', times: 2 }, 'repetition'],
    [{ kind: 'refusal', times: 2 }, 'refusal'],
  ] as [OpenaiFault, string][])('that meets %j ends as %s', async (fault, code) => {
    const { ask } = await open();
    // Some are worth another making of the picture or another question; here they meet the same again.
    await expect(ask({ times: 4, ...fault })).rejects.toMatchObject({ name: 'AppError', code });
  });

  it('that is answered with thoughts alone is asked once more', async () => {
    const { ask, sandbox } = await open();
    const described = await ask({ kind: 'reasoning-only' });
    expect(described.changedRetry).toBe('empty');
    expect(sandbox.log).toHaveLength(2);
  });

  it('is cut where the server stopped, and says so', async () => {
    const { sandbox, captioner } = await open();
    const request = describeRequest({ model, length: 'short', maxLength: 60 });
    const described = await captioner.describe(photograph, request, unheard);
    expect(described.text.length).toBeLessThanOrEqual(60);
    expect(sandbox.log.length).toBeLessThanOrEqual(2);
  });

  it.each([
    [{ kind: 'silence' }, 'model-silent'],
    [{ kind: 'stall', k: 3, ms: 60_000 }, 'model-stalled'],
  ] as [OpenaiFault, string][])('that is not answered any more (%j) is given up as %s', async (fault, code) => {
    const limits = { firstByteColdMs: 200, firstByteWarmMs: 200, idleMs: 200 };
    const { sandbox, ask } = await open({}, { limits });
    await expect(ask(fault)).rejects.toMatchObject({ code });
    await expect.poll(() => sandbox.log[0]?.wasAborted).toBe(true);
    expect(sandbox.generating()).toBe(0);
  });

  it('says of a server that is gone which setting names it', async () => {
    const { sandbox, ask, captioner } = await open();
    await sandbox.close();
    const sentence = { key: 'captioner.endpointUnreachable', values: { host: sandbox.url, model } };
    await expect(ask()).rejects.toMatchObject({ code: 'model-unreachable', sentence });
    expect(await captioner.health()).toMatchObject({ isReachable: false });
  });

  it.each(['llama.cpp', 'vllm'] as const)('tells how long it waited behind another one: %s', async (dialect) => {
    const { ask } = await open({ dialect, msPerImage: 600 });
    // One that says no times itself is known by its quickest first word.
    const alone = await ask();
    const [first, second] = await Promise.all([ask(), ask()]);
    for (const quick of [alone, first]) expect(quick.timings.queueMs).toBeLessThan(300);
    expect(second.timings.queueMs).toBeGreaterThan(300);
  });
});

describe('which models of such a server are offered', () => {
  const models = [
    { id: 'sees', sees: true },
    { id: 'blind', sees: false },
  ];
  const namesOf = async (options: SandboxOpenaiOptions, more: Partial<OpenaiCaptionerOptions> = {}) => {
    const { captioner, sandbox } = await open(options, more);
    const names = (await captioner.models()).map(({ name }) => name);
    return { names, asked: questionsTo(sandbox).length, captioner, sandbox };
  };

  it.each(['llama.cpp', 'studio'] as const)('those that it says itself can see: %s', async (dialect) => {
    expect(await namesOf({ dialect, models })).toMatchObject({ names: ['sees'], asked: 0 });
  });

  it('none of several of which it does not say so, since each would have to be loaded for a test', async () => {
    expect(await namesOf({ dialect: 'vllm', models })).toMatchObject({ names: [], asked: 0 });
  });

  it('those that the operator names, as far as they are there', async () => {
    const named = { models: ['blind', 'gone'] };
    expect(await namesOf({ dialect: 'vllm', models }, named)).toMatchObject({ names: ['blind'], asked: 0 });
  });

  it.each([
    [true, ['only']],
    [false, []],
  ])('the only one if it knows red when it sees it (%s), which is asked once', async (sees, expected) => {
    const { names, captioner, sandbox } = await namesOf({ dialect: 'vllm', models: [{ id: 'only', sees }] });
    expect(names).toEqual(expected);
    expect((await captioner.models()).map(({ name }) => name)).toEqual(expected);
    expect(questionsTo(sandbox)).toHaveLength(1);
  });

  it('is tested again a minute after the test met trouble, which is told meanwhile', async () => {
    const clock = testClock();
    const { captioner, sandbox } = await open({ dialect: 'vllm' }, { clock });
    sandbox.faults.push({ kind: '503-loading' });
    await expect(captioner.models()).rejects.toMatchObject({ code: 'model-busy' });
    await expect(captioner.models()).rejects.toMatchObject({ code: 'model-busy' });
    expect(questionsTo(sandbox)).toHaveLength(1);
    clock.advance(60_000);
    expect((await captioner.models()).map(({ name }) => name)).toEqual([model]);
  });

  it('is asked once however many want to know, none of whom waits for long', async () => {
    const clock = testClock();
    const { captioner, sandbox } = await open({ dialect: 'vllm' }, { clock });
    sandbox.faults.push({ kind: 'silence' });
    const codes: string[] = [];
    const listing = () => captioner.models().catch(({ code }) => void codes.push(code));
    void listing();
    await expect.poll(() => questionsTo(sandbox)).toHaveLength(1);
    for (let more = 0; more < 4; more += 1) void listing();
    await expect.poll(() => sandbox.log.filter(({ path }) => path === '/api/v0/models')).toHaveLength(5);
    const later = () => {
      clock.advance(1000);
      return codes;
    };
    await expect.poll(later).toEqual(Array.from({ length: 5 }, () => 'model-busy'));
    expect(questionsTo(sandbox)).toHaveLength(1);
  });

  it('fetches none', async () => {
    const { captioner } = await open();
    const pulling = captioner.pull('another', () => {}, unheard.signal);
    await expect(pulling).rejects.toMatchObject({ sentence: { key: 'captioner.endpointPull' } });
  });
});
