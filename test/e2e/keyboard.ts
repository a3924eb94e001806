import type { Page } from 'playwright-core';
import { expect } from 'vitest';

/** More stops than any page has. */
const mostStops = 120;

const focusedName = `(() => {
  const focused = document.activeElement;
  if (!focused || focused === document.body) return '';
  return (focused.labels?.[0] ?? focused).textContent.trim().replace(/\\s+/g, ' ');
})()`;

/** A browser used by its keys alone. */
export function keyboardOf(page: Page) {
  const { keyboard } = page;

  /** Goes on from stop to stop until the one of this name has the focus. */
  async function goTo(name: string | RegExp): Promise<void> {
    const stops: string[] = [];
    for (let at = 0; at < mostStops; at += 1) {
      const reached = (await page.evaluate(focusedName)) as string;
      if (typeof name === 'string' ? reached === name : name.test(reached)) return;
      stops.push(reached);
      await keyboard.press('Tab');
    }
    expect.fail(`${page.url()} has no stop ${name} but ${[...new Set(stops)].join(' | ')}`);
  }

  return {
    press: (key: string) => keyboard.press(key),
    goTo,
    /** Replaces what stands in the field of this name. */
    async fill(name: string, text: string) {
      await goTo(name);
      await keyboard.press('Control+a');
      await keyboard.type(text);
    },
    /** Follows a link or presses a button that leads to another page, at this address. */
    async enter(name: string | RegExp, address: string | RegExp) {
      await goTo(name);
      await keyboard.press('Enter');
      await page.waitForURL(address);
    },
  };
}
