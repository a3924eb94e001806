import { approve, readDrafts } from '../support/story/deciding.ts';
import { followRun, startRun } from '../support/story/run.ts';
import { formOf, type Page, type Visitor } from '../support/visitor/index.ts';
import { newPicture } from './pictures.ts';
import type { Stage } from './stage.ts';

const patienceMs = 20_000;

/**
 * Gives Alice a second account, on software that nobody knows: a picture of it is described, approved, and waits for her to
 * put it in by hand. Answers the connection and the post.
 */
export async function waitByHand(visitor: Visitor, { address, unknown }: Stage) {
  const account = unknown.createAccount({ username: 'alice', password: 'a walk by the sea' });
  unknown.createPost(account, { text: 'A harbour', media: [newPicture()], createdAt: Date.now() - 3_600_000 });
  const token = unknown.issueToken(account, 'read:accounts read:statuses write:statuses');
  const connecting = await visitor.open(`${address}/connections/new`);
  const fields = { server: unknown.origin, token };
  const list = await visitor.submit(connecting, formOf(connecting, /^\/connections\/tokens$/), { fields });
  const connectionId = list.url.searchParams.get('connected') ?? '';
  await activate(visitor, list, (id) => id === connectionId);
  await followRun(visitor, await startRun(visitor, address, { processingDelaySeconds: '0' }), patienceMs);
  for (const { imageId, postUrl } of await readDrafts(visitor, address)) {
    if (postUrl.startsWith(unknown.origin)) await approve(visitor, address, imageId);
  }
  const waiting = await visitor.open(`${address}/publications`);
  const postId = /\/posts\/([\w-]+)\/by-hand/.exec(waiting.html)?.[1];
  if (!postId) throw new Error(`Nothing waits to be put in by hand: ${waiting.words.slice(0, 500)}`);
  await activate(visitor, await visitor.open(`${address}/connections`), (id) => id !== connectionId);
  return { unknownConnectionId: connectionId, byHandPostId: postId };
}

/** Makes another connection the active one. */
async function activate(visitor: Visitor, list: Page, isWanted: (id: string) => boolean): Promise<void> {
  const idOf = (fields: [string, string][]) => fields.find(([name]) => name === 'connectionId')?.[1] ?? '';
  const form = list.forms.find(({ action, fields }) => action === '/connections/active' && isWanted(idOf(fields)));
  if (!form) throw new Error(`That connection cannot be made active: ${list.words.slice(0, 500)}`);
  await visitor.submit(list, form);
}
