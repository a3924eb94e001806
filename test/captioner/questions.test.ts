import { describe, expect, it } from 'vitest';
import type { ChangedRetry } from '../../src/captioner/captioner.ts';
import type { Fault } from '../support/sandbox-ollama/index.ts';
import { describeRequest, photograph, startCaptioner } from './sandbox.ts';

const unheard = { signal: new AbortController().signal, onText: () => {} };

const say = (text: string, doneReason = 'stop'): Fault => ({ kind: 'say', text, doneReason });

const quoted = 'A metal gate with a sign that reads "Closed for repairs until Monday", beside a hedge.';
const long = [
  quoted,
  'Behind the bars a path of light gravel leads between flower beds to a low house with a red roof.',
  'On the left a bicycle leans against the wall, with a basket full of apples on its handlebars.',
  'A tabby cat sits on the step and looks towards the street, where two children are playing with a ball.',
].join(' ');

/** What a model can say first and then again, and what the first of it leads to; `null`: the answer is taken as it is. */
const answers: { name: string; fault: Fault; reason: ChangedRetry | null }[] = [
  { name: 'a good text', fault: say(quoted), reason: null },
  { name: 'a text with warnings', fault: say(`${quoted} 🌳 A beautiful, stunning hedge.`), reason: null },
  { name: 'markdown', fault: say(`${quoted} | a | b |`), reason: null },
  { name: 'nothing', fault: { kind: 'empty' }, reason: 'empty' },
  { name: 'a loop', fault: { kind: 'loop' }, reason: 'repetition' },
  { name: 'a refusal', fault: { kind: 'refusal' }, reason: 'refusal' },
  { name: 'another language', fault: { kind: 'wrong-language' }, reason: 'language' },
  {
    name: 'a text without the words',
    fault: say('A metal gate with a sign on it, beside a hedge.'),
    reason: 'lost-text',
  },
  { name: 'half a text', fault: say(`${quoted} Behind it lies a gar`, 'length'), reason: 'cut-off' },
  { name: 'a long text', fault: say(long), reason: 'over-limit' },
];

const pairs = answers.flatMap((first) => answers.map((second) => ({ first, second })));

describe('the questions about one picture', () => {
  it.each(pairs)('are two looks and one other at most: $first.name, then $second.name', async ({ first, second }) => {
    const { sandbox, captioner } = await startCaptioner();
    sandbox.faults.add(first.fault, second.fault);
    const request = describeRequest({ visibleText: 'Closed for repairs until Monday', maxLength: 300 });
    const described = await captioner.describe(photograph, request, unheard).catch((thrown: unknown) => thrown);

    const looks = sandbox.log.filter(({ images }) => images.length > 0);
    const works = sandbox.log.filter(({ images }) => images.length === 0);
    const wantsLook = first.reason !== null && first.reason !== 'over-limit';
    expect(looks).toHaveLength(wantsLook ? 2 : 1);
    expect(works.length).toBeLessThanOrEqual(1);
    if (first.reason === null) expect(works).toEqual([]);
    expect(new Set(sandbox.log.map(({ options }) => options.num_ctx)).size).toBe(1);
    expect(sandbox.loadCount()).toBe(1);
    if (described instanceof Error) {
      expect(['empty', 'repetition', 'refusal']).toContain(first.reason);
      expect(['empty', 'repetition', 'refusal']).toContain(second.reason);
    } else {
      expect(described).toMatchObject({ changedRetry: first.reason });
      expect(described).toMatchObject({ text: expect.stringMatching(/^.{20,300}$/) });
    }
  });
});
