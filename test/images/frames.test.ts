import { describe, expect, it } from 'vitest';
import { chooseFrames, type Look } from '../../src/images/frames.ts';

const places = 576;

/** A look whose first places have one value and whose others have another. */
function look(value: number, { of = places, other = 100 } = {}): Look {
  return Uint8Array.from({ length: places * 4 }, (_, at) => (at % 4 === 3 ? 255 : at / 4 < of ? value : other));
}

/** A scene as a letter each; a dot is an empty picture. */
const film = (scenes: string) =>
  [...scenes].map((letter) => (letter === '.' ? look(255) : look(letter.charCodeAt(0) * 20 - 1300, { of: 300 })));

const evenly = (count: number) => Array.from({ length: count }, () => 100);

describe('choosing pictures of an animation', () => {
  it.each([
    ['one of a picture that hardly moves', 'AAAAAAAA', [0]],
    ['all of a few scenes', 'AAABBBCC', [0, 3, 6]],
    ['none that is empty', '.A.B', [1, 3]],
    ['none twice where it turns in a circle', 'ABCABCABC', [0, 1, 2]],
    ['one of nothing but empty ones', '...', [0]],
    ['four of five, which would leave a gap on the sheet', 'ABCDE', [0, 1, 3, 4]],
    ['six of many, from beginning to end', 'ABCDEFGHIJKL', [0, 2, 4, 7, 9, 11]],
  ])('takes %s', (_name, scenes, expected) => {
    expect(chooseFrames(film(scenes), evenly(scenes.length), 6)).toEqual(expected);
  });

  it('takes as many as wanted at most', () => {
    expect(chooseFrames(film('ABCDEFGH'), evenly(8), 4)).toHaveLength(4);
    expect(chooseFrames(film('ABCDEFGH'), evenly(8), 1)).toHaveLength(1);
  });

  it('gives more pictures to what is shown for longer', () => {
    const delaysMs = [100, 100, 100, 100, 100, 2000, 2000, 2000, 2000, 2000];
    const chosen = chooseFrames(film('ABCDEFGHIJ'), delaysMs, 6);
    expect(chosen.filter((frame) => frame >= 5)).toHaveLength(4);
  });

  it('sees a line of text change, and no cursor blink', () => {
    const text = (lines: number) => look(0, { of: 48 + lines * 24 });
    const still = text(1);
    const cursor = look(0, { of: 76 });
    const line = text(2);
    expect(chooseFrames([still, cursor, still], evenly(3), 6)).toEqual([0]);
    expect(chooseFrames([still, line, still], evenly(3), 6)).toEqual([0, 1]);
  });

  it('counts what becomes visible as a change', () => {
    const hidden = look(100).map((value, at) => (at % 4 === 3 && at < 400 ? 0 : value));
    expect(chooseFrames([look(100, { other: 200, of: 300 }), hidden], evenly(2), 6)).toEqual([0, 1]);
  });

  it('is done with thousands of pictures that all differ', () => {
    const looks = Array.from({ length: 2000 }, (_, at) =>
      look(at % 251, { of: 100 + (at % 400), other: (at * 7) % 251 }),
    );
    expect(chooseFrames(looks, evenly(2000), 6)).toHaveLength(6);
  });
});
