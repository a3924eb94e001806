import { tagsOf } from '../../support/visitor/html.ts';
import type { Page, Visitor } from '../../support/visitor/index.ts';

const fields = { maxPostsPerRun: '5000', processingDelaySeconds: '0' };

/**
 * Starts a run for one of a person's accounts, counted from the first she connected; finds the one under way where an
 * answer was lost. Nothing when that is not possible now.
 */
export async function runOrNone(visitor: Visitor, address: string, account: number): Promise<URL | undefined> {
  await chooseAccount(visitor, address, account);
  const page = requireSense(await visitor.open(`${address}/generate`));
  const underWay = tagsOf(page.html).find(({ attributes }) => isRun(attributes.href ?? ''));
  if (underWay) return new URL(underWay.attributes.href ?? '', page.url);
  const form = page.forms.find((one) => one.fields.some(([name]) => name === 'maxPostsPerRun'));
  if (!form) return undefined;
  const { url } = requireSense(await visitor.submit(page, form, { fields }));
  return isRun(url.pathname) ? url : undefined;
}

const isRun = (path: string) => /^\/tasks\/[^/]+$/.test(path);

/** Makes one of her accounts the active one; the list of connections has the oldest first. */
async function chooseAccount(visitor: Visitor, address: string, account: number): Promise<void> {
  const page = requireSense(await visitor.open(`${address}/connections`));
  const rows = tagsOf(page.html).flatMap(({ attributes }) => /^connection-(.+)$/.exec(attributes.id ?? '')?.[1] ?? []);
  const connectionId = rows[account] ?? '';
  const form = page.forms.find(
    ({ action, fields: given }) =>
      action === '/connections/active' && given.some(([, value]) => value === connectionId),
  );
  if (form) requireSense(await visitor.submit(page, form));
}

/** Asks again for what could not be published; false when there is nothing to ask for. */
export async function tryPublishingAgain(visitor: Visitor, address: string): Promise<boolean> {
  const page = requireSense(await visitor.open(`${address}/publications`));
  const forms = page.forms.filter(({ action }) => /\/publications\/[^/]+\/retry$/.test(action));
  for (const form of forms) requireSense(await visitor.submit(page, form));
  return forms.length > 0;
}

/** A page may say that something is impossible now, but not that the program does not know what happened. */
function requireSense(page: Page): Page {
  if (page.status !== 500) return page;
  throw new Error(`${page.url.pathname} answered 500: ${page.words.slice(0, 500)}`);
}
