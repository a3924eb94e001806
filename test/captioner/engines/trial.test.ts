import { describe, expect, it } from 'vitest';
import { hasSeen } from '../../../src/captioner/engines/trial.ts';
import { describeRequest, photograph, startCaptioner } from '../sandbox.ts';

const model = 'gemma3:4b';

describe('an answer about the test picture', () => {
  it.each([
    'A red circle to the left of a blue square, with the word “ALTWRIGHT” below.',
    'There is a red circle and a square, and a word I cannot read.',
    'The word is "Altwright".',
    'A red dot and a blue box.',
    'ALT-WRIGHT',
  ])('shows that it was seen: %s', (answer) => {
    expect(hasSeen(answer)).toBe(true);
  });

  it.each([
    'People walk along a busy street with small shops on both sides on a sunny afternoon.',
    'A red bus under a blue sky.',
    'The image shows [img-0].',
    'I cannot see any picture. Please send it again.',
    'A round table in a square room.',
  ])('shows that nothing was seen: %s', (answer) => {
    expect(hasSeen(answer)).toBe(false);
  });
});

describe('a model that is shown the test picture', () => {
  it('says what is in it', async () => {
    const { captioner } = await startCaptioner({ triesTheTrial: true });
    expect(await captioner.looksAtTrial(model)).toBe(true);
  });

  it('and never got to see it makes something up', async () => {
    const { sandbox, captioner } = await startCaptioner({ triesTheTrial: true });
    sandbox.faults.add({ kind: 'blind' });
    expect(await captioner.looksAtTrial(model)).toBe(false);
  });

  it.each([
    ['empty', 'empty'],
    ['stopped-500', 'model-stopped'],
    ['nested-500-mmproj', 'not-vision'],
  ] as const)('and meets %s has not been tried', async (kind, code) => {
    const { sandbox, captioner } = await startCaptioner({ triesTheTrial: true });
    sandbox.faults.add({ kind });
    await expect(captioner.looksAtTrial(model)).rejects.toMatchObject({ code });
  });
});

describe('every call to a model', () => {
  const loading = ['num_ctx', 'num_batch', 'num_gpu', 'main_gpu', 'use_mmap', 'num_thread', 'draft_num_predict'];

  it('has the options with which it was loaded, and keeps it for as long', async () => {
    const { sandbox, captioner } = await startCaptioner({ triesTheTrial: true });
    const unheard = { signal: new AbortController().signal, onText: () => {} };
    await captioner.warm(model);
    await captioner.looksAtTrial(model);
    await captioner.describe(photograph, describeRequest(), unheard);
    const long = 'A cup of coffee stands on a saucer, and beside it lies a small spoon of silver. '.repeat(2);
    const sentences = Array.from({ length: 8 }, (_, at) => `${long.trim()} It is number ${at} of many in a row here.`);
    sandbox.faults.add({ kind: 'empty' }, { kind: 'say', text: sentences.join(' ') });
    const request = describeRequest({ maxLength: 200, optimalMaxLength: 150 });
    // Asked again for an empty answer, and then for fewer words.
    await captioner.describe(photograph, request, unheard);
    expect(sandbox.log).toHaveLength(6);
    const loadOptions = sandbox.log.map(({ options }) => JSON.stringify(loading.map((name) => options[name] ?? null)));
    expect(new Set(loadOptions).size).toBe(1);
    expect(new Set(sandbox.log.map(({ keepAlive }) => keepAlive))).toEqual(new Set(['10m']));
    expect(new Set(sandbox.log.map(({ think }) => think))).toEqual(new Set([false]));
    expect(sandbox.loadCount()).toBe(1);
  });
});
