import axe, { type AxeResults, type RunOptions } from 'axe-core';
import type { Page } from 'playwright-core';

/** Everything we promise: WCAG 2.2 A and AA, best practices, and 7:1 for text. */
const options: RunOptions = {
  resultTypes: ['violations'],
  rules: { 'color-contrast-enhanced': { enabled: true }, 'target-size': { enabled: true } },
};

const contrastOptions: RunOptions = {
  resultTypes: ['violations'],
  runOnly: { type: 'rule', values: ['color-contrast', 'color-contrast-enhanced'] },
};

/**
 * What axe finds on a page, each as one line: rule, element, what is wrong. Empty when all is well. It is put in by the
 * debugger, so the page keeps its Content-Security-Policy.
 */
export const findAccessibilityFaults = (page: Page): Promise<string[]> => runAxe(page, options);

/** The same of colours alone, which is all that differs between light and dark. */
export const findContrastFaults = (page: Page): Promise<string[]> => runAxe(page, contrastOptions);

async function runAxe(page: Page, options: RunOptions): Promise<string[]> {
  if (await page.evaluate('!window.axe')) await page.evaluate(axe.source);
  // A colour on its way from one to the other is neither.
  await page.evaluate('Promise.allSettled(document.getAnimations().map(({ finished }) => finished))');
  const run = `axe.run(document, ${JSON.stringify(options)})`;
  const { violations } = (await page.evaluate(run)) as AxeResults;
  return violations.flatMap(({ id, nodes }) =>
    nodes.map((node) => `${id}: ${node.target.join(' ')} ${node.failureSummary?.replace(/\s+/g, ' ')}`),
  );
}

/** Visible controls smaller than 44 px in either direction, as short HTML; links inside of running text excepted. */
export async function findSmallTargets(page: Page): Promise<string[]> {
  const script = `(() => {
    const controls = document.querySelectorAll('button, summary, select, textarea, a:not(p a, dd a, li a, td a), input:not([type=hidden])');
    const isSmall = (control) => {
      const label = control.matches('[type=checkbox], [type=radio]') && control.labels[0];
      const sizes = [control, label].filter(Boolean).map((element) => element.getBoundingClientRect());
      const height = Math.max(...sizes.map(({ height }) => height));
      const width = sizes.reduce((sum, { width }) => sum + width, 0);
      return height < 44 || width < 44;
    };
    return [...controls]
      .filter((control) => control.checkVisibility() && !control.matches('.skip') && isSmall(control))
      .map((control) => control.outerHTML.slice(0, 120));
  })()`;
  return (await page.evaluate(script)) as string[];
}
