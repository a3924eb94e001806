import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { systemClock } from '../../src/lib/clock.ts';
import { createLog } from '../../src/lib/log.ts';
import { createReader } from '../../src/reading/reader.ts';
import { renderText } from '../support/text-pictures/rendering.ts';
import { type Language, sentences } from '../support/text-pictures/sentences.ts';
import { drawTextPictures } from '../support/text-pictures/text-pictures.ts';

const root = join(import.meta.dirname, '../..');
const reader = createReader({ folder: root, clock: systemClock, log: createLog('error'), mostMs: 120_000 });
afterAll(reader.close);

const photos = join(root, 'test/support/photos');

/** Words without case and accents. */
function wordsOf(text: string): string[] {
  const plain = text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();
  return plain.match(/[\p{L}\p{N}]+/gu) ?? [];
}

/** How many of the words are among the others, each of which counts once. */
function countFound(words: string[], among: string[]): number {
  const left = new Map<string, number>();
  for (const word of among) left.set(word, (left.get(word) ?? 0) + 1);
  return words.filter((word) => {
    const count = left.get(word) ?? 0;
    left.set(word, count - 1);
    return count > 0;
  }).length;
}

describe('reading', () => {
  it.each(Object.keys(sentences) as Language[])(
    'finds 95 of 100 words of text pictures in four fonts: %s',
    async (language) => {
      const pictures = await drawTextPictures(language, 'signs', 2);
      let [wanted, found] = [0, 0];
      for (const { text, file } of pictures) {
        const read = await reader.readText(file);
        wanted += wordsOf(text).length;
        found += countFound(wordsOf(text), wordsOf(read?.text ?? ''));
      }
      process.stderr.write(
        `${language}: ${found} of ${wanted} words read (${((100 * found) / wanted).toFixed(1)} %)\n`,
      );
      expect(wanted).toBeGreaterThan(200);
      expect(found / wanted).toBeGreaterThanOrEqual(0.95);
    },
    180_000,
  );

  it('invents no text in photographs', { timeout: 180_000 }, async () => {
    const files = readdirSync(photos).filter((file) => file.endsWith('.jpg'));
    const texts = [];
    for (const file of files) texts.push((await reader.readText(readFileSync(join(photos, file))))?.text);
    expect(files.length).toBeGreaterThan(4);
    expect(texts).toEqual(files.map(() => ''));
  });

  it('says where a line stands', async () => {
    const read = await reader.readText(await renderText('A line above\n\n\n\n\nA line below', { widthPx: 400 }));
    expect(read?.text).toBe('A line above\nA line below');
    const [above, below] = read?.lines ?? [];
    expect(above?.box.top).toBeLessThan(0.35);
    expect(below?.box.top).toBeGreaterThan(0.6);
    expect(below?.box.left).toBeLessThan(0.25);
  });

  it('answers null for what is no picture', async () => {
    expect(await createQuietReader().readText(Buffer.from('no picture'))).toBeNull();
  });
});

function createQuietReader() {
  const quiet = createReader({ folder: root, clock: systemClock, log: createLog('silent'), mostMs: 120_000 });
  afterAll(quiet.close);
  return quiet;
}
