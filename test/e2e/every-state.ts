import { photo } from '../support/desk.ts';
import { connect, setUp } from '../support/story/coming-in.ts';
import { acceptWarning, approve, readDrafts, rewrite } from '../support/story/deciding.ts';
import { readPictures } from '../support/story/pictures.ts';
import { followRun, startRun } from '../support/story/run.ts';
import { createVisitor, formOf, type Visitor } from '../support/visitor/index.ts';
import { alice } from './person.ts';
import { newPicture } from './pictures.ts';
import type { Stage } from './stage.ts';
import { waitByHand } from './unknown-server.ts';

const patienceMs = 20_000;

/** As long as names get. Does not see the test picture. */
export const blindModel = 'hf.co/unsloth/Qwen2.5-VL-7B-Instruct-GGUF:Q4_K_M';

/** What of Alice's a page can be about. */
export type Places = {
  connectionId: string;
  /** An account on software nobody knows, and a post of it whose text waits to be put in by hand. */
  unknownConnectionId: string;
  byHandPostId: string;
  endedRunId: string;
  runningRunId: string;
  draftId: string;
  publishedId: string;
  conflictId: string;
  /** A one-time link that nobody has used, and whom it makes a member. */
  invitation: string;
  memberId: string;
  /** A picture that is tried out, behind the run at the model. */
  wishId: string;
};

/**
 * Brings an Altwright into every state at once: drafts, decided and published pictures, a post set aside, a description
 * that says nothing, a conflict, pictures that could not be described, a text with doubts, a model that does not see,
 * another member, an ended run and one whose model has stopped in mid-sentence.
 */
export async function enterEveryState(stage: Stage): Promise<Places> {
  const { instance, account, address, ollama } = stage;
  instance.fillWithPosts(account, { posts: 8, images: 14, broken: ['corrupt', 'gone'] });
  instance.createPost(account, { text: 'Says little', media: [{ ...newPicture(), description: 'IMG_2034.jpg' }] });
  const visitor = createVisitor();
  await setUp(visitor, stage.setUpLink, alice);
  await connect(visitor, address, { origin: instance.origin, ...account });
  await tryBlindModel(visitor, stage);
  const ended = await startRun(visitor, address, { processingDelaySeconds: '0', model: 'gemma3:4b' });
  await followRun(visitor, ended, patienceMs);

  const drafts = await readDrafts(visitor, address);
  const [publishedId = '', conflictId = '', rejectedId = '', notNeededId = '', draftId = '', asideId = ''] = drafts.map(
    ({ imageId }) => imageId,
  );
  await acceptWarning(visitor, await approve(visitor, address, publishedId, 'What Alice saw that day.'));
  describeOnServer(stage, drafts[1]?.postUrl ?? '');
  await approve(visitor, address, conflictId);
  await decide(visitor, address, rejectedId, /\/rejection$/);
  await decide(visitor, address, notNeededId, /\/decorative$/);
  await decide(visitor, address, asideId, /\/post-dismissal$/);
  await rewrite(visitor, address, draftId, 'A first try, in Paris.');
  await untilListed(visitor, `${address}/inbox?show=published`, publishedId);
  await untilKind(visitor, `${address}/inbox`, conflictId, 'conflict');

  const byHand = await waitByHand(visitor, stage);
  const invitations = await invite(visitor, address);
  const newcomer = createVisitor();
  const joining = await newcomer.open(invitations.used);
  await newcomer.submit(joining, formOf(joining, /^\/invitations\//), {
    fields: { name: 'Bob', password: 'seven slow snails' },
  });

  instance.createPost(account, { text: 'One more', media: [newPicture()] });
  ollama.faults.add({ kind: 'stall', k: 5, ms: 120_000 });
  const running = await startRun(visitor, address, { processingDelaySeconds: '0' });
  return {
    connectionId: idIn((await visitor.open(`${address}/connections`)).html, /\/connections\/([\w-]+)\/removal/),
    ...byHand,
    endedRunId: lastPart(ended),
    runningRunId: lastPart(running),
    ...{ draftId, publishedId, conflictId, wishId: await tryOut(visitor, address) },
    invitation: invitations.unused,
    memberId: idIn((await visitor.open(`${address}/admin/members`)).html, /\/admin\/members\/([\w-]+)\/removal/),
  };
}

async function tryOut(visitor: Visitor, address: string, fields: Record<string, string> = {}): Promise<string> {
  const page = await visitor.open(`${address}/try`);
  const answer = await visitor.submit(page, formOf(page, /^\/try$/), { fields, files: { picture: photo() } });
  return lastPart(answer.url);
}

/** Shows it the test picture, which it does not see. */
async function tryBlindModel(visitor: Visitor, { address, ollama }: Stage): Promise<void> {
  ollama.faults.add({ kind: 'blind', model: blindModel, times: 5 });
  await tryOut(visitor, address, { model: blindModel });
  await until('the model to be known as blind', async () =>
    (await visitor.open(`${address}/generate`)).words.includes('was shown a test picture'),
  );
}

/** By hand, on the server's own page, while Altwright has a draft. */
function describeOnServer({ instance, account }: Stage, postUrl: string): void {
  const post = instance.posts(account).find(({ id }) => instance.postUrl(id) === postUrl);
  if (!post) throw new Error(`there is no post at ${postUrl}`);
  instance.editAsOwner(post.id, { descriptions: Object.fromEntries(post.mediaIds.map((id) => [id, 'By hand.'])) });
}

async function decide(visitor: Visitor, address: string, imageId: string, button: RegExp): Promise<void> {
  const page = await visitor.open(`${address}/images/${imageId}`);
  await visitor.submit(page, formOf(page, new RegExp(`^/images/${imageId}/`)), { button });
}

async function untilListed(visitor: Visitor, list: string, imageId: string): Promise<void> {
  await until(`${imageId} in ${list}`, async () =>
    (await readPictures(visitor, list)).some((one) => one.imageId === imageId),
  );
}

async function untilKind(visitor: Visitor, list: string, imageId: string, kind: string): Promise<void> {
  const isSo = async () =>
    (await readPictures(visitor, list)).some((one) => one.imageId === imageId && one.kind === kind);
  await until(`${imageId} to be ${kind}`, isSo);
}

async function until(what: string, isSo: () => Promise<boolean>): Promise<void> {
  const endsAt = Date.now() + patienceMs;
  while (!(await isSo())) if (Date.now() > endsAt) throw new Error(`waited in vain for ${what}`);
}

async function invite(visitor: Visitor, address: string): Promise<{ used: string; unused: string }> {
  const link = async () => {
    const members = await visitor.open(`${address}/admin/members`);
    const made = await visitor.submit(members, formOf(members, /^\/admin\/members\/invitations$/));
    return `${address}/invitations/${idIn(made.html, /\/invitations\/([\w-]{20,})/)}`;
  };
  return { used: await link(), unused: await link() };
}

function idIn(html: string, pattern: RegExp): string {
  const id = pattern.exec(html)?.[1];
  if (!id) throw new Error(`nothing on the page looks like ${pattern}`);
  return id;
}

const lastPart = ({ pathname }: URL) => pathname.split('/').at(-1) ?? '';
