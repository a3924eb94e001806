import { setTimeout as sleep } from 'node:timers/promises';
import { tagsOf } from '../visitor/html.ts';
import { formOf, type Page, type Visitor } from '../visitor/index.ts';
import { readPictures, type ShownPicture } from './pictures.ts';

const lookEveryMs = 150;

/** Approves one picture, with another text where one is given, and answers the page that follows. */
export async function approve(visitor: Visitor, address: string, imageId: string, text?: string): Promise<Page> {
  const page = await visitor.open(`${address}/images/${imageId}`);
  const form = formOf(page, new RegExp(`^/images/${imageId}/`));
  const after = await visitor.submit(page, form, { button: /\/approval$/, fields: text === undefined ? {} : { text } });
  if (after.status !== 200)
    throw new Error(`${imageId} was not approved (${after.status}): ${after.words.slice(0, 300)}`);
  return after;
}

/** Approves every draft: the list at one go, and what that leaves for the person's own eyes one by one. */
export async function approveEverything(visitor: Visitor, address: string): Promise<void> {
  const inbox = await visitor.open(`${address}/inbox`);
  if (inbox.forms.some(({ action }) => action === '/approvals')) {
    await acceptWarning(visitor, await visitor.submit(inbox, formOf(inbox, /^\/approvals$/)));
  }
  for (const { imageId } of await readDrafts(visitor, address)) {
    await acceptWarning(visitor, await approve(visitor, address, imageId));
  }
}

/** The drafts that wait for a decision. */
export async function readDrafts(visitor: Visitor, address: string): Promise<ShownPicture[]> {
  const open = await readPictures(visitor, `${address}/inbox`);
  return open.filter(({ kind }) => kind === 'draft');
}

/** Accepts what publishing does, if this is the page that asks. */
export async function acceptWarning(visitor: Visitor, page: Page): Promise<void> {
  const form = page.forms.find(({ action }) => /\/publishing-warning$/.test(action));
  if (form) await visitor.submit(page, form);
}

/** Reads and accepts the warning where the Inbox says that approved pictures wait for that. */
export async function acceptAwaitedWarning(visitor: Visitor, address: string): Promise<void> {
  const inbox = await visitor.open(`${address}/inbox`);
  const link = tagsOf(inbox.html).find(({ attributes }) => /\/publishing-warning\b/.test(attributes.href ?? ''));
  if (link) await acceptWarning(visitor, await visitor.open(new URL(link.attributes.href ?? '', inbox.url)));
}

/** Puts other words into a draft and leaves it undecided. */
export async function rewrite(visitor: Visitor, address: string, imageId: string, text: string): Promise<void> {
  const page = await visitor.open(`${address}/images/${imageId}`);
  const form = formOf(page, new RegExp(`^/images/${imageId}/`));
  const after = await visitor.submit(page, form, { button: /\/caption$/, fields: { text } });
  if (after.status !== 200)
    throw new Error(`${imageId} was not changed (${after.status}): ${after.words.slice(0, 300)}`);
}

/** Waits until nothing that was approved is still to be written into its post. */
export async function untilPublished(visitor: Visitor, address: string, patienceMs: number): Promise<void> {
  let left = Number.POSITIVE_INFINITY;
  let changedAtMs = Date.now();
  while (left > 0) {
    const waiting = await readPictures(visitor, `${address}/inbox?show=approved`);
    if (waiting.length !== left) changedAtMs = Date.now();
    left = waiting.length;
    if (Date.now() - changedAtMs > patienceMs) {
      throw new Error(`${left} pictures are not published: ${waiting.map(({ state }) => state).join('; ')}`);
    }
    if (left > 0) await sleep(lookEveryMs);
  }
}
