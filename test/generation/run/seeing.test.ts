import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { see } from '../../../src/generation/run/seeing.ts';
import { prepareImage } from '../../../src/images/prepare-image.ts';

const target = { longestSidePx: 896, minSidePx: 64, maxAspect: 20 };
const photo = readFileSync(join(import.meta.dirname, '../../support/photos/coffee.jpg'));

/** What is seen in a photograph, read as told; `frames`: as if it were an animation of so many. */
async function seenOf({
  text,
  frames = 1,
  language = 'en',
}: {
  text: string | null;
  frames?: number;
  language?: string;
}) {
  const told: boolean[] = [];
  const means = {
    readText: async () => (text === null ? null : { lines: [], text }),
    async preparePicture(bytes: Uint8Array, { isTextRich }: { isTextRich: boolean }) {
      told.push(isTextRich);
      return { ...(await prepareImage(bytes, target)), frames, remake: async () => bytes };
    },
  };
  const { seen } = await see(photo, language, means, new AbortController().signal);
  return { seen, isTextRich: told[0] };
}

it('tells the sheet of an animation as one, with what stands in it', async () => {
  expect(await seenOf({ text: 'THE END', frames: 4 })).toEqual({
    seen: { kind: 'animation', visibleText: 'THE END' },
    isTextRich: false,
  });
});

it('makes a picture larger that is full of text', async () => {
  const text = 'The water will be turned off on Tuesday from half past eight until noon again';
  expect(await seenOf({ text })).toMatchObject({ isTextRich: true });
});

it('knows nothing of the text of a picture that nobody reads, and what it is all the same', async () => {
  expect(await seenOf({ text: null })).toEqual({ seen: { kind: 'photo' }, isTextRich: false });
  expect(await seenOf({ text: 'KBMTOK', language: 'uk' })).toEqual({ seen: { kind: 'photo' }, isTextRich: false });
});
