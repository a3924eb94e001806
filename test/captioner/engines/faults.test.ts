import { readFileSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { ChangedRetry } from '../../../src/captioner/captioner.ts';
import { toErrorRecord } from '../../../src/lib/errors.ts';
import type { Sentence } from '../../../src/lib/sentence.ts';
import words from '../../../templates/words/en/captioner.json' with { type: 'json' };
import type { Fault, SandboxOllamaOptions } from '../../support/sandbox-ollama/index.ts';
import { describeRequest, photograph, startCaptioner } from '../sandbox.ts';

const unheard = { signal: new AbortController().signal, onText: () => {} };

const printed = vi.fn();
beforeEach(() => {
  printed.mockClear();
  for (const method of ['log', 'warn', 'error', 'info'] as const) vi.spyOn(console, method).mockImplementation(printed);
});
afterEach(() => {
  vi.restoreAllMocks();
  expect(printed, 'nothing of the package reaches the console').not.toHaveBeenCalled();
});

type Row = { fault: Fault; code: string; category?: string; transient: boolean; server?: SandboxOllamaOptions };

const transient = (fault: Fault, code: string): Row => ({ fault, code, transient: true });
const lasting = (fault: Fault, code: string): Row => ({ fault, code, transient: false });
const ofPicture = (fault: Fault, code: string): Row => ({ fault, code, category: 'validation', transient: false });
const twice = { times: 2 };

const rows: Row[] = [
  transient({ kind: 'busy-503' }, 'model-busy'),
  transient({ kind: 'oom-500' }, 'out-of-memory'),
  transient({ kind: 'old-oom-500' }, 'out-of-memory'),
  transient({ kind: 'stopped-500' }, 'model-stopped'),
  transient({ kind: 'crash-and-reload' }, 'model-stopped'),
  transient({ kind: 'stall-500' }, 'load-stalled'),
  transient({ kind: 'error-midstream', k: 4 }, 'model-stopped'),
  transient({ kind: 'no-done', k: 4 }, 'model-stopped'),
  transient({ kind: 'rst', k: 4 }, 'model-stopped'),
  transient({ kind: 'truncated-json', k: 4 }, 'model-stopped'),
  transient({ kind: 'truncated-json', k: 4, cleanEnd: false }, 'model-stopped'),
  transient({ kind: 'proxy-502-html' }, 'model-unreachable'),
  transient({ kind: 'stale-keepalive', ...twice }, 'model-unreachable'),
  lasting({ kind: 'model-404' }, 'model-missing'),
  lasting({ kind: 'text-404' }, 'not-ollama'),
  lasting({ kind: 'html-200' }, 'not-ollama'),
  lasting({ kind: 'arch-500' }, 'model-unsupported'),
  lasting({ kind: '401' }, 'model-access'),
  lasting({ kind: '403-empty' }, 'model-access'),
  lasting({ kind: 'cloud-401' }, 'model-access'),
  lasting({ kind: '413-html' }, 'request-too-large'),
  lasting({ kind: 'nested-400-not-multimodal' }, 'not-vision'),
  lasting({ kind: 'nested-500-mmproj' }, 'not-vision'),
  ofPicture({ kind: 'nested-400-decode' }, 'image-undecodable'),
  ofPicture({ kind: 'old-500-decode' }, 'image-undecodable'),
  ofPicture({ kind: 'nested-400-context' }, 'context-exceeded'),
  ofPicture({ kind: 'loop', ...twice }, 'repetition'),
  ofPicture({ kind: 'loop-silent-end', ...twice }, 'repetition'),
  ofPicture({ kind: 'empty', ...twice }, 'empty'),
  ofPicture({ kind: 'whitespace', ...twice }, 'empty'),
  ofPicture({ kind: 'thinking-only', ...twice }, 'only-thought'),
  ofPicture({ kind: 'refusal', ...twice }, 'refusal'),
  ofPicture({ kind: 'prompt-echo', ...twice }, 'refusal'),
];

describe('a fault of the server', () => {
  it.each(rows)('$fault.kind becomes $code', async ({ fault, code, category = 'resource', transient: isTransient }) => {
    const { sandbox, captioner } = await startCaptioner();
    sandbox.faults.add(fault);
    const error = await captioner.describe(photograph, describeRequest(), unheard).catch((thrown) => thrown);
    expect(error).toMatchObject({ name: 'AppError', code, category });
    expect(error.isLasting).toBe(!isTransient);
    expect(sentenceOf(error.sentence)).not.toMatch(/\{\{/);
    await expect.poll(() => sandbox.generating()).toBe(0);
  });

  it.each(rows.filter((row) => row.transient))('after $fault.kind the next description succeeds', async ({ fault }) => {
    const { sandbox, captioner } = await startCaptioner();
    sandbox.faults.add(fault);
    await captioner.describe(photograph, describeRequest(), unheard).catch(() => {});
    const described = await captioner.describe(photograph, describeRequest(), unheard);
    expect(described.text).toMatch(/\.$/);
  });

  it.each(['split-bytes', 'coalesce', 'no-final-newline', 'crlf', 'blank-line', 'evict', 'stale-keepalive'] as const)(
    '%s changes nothing about the text',
    async (kind) => {
      const { sandbox, captioner } = await startCaptioner();
      const request = describeRequest({ language: 'ja' });
      const expected = await captioner.describe(photograph, request, unheard);
      sandbox.faults.add({ kind });
      expect((await captioner.describe(photograph, request, unheard)).raw).toBe(expected.raw);
    },
  );

  it('an unreachable server is told apart from all others', async () => {
    const { sandbox, captioner } = await startCaptioner();
    await sandbox.refuseConnections();
    const describing = captioner.describe(photograph, describeRequest(), unheard);
    await expect(describing).rejects.toMatchObject({ category: 'resource', code: 'model-unreachable' });
    expect(await captioner.health()).toMatchObject({ isReachable: false, error: { code: 'model-unreachable' } });
  });

  it.each([
    ['0.24.0', 'gemma3:4b', new TextEncoder().encode('no picture'), 'image-undecodable'],
    ['0.32.15', 'llama3.2:3b', photograph, 'not-vision'],
  ])('Ollama %s with %s is understood too', async (version, model, image, code) => {
    const { captioner } = await startCaptioner({ version });
    await expect(captioner.describe(image, describeRequest({ model }), unheard)).rejects.toMatchObject({ code });
  });

  it('an unknown error of the server keeps its text for the log and not for the page', async () => {
    const { sandbox, captioner } = await startCaptioner();
    sandbox.faults.add({ kind: 'stopped-500' });
    const error = await captioner.describe(photograph, describeRequest(), unheard).catch((thrown) => thrown);
    expect(String(error.cause)).toContain('unexpectedly stopped');
  });

  it.each([
    ['refusal', "can't help", 'refusal: an answer of 55 characters'],
    ['prompt-echo', 'alt text', 'refusal: an answer of 300 characters'],
    ['loop', 'red house', 'repetition: an answer of'],
    ['truncated-json', 'message', 'not a line of JSON'],
  ] as const)('that is a bad answer (%s) leaves nothing of its words for the log', async (kind, words, said) => {
    const { sandbox, captioner } = await startCaptioner();
    sandbox.faults.add(kind === 'truncated-json' ? { kind, k: 4 } : { kind, ...twice });
    const thrown = await captioner.describe(photograph, describeRequest(), unheard).catch((error) => error);
    const { log } = toErrorRecord(thrown);
    expect(log).toContain(said);
    expect(log).not.toContain(words);
  });
});

describe('a picture that the server could not take', () => {
  const remade = new Uint8Array(readFileSync(new URL('../../support/photos/rocket.jpg', import.meta.url)));
  type Refusal = 'nested-400-decode' | 'old-500-decode' | 'nested-400-context' | '413-html' | 'oom-500' | 'old-oom-500';

  it.each<[Refusal, 'png' | 'smaller', ChangedRetry]>([
    ['nested-400-decode', 'png', 'picture-format'],
    ['old-500-decode', 'png', 'picture-format'],
    ['nested-400-context', 'smaller', 'context'],
    ['413-html', 'smaller', 'too-large'],
    ['oom-500', 'smaller', 'memory'],
    ['old-oom-500', 'smaller', 'memory'],
  ])(
    'because of %s is made anew (%s) and shown once more, which is recorded as %s',
    async (kind, how, changedRetry) => {
      const { sandbox, captioner } = await startCaptioner();
      sandbox.faults.add({ kind });
      const remake = vi.fn(async () => remade);
      const described = await captioner.describe(photograph, describeRequest(), { ...unheard, remake });
      expect(described.changedRetry).toBe(changedRetry);
      expect(remake.mock.calls).toEqual([[how]]);
      expect(sandbox.log).toHaveLength(2);
      expect(sandbox.log[1]?.images[0]?.bytes).toBe(remade.length);
      expect(sandbox.log[1]?.options.num_ctx).toBe(4096);
    },
  );

  it('has the reason it had when it cannot be made anew', async () => {
    const { sandbox, captioner } = await startCaptioner();
    sandbox.faults.add({ kind: 'nested-400-context' });
    const remake = () => Promise.reject(new Error('the picture is gone'));
    const describing = captioner.describe(photograph, describeRequest(), { ...unheard, remake });
    await expect(describing).rejects.toMatchObject({ code: 'context-exceeded' });
    expect(sandbox.log).toHaveLength(1);
  });

  it('is not looked at a third time for what the second text lacks', async () => {
    const { sandbox, captioner } = await startCaptioner();
    sandbox.faults.add({ kind: 'oom-500' }, { kind: 'say', text: 'A cup. Beside it lies a spo', doneReason: 'length' });
    const described = await captioner.describe(photograph, describeRequest(), {
      ...unheard,
      remake: async () => remade,
    });
    expect(described).toMatchObject({ text: 'A cup.', changedRetry: 'memory' });
    expect(sandbox.log).toHaveLength(2);
  });
});

describe('a bad answer', () => {
  it.each([
    ['loop', 'repetition'],
    ['empty', 'empty'],
    ['refusal', 'refusal'],
  ] as const)('%s is asked for once more in another way', async (kind, changedRetry) => {
    const { sandbox, captioner } = await startCaptioner();
    sandbox.faults.add({ kind });
    const described = await captioner.describe(photograph, describeRequest({ hint: 'the cup' }), unheard);
    expect(described.changedRetry).toBe(changedRetry);
    const [first, second] = sandbox.log;
    expect(sandbox.log).toHaveLength(2);
    expect(second?.options.seed).not.toBe(first?.options.seed);
    expect(second?.options.num_ctx).toBe(first?.options.num_ctx);
    expect(second?.messages[1]?.content.includes('the cup')).toBe(kind !== 'refusal');
  });

  it('a loop is cut off long before the model would stop', async () => {
    const { sandbox, captioner } = await startCaptioner({ timeScale: 0.2 });
    sandbox.faults.add({ kind: 'loop' });
    await captioner.describe(photograph, describeRequest({ length: 'full' }), unheard);
    await expect.poll(() => sandbox.log[0]?.aborted).toBeTruthy();
    const [first] = sandbox.log;
    // How many of a loop's tokens arrive before it is noticed depends on how busy the machine is.
    expect(first?.aborted?.afterTokens).toBeLessThan(Number(first?.options.num_predict) / 2);
  });

  it('what was good before a loop is not taken for a description', async () => {
    const { sandbox, captioner } = await startCaptioner();
    sandbox.faults.add({ kind: 'say', text: `A menu on a wall. ${'Soup of the day. '.repeat(40)}` });
    const described = await captioner.describe(photograph, describeRequest(), unheard);
    expect(described.changedRetry).toBe('repetition');
    expect(described.raw).not.toContain('Soup');
    const [first, second] = sandbox.log;
    expect(Number(second?.options.repeat_penalty)).toBeGreaterThan(Number(first?.options.repeat_penalty));
  });

  it('a table with many equal words is heard to its end', async () => {
    const { sandbox, captioner } = await startCaptioner();
    const text = `A handwritten table of opening hours on a door. It reads: ${'closed, '.repeat(7)}open.`;
    sandbox.faults.add({ kind: 'say', text });
    const heard: string[] = [];
    const onText = (soFar: string) => heard.push(soFar);
    await captioner.describe(photograph, describeRequest(), { ...unheard, onText });
    expect(heard).toContain(text);
  });

  it('a text without end is hung up on', async () => {
    const { sandbox, captioner } = await startCaptioner();
    const text = Array.from({ length: 100_000 }, (_, number) => `Cup number ${number}.`).join(' ');
    sandbox.faults.add({ kind: 'say', text });
    let longest = 0;
    const onText = (soFar: string) => {
      longest = Math.max(longest, soFar.length);
    };
    const described = await captioner.describe(photograph, describeRequest(), { ...unheard, onText });
    expect(longest).toBeLessThanOrEqual(20_000);
    expect(described.raw.length).toBeLessThanOrEqual(20_000);
    expect(described.text.length).toBeLessThanOrEqual(1500);
    expect(described.changedRetry).toBe('over-limit');
  });

  it('JSON in a code block is unwrapped', async () => {
    const { sandbox, captioner } = await startCaptioner();
    const { text } = await captioner.describe(photograph, describeRequest(), unheard);
    sandbox.faults.add({ kind: 'fenced-json' });
    const fenced = await captioner.describe(photograph, describeRequest(), unheard);
    expect(fenced.text).toBe(text);
    expect(fenced.raw).toContain('```');
  });

  it('a text the model could not end is cut after its last full sentence, and says so', async () => {
    const { sandbox, captioner } = await startCaptioner();
    const text = 'A cup of coffee on a table. Beside it lies a spo';
    sandbox.faults.add({ kind: 'say', text, doneReason: 'length', times: 2 });
    const described = await captioner.describe(photograph, describeRequest(), unheard);
    expect(described.text).toBe('A cup of coffee on a table.');
    expect(described.findings.map(({ id }) => id)).toContain('cut-off');
    expect(described.changedRetry).toBe('cut-off');
  });
});

function sentenceOf({ key, values = {} }: Sentence): string {
  const text = (words as Record<string, string>)[key.replace('captioner.', '')] ?? `no words for {{${key}}}`;
  return text.replace(/\{\{(\w+)\}\}/g, (whole, name: string) => String(values[name] ?? whole));
}
