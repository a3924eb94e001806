import { setTimeout as sleep } from 'node:timers/promises';
import type { Random } from '../../support/sandbox-instance/random.ts';
import { acceptAwaitedWarning, approve, readDrafts } from '../../support/story/deciding.ts';
import { readPictures, type ShownPicture } from '../../support/story/pictures.ts';
import { readRunState } from '../../support/story/run.ts';
import type { Visitor } from '../../support/visitor/index.ts';
import { keyOf } from './ground.ts';
import type { Witness } from './witness.ts';

/** What a person asked for one picture, and which of it she was told has been done. */
export type Decision = { asked: Set<string>; told: string | undefined };
export type Decisions = Map<string, Decision>;

type Wish = { visitor: Visitor; address: string; run: URL; random: Random; witness: Witness; signal: AbortSignal };

const lookEveryMs = 150;
const ownWordsShare = 0.3;

/**
 * A person who approves drafts as they come, some in her own words, and simply tries again when the server is away.
 * Ends when the run is over and nothing waits any more, or when the signal says that it took too long.
 */
export async function reviewUntilDone(wish: Wish): Promise<{ decisions: Decisions; isDone: boolean }> {
  const decisions: Decisions = new Map();
  while (!wish.signal.aborted) {
    if (await lookOnce(wish, decisions).catch(isAwayOrThrow)) return { decisions, isDone: true };
    await sleep(lookEveryMs);
  }
  return { decisions, isDone: false };
}

/** Decides about every draft there is; true when there is nothing left to wait for. */
async function lookOnce({ visitor, address, run, random, witness }: Wish, decisions: Decisions): Promise<boolean> {
  const { state } = readRunState(await visitor.open(run));
  const drafts = await readDrafts(visitor, address);
  for (const draft of drafts) witness.note(keyOf(draft.postUrl, draft.number), Date.now());
  for (const draft of drafts) {
    const words = textFor(draft, random, decisions);
    await approve(visitor, address, draft.imageId, words.text);
    words.decision.told = words.text;
  }
  await acceptAwaitedWarning(visitor, address);
  const waiting = await readPictures(visitor, `${address}/inbox?show=approved`);
  return (state === 'done' || state === 'failed') && drafts.length + waiting.length === 0;
}

function textFor({ postUrl, number, text = '' }: ShownPicture, random: Random, decisions: Decisions) {
  const key = keyOf(postUrl, number);
  const own = random() < ownWordsShare ? `${text} (looked over by Robin ${Math.round(random() * 1e6)})` : text;
  const decision = decisions.get(key) ?? { asked: new Set<string>(), told: undefined };
  decision.asked.add(own);
  decisions.set(key, decision);
  return { text: own, decision };
}

/** A server that is away says nothing, breaks off, or ends a page in the middle. */
function isAwayOrThrow(thrown: unknown): false {
  const isAway = thrown instanceof TypeError || (thrown instanceof Error && thrown.name === 'TimeoutError');
  if (isAway) return false;
  throw thrown;
}
