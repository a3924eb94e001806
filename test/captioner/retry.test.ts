import { describe, expect, it } from 'vitest';
import type { Finding } from '../../src/captioner/captioner.ts';
import { isBetter, retryReasonOf } from '../../src/captioner/retry.ts';
import { describeRequest, photograph, startCaptioner } from './sandbox.ts';

const unheard = { signal: new AbortController().signal, onText: () => {} };

const finding = (id: string, severity: Finding['severity']): Finding => ({ id, severity, message: { key: 'x' } });

describe('a second look at the picture', () => {
  it.each([
    ['an error in the language', [finding('language', 'error')], 'language'],
    ['a loop', [finding('loop', 'error')], 'repetition'],
    ['text that was left out', [finding('mood', 'warning'), finding('lost-text', 'error')], 'lost-text'],
    ['an error that it would not mend', [finding('markdown', 'error')], null],
    ['a warning', [finding('language', 'warning'), finding('hedge', 'warning')], null],
    ['nothing', [], null],
  ] as const)('for %s', (_, findings, reason) => {
    expect(retryReasonOf([...findings])).toBe(reason);
  });

  it.each([
    ['fewer errors', [finding('a', 'warning'), finding('b', 'warning')], [finding('a', 'error')], true],
    ['more errors', [finding('a', 'error')], [finding('a', 'warning'), finding('b', 'warning')], false],
    ['fewer warnings', [finding('a', 'error')], [finding('a', 'error'), finding('b', 'warning')], true],
    ['as much', [finding('a', 'error')], [finding('a', 'error')], false],
  ] as const)('replaces the first text when it has %s against it', (_, later, earlier, expected) => {
    expect(isBetter([...later], [...earlier])).toBe(expected);
  });

  const stopped = {
    kind: 'say',
    text: 'A cup of coffee on a table. Beside it lies a spo',
    doneReason: 'length',
  } as const;

  it('gives a model that was stopped more room', async () => {
    const { sandbox, captioner } = await startCaptioner();
    sandbox.faults.add(stopped);
    const described = await captioner.describe(photograph, describeRequest(), unheard);
    const [first, second] = sandbox.log;
    expect(described.changedRetry).toBe('cut-off');
    expect(described.findings.map(({ id }) => id)).not.toContain('cut-off');
    expect(second?.options.num_predict).toBe(2 * Number(first?.options.num_predict));
    expect(second?.options.num_ctx).toBe(first?.options.num_ctx);
  });

  it('lists the lines that the first one lost', async () => {
    const { sandbox, captioner } = await startCaptioner();
    sandbox.faults.add({ kind: 'say', text: 'A metal gate with a sign on it, beside a hedge.' });
    const request = describeRequest({ visibleText: 'CLOSED FOR REPAIRS\nuntil Monday' });
    const described = await captioner.describe(photograph, request, unheard);
    const [first, second] = sandbox.log.map(({ messages }) => messages.at(-1)?.content);
    expect(described.changedRetry).toBe('lost-text');
    expect(described.text).toContain('CLOSED FOR REPAIRS until Monday');
    expect(described.findings.map(({ id }) => id)).not.toContain('lost-text');
    expect(first).not.toContain('Copy every one');
    expect(second).toContain('Copy every one of them');
    expect(second).toContain('<read>CLOSED FOR REPAIRS\nuntil Monday</read>');
  });

  it('is the last one: what is lost twice is left to the person', async () => {
    const { sandbox, captioner } = await startCaptioner();
    const text = 'A metal gate with a sign on it, beside a hedge.';
    sandbox.faults.add({ kind: 'say', text, times: 9 });
    const request = describeRequest({ visibleText: 'CLOSED FOR REPAIRS' });
    const described = await captioner.describe(photograph, request, unheard);
    expect(described).toMatchObject({ text, changedRetry: 'lost-text' });
    expect(described.findings.map(({ id }) => id)).toContain('lost-text');
    expect(sandbox.log).toHaveLength(2);
  });

  it('leaves the first text standing when the server fails it', async () => {
    const { sandbox, captioner } = await startCaptioner();
    sandbox.faults.add(stopped, { kind: 'stopped-500' });
    const described = await captioner.describe(photograph, describeRequest(), unheard);
    expect(described).toMatchObject({ text: 'A cup of coffee on a table.', changedRetry: 'cut-off' });
    expect(sandbox.log).toHaveLength(2);
  });

  it('leaves the first text standing when it brings none', async () => {
    const { sandbox, captioner } = await startCaptioner();
    sandbox.faults.add(stopped, { kind: 'empty' });
    const described = await captioner.describe(photograph, describeRequest(), unheard);
    expect(described.text).toBe('A cup of coffee on a table.');
    expect(sandbox.log).toHaveLength(2);
  });

  it('ends with the reason of the signal when the caller gives up in its midst', async () => {
    const { sandbox, captioner } = await startCaptioner();
    sandbox.faults.add(stopped, { kind: 'stall', k: 2, ms: 100_000 });
    const controller = new AbortController();
    const reason = new Error('cancelled by the person');
    const onText = () => sandbox.log.length === 2 && controller.abort(reason);
    const describing = captioner.describe(photograph, describeRequest(), { signal: controller.signal, onText });
    await expect(describing).rejects.toBe(reason);
  });
});
