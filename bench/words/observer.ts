import type { Page } from 'playwright-core';

/** When a picture's description had how many words in the page, growing; moments are UTC milliseconds. */
export type Growth = { words: number; atMs: number }[];

const observe = `{
  const notes = new Map();
  window.notes = notes;
  const look = () => {
    const atMs = Date.now();
    for (const caption of document.querySelectorAll('#pairs .caption')) {
      const { id } = caption.closest('.pair');
      const words = caption.textContent.split(/\\s+/).filter(Boolean).length;
      const growth = notes.get(id) ?? [];
      notes.set(id, growth);
      if (words > (growth.at(-1)?.words ?? 0)) growth.push({ words, atMs });
    }
  };
  new MutationObserver(look).observe(document.body, { childList: true, characterData: true, subtree: true });
}`;

/** Notes from now on, in the browser, when each description of the page grows. Answers the moment it began. */
export async function observeWords(page: Page): Promise<number> {
  await page.evaluate(observe);
  return Date.now();
}

/** The notes of each picture, in the order in which their first words came. */
export async function readGrowths(page: Page): Promise<Growth[]> {
  const growths = (await page.evaluate('[...window.notes.values()]')) as Growth[];
  return growths.toSorted((one, other) => (one[0]?.atMs ?? 0) - (other[0]?.atMs ?? 0));
}
