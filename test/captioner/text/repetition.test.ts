import { describe, expect, it } from 'vitest';
import { isLooping } from '../../../src/captioner/text/repetition.ts';

describe('noticing a loop', () => {
  const words = (count: number, seed: string) => Array.from({ length: count }, (_, at) => `${seed}${at}`).join(' ');
  const good = 'A hand-written menu on a wooden wall beside a window. ';

  it.each([
    ['four words', `${'the red house and '.repeat(12)}`],
    ['one word', `A very${' very'.repeat(12)}`],
    ['nothing but spaces', ' '.repeat(100)],
    ['a script without spaces', '猫がいる。'.repeat(12)],
    ['two signs of it', '猫犬'.repeat(24)],
    ['a sentence', 'The sign is above the door of the house. '.repeat(5)],
    ['forty words', `${words(40, 'wort')}. `.repeat(3)],
    ['a loop after a good text', good + 'Soup of the day. '.repeat(12)],
    ['a loop that stops within its piece', `${good}${'Soup of the day. '.repeat(12)}Soup of`],
  ])('%s, again and again', (_, text) => {
    expect(isLooping(text)).toBe(true);
  });

  it.each([
    ['two of a kind', 'A tabby cat asleep on a chair, with a second cat beside it on another chair.'],
    ['a short refrain', 'No. No. No. No.'],
    ['nothing', ''],
    ['a column of the same words', `Opening hours: ${'closed, '.repeat(7)}`],
    ['rows that differ in a number', Array.from({ length: 40 }, (_, at) => `Room ${at}: out of stock`).join('\n')],
    ['cells without a value', `Results | ${'0 | '.repeat(20)}`],
    ['the dots of a table of contents', `Introduction ${'.'.repeat(60)} 5`],
    ['the same with spaces', `Introduction ${'. '.repeat(30)}`],
    ['a sentence that comes twice', `${words(40, 'wort')}. `.repeat(2)],
    ['a chant', 'We want bread and peace! '.repeat(6)],
  ])('is not %s', (_, text) => {
    expect(isLooping(text)).toBe(false);
  });

  it('is done a word after the loop is long enough, and is no matter of time', () => {
    const text = good + 'Soup of the day. '.repeat(600);
    const ends = Array.from({ length: text.length }, (_, at) => at);
    const noticed = ends.find((at) => isLooping(text.slice(0, at))) ?? text.length;
    expect(noticed - good.length).toBeLessThan(13 * 'Soup of the day. '.length);
  });
});
