import type { DescribeTimings } from './captioner.ts';
import type { Ask } from './question.ts';

const none: DescribeTimings = { totalMs: 0, loadMs: 0, queueMs: 0, promptMs: 0, generateMs: 0 };

/** The same engine, with the time of all its answers added up. */
export function countTime(ask: Ask): { ask: Ask; timings: () => DescribeTimings } {
  const spent = { ...none };
  const counting: Ask = async (question, listener) => {
    const answer = await ask(question, listener);
    for (const part of Object.keys(none) as (keyof DescribeTimings)[]) spent[part] += answer.timings[part];
    return answer;
  };
  return { ask: counting, timings: () => ({ ...spent }) };
}
