import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { missingText, unverifiedQuotes } from '../../src/captioner/rules/visible-text.ts';
import { systemClock } from '../../src/lib/clock.ts';
import { createLog } from '../../src/lib/log.ts';
import { createReader } from '../../src/reading/reader.ts';
import { isLanguageRead } from '../../src/reading/reading.ts';
import { goodCaptions } from '../support/captions/index.ts';
import { type Font, fonts, renderText } from '../support/text-pictures/rendering.ts';

const folder = join(import.meta.dirname, '../..');
const reader = createReader({ folder, clock: systemClock, log: createLog('error'), mostMs: 120_000 });
afterAll(reader.close);

const given = (visibleText: string) => ({ visibleText, maxLength: 1500, kind: null });
const sizes = [16, 20, 26, 32];
const each = Object.keys(fonts) as Font[];

/** Good captions of pictures with text, in letters that are read here, in all fonts and sizes by turns. */
const subjects = goodCaptions.flatMap(({ language, text, visibleText }, index) =>
  visibleText === undefined || !isLanguageRead(language) || !/\p{L}{2}/u.test(visibleText)
    ? []
    : [{ text, visibleText, font: each[index % 4] ?? 'Inter', sizePx: sizes[(index >> 2) % 4] ?? 24 }],
);

describe('what was read in the pictures of good captions', () => {
  it('leaves them unmarked, and marks what leaves it out or invents something', { timeout: 300_000 }, async () => {
    const marked: string[] = [];
    const unnoticed: string[] = [];
    for (const { text, visibleText, font, sizePx } of subjects) {
      const read = (await reader.readText(await renderText(visibleText, { font, sizePx, widthPx: 700 })))?.text ?? '';
      if (missingText(text, given(read)) || unverifiedQuotes(text, read).length > 0) marked.push(`${text} | ${read}`);
      if (unverifiedQuotes('A sign: "Zebras only beyond this pond".', read).length === 0) unnoticed.push(read);
      const isEnough = visibleText.split(/[\s/,.]+/).filter((word) => /\p{L}{2}/u.test(word)).length > 3;
      if (isEnough && !missingText('A hillside under grey clouds.', given(read))) unnoticed.push(read);
    }
    process.stderr.write(`${marked.length} of ${subjects.length} good captions marked\n`);
    expect(subjects.length).toBeGreaterThan(30);
    expect(marked.length / subjects.length, marked.join('\n')).toBeLessThan(0.05);
    expect(unnoticed).toEqual([]);
  });
});
