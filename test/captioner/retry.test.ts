import { describe, expect, it } from 'vitest';
import type { Finding } from '../../src/captioner/captioner.ts';
import { languageName } from '../../src/captioner/prompt.ts';
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

  const german = 'Ein Schild steht an einem Tor aus Metall, daneben wächst eine Hecke, und der Weg ist nass.';

  it.each([
    ['the post is said to be in', { language: 'en', postText: 'Das Tor ist heute zu.' }],
    [
      'the post is in',
      { language: null, postText: 'The gate of the garden is closed, and nobody knows for how long it will be.' },
    ],
  ])('names the language that %s twice, and does not show the post', async (_, given) => {
    const { sandbox, captioner } = await startCaptioner();
    sandbox.faults.add({ kind: 'say', text: german });
    const described = await captioner.describe(photograph, describeRequest(given), unheard);
    const [first, second] = sandbox.log.map(({ messages }) => messages.at(-1)?.content);
    expect(described).toMatchObject({ changedRetry: 'language', text: expect.stringMatching(/^(A|An|The) /) });
    expect(first?.match(/in English/g)).toHaveLength(1);
    expect(second?.match(/in English/g)).toHaveLength(2);
    expect(second).not.toContain('<post>');
    expect(sandbox.log).toHaveLength(2);
  });

  it.each([
    ['de', 'Heute war die Katze auf dem Sofa und hat den ganzen Tag geschlafen.'],
    ['fr', 'Le chat est sur le canapé et il a dormi toute la journée dans le salon.'],
    ['es', 'El gato está en el sofá y ha dormido todo el día con la manta de la abuela.'],
    ['ja', 'ねこは今日ずっとソファーの上で眠っていました。とても気持ちよさそうでした。おやすみなさい。'],
  ])('is not needed where the post alone says that it is in %s', async (language, postText) => {
    const { sandbox, captioner } = await startCaptioner();
    const described = await captioner.describe(photograph, describeRequest({ language: null, postText }), unheard);
    expect(described.changedRetry).toBeNull();
    expect(sandbox.log).toHaveLength(1);
    expect(sandbox.log[0]?.messages.at(-1)?.content).toContain(languageName(language));
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
