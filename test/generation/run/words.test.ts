import { describe, expect, it } from 'vitest';
import { throttleWords, wordsIntervalMs } from '../../../src/generation/run/words.ts';
import { testClock } from '../../support/clock.ts';

/** Lets what was woken run. */
const settled = () => new Promise((resolve) => setImmediate(resolve));

function throttled() {
  const clock = testClock();
  const told: string[] = [];
  const words = throttleWords(clock, (text) => told.push(text));
  const pass = async (ms: number) => {
    clock.advance(ms);
    await settled();
  };
  return { words, told, pass };
}

describe('the words of a draft', () => {
  it('tells the first at once', () => {
    const { words, told } = throttled();
    words.say('A');
    expect(told).toEqual(['A']);
  });

  it('tells at most one text in an interval, and the newest', async () => {
    const { words, told, pass } = throttled();
    for (const text of ['A', 'A cup', 'A cup of']) words.say(text);
    await pass(wordsIntervalMs - 1);
    expect(told).toEqual(['A']);
    await pass(1);
    expect(told).toEqual(['A', 'A cup of']);
    await pass(wordsIntervalMs);
    expect(told).toEqual(['A', 'A cup of']);
  });

  it('tells a text at once that comes after a pause', async () => {
    const { words, told, pass } = throttled();
    words.say('A');
    await pass(wordsIntervalMs);
    words.say('A cup');
    expect(told).toEqual(['A', 'A cup']);
  });

  it('tells nothing once it is finished', async () => {
    const { words, told, pass } = throttled();
    words.say('A');
    words.say('A cup');
    words.finish();
    await pass(10 * wordsIntervalMs);
    words.say('A cup of tea');
    await pass(10 * wordsIntervalMs);
    expect(told).toEqual(['A']);
  });
});
