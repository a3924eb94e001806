import { setTimeout as sleep } from 'node:timers/promises';
import type { Random } from '../../support/sandbox-instance/random.ts';
import { acceptAwaitedWarning, approve } from '../../support/story/deciding.ts';
import { readPictures, type ShownPicture } from '../../support/story/pictures.ts';
import { readRunState } from '../../support/story/run.ts';
import type { Visitor } from '../../support/visitor/index.ts';
import { keyOf } from './ground.ts';
import { runOrNone, tryPublishingAgain } from './wishes.ts';
import type { Witness } from './witness.ts';

/** What a person asked for one picture, and which of it she was told has been done. */
export type Decision = { asked: Set<string>; told: string | undefined };
export type Decisions = Map<string, Decision>;

/** What she has come to: `left` are the accounts whose pictures have not all come to their end. */
export type Stay = { decisions: Decisions; left: number; runs: number };

type Wish = {
  visitor: Visitor;
  address: string;
  name: string;
  accounts: number;
  random: Random;
  witness: Pick<Witness, 'note'>;
  signal: AbortSignal;
};

const lookEveryMs = 250;
const ownWordsShare = 0.3;

/**
 * A person who has the pictures of one account after the other described, approves drafts as they come, some in her
 * own words, asks again for what failed, and simply looks in again later when the program is away. Ends when nothing is
 * left to wait for, or when the signal says that it took too long.
 */
export function livePerson(wish: Wish) {
  const { visitor, address, accounts, random, witness, signal, name } = wish;
  const stay: Stay = { decisions: new Map(), left: accounts, runs: 0 };
  let run: URL | undefined;

  async function decide(draft: ShownPicture): Promise<void> {
    const { text, decision } = wordsFor(draft);
    await approve(visitor, address, draft.imageId, text);
    decision.told = text;
  }

  function wordsFor({ postUrl, number, text = '' }: ShownPicture) {
    const key = keyOf(postUrl, number);
    const own = random() < ownWordsShare ? `${text} (looked over by ${name} ${Math.round(random() * 1e6)})` : text;
    const decision = stay.decisions.get(key) ?? { asked: new Set<string>(), told: undefined };
    decision.asked.add(own);
    stay.decisions.set(key, decision);
    return { text: own, decision };
  }

  async function start(): Promise<void> {
    run = await runOrNone(visitor, address, accounts - stay.left);
    if (run) stay.runs += 1;
  }

  /** Decides about every draft there is, and asks for what comes next when a run is over. */
  async function lookOnce(current: URL): Promise<void> {
    const { state } = readRunState(await visitor.open(current));
    const open = await readPictures(visitor, `${address}/inbox`);
    const drafts = open.filter(({ kind }) => kind === 'draft');
    for (const draft of drafts) witness.note(keyOf(draft.postUrl, draft.number), Date.now());
    for (const draft of drafts) await decide(draft);
    await acceptAwaitedWarning(visitor, address);
    const waiting = await readPictures(visitor, `${address}/inbox?show=approved`);
    const isOver = (state === 'done' || state === 'failed') && drafts.length + waiting.length === 0;
    if (isOver) await goOn(state === 'failed' || open.some(({ kind }) => kind === 'failed'));
  }

  /** What failed is asked for again; where nothing did, the next account has its turn. */
  async function goOn(hasFailed: boolean): Promise<void> {
    if (hasFailed && (await tryPublishingAgain(visitor, address))) return;
    run = undefined;
    if (!hasFailed) stay.left -= 1;
  }

  async function live(): Promise<Stay> {
    while (stay.left > 0 && !signal.aborted) {
      await (run ? lookOnce(run) : start()).catch(throwUnlessAway);
      await sleep(lookEveryMs);
    }
    return stay;
  }

  return { stay, life: live() };
}

/** A server that is away says nothing, breaks off, or ends a page in the middle. */
function throwUnlessAway(thrown: unknown): void {
  const isAway = thrown instanceof TypeError || (thrown instanceof Error && thrown.name === 'TimeoutError');
  if (!isAway) throw thrown;
}
