import type { PublicationRow } from '../../db/publications.ts';
import type { Rests } from '../connections/rests.ts';
import type { ErrorRecord } from '../lib/errors.ts';
import type { Log } from '../lib/log.ts';
import { say } from '../lib/sentence.ts';
import { maxTries, retryAt } from './backoff.ts';
import type { OutcomeTools } from './steps.ts';
import { finishUnwritten, leaveUnsettled, putOff } from './unwritten.ts';

export type TroubleTools = OutcomeTools & {
  log: Pick<Log, 'info' | 'warn' | 'error'>;
  /** 0 to 1, for the jitter of retries. */
  random: () => number;
  /** How long a server may still be at work on a write whose answer was lost. */
  confirmAfterMs: number;
  /** The token of a connection died or its account is blocked: nothing of it goes on until the person has acted. */
  onConnectionTrouble: (connectionId: string, error: ErrorRecord) => void;
  /** The server refused what by its known limits it should have taken. */
  onRefused?: (connectionId: string) => void;
  rests: Rests;
};

const defaultPauseMs = 60_000;
/** A server that has lost its memory for a moment says "not found" too: a post is gone once it was so twice. */
const goneAgainMs = 60_000;
/** A person was editing the post in this very moment. */
const racedPauseMs = 10_000;

/** A server that wants to be left alone, and what a moment must pass for: a second look, a write still on its way. */
const takesItsTime = new Set(['rate-limited', 'gone', 'too-fresh', 'not-arrived']);

/** Whether a person who wants it published now can shorten what a publication waits for. */
export function mayBeHurried({ error }: Pick<PublicationRow, 'error'>): boolean {
  return !takesItsTime.has(error?.code ?? '');
}

export function goneError(): ErrorRecord {
  return { category: 'validation', sentence: say('publishing.postGone'), code: 'gone' };
}

/** Nothing was written by this try: what becomes of the publication, by the kind of the error. */
export function tryLater(tools: TroubleTools, publication: PublicationRow, error: ErrorRecord): void {
  const now = tools.now();
  tools.rests.obey(publication.connectionId, error);
  tools.log.warn({ publication: publication.id, code: error.code, detail: error.log }, 'a publication was put off');
  const wait = (notBefore: number, countsAsTry: boolean) =>
    putOff(tools, publication, { notBefore, error, countsAsTry });

  if (error.code === 'rate-limited') return wait(error.retryAtMs ?? now + defaultPauseMs, false);
  if (error.category === 'authentication') {
    wait(now, false);
    return tools.onConnectionTrouble(publication.connectionId, error);
  }
  if (error.code === 'gone' && publication.error?.code !== 'gone') return wait(now + goneAgainMs, false);
  if (error.code === 'gone') return finishUnwritten(tools, publication, 'gone', goneError());
  if (error.code === 'invalid') tools.onRefused?.(publication.connectionId);
  if (error.category === 'validation') return finishUnwritten(tools, publication, 'refused', error);
  const failedTries = publication.attempts + 1;
  if (failedTries >= maxTries) return finishUnwritten(tools, publication, 'failed', error);
  if (error.code === 'raced') return wait(now + racedPauseMs, true);
  wait(Math.max(retryAt(failedTries, now, tools.random()), error.retryAtMs ?? 0), true);
}

/** The post could not be read to see how a write ended: it stays a question, asked again later. */
export function settleLater(tools: TroubleTools, publication: PublicationRow, error: ErrorRecord): void {
  const now = tools.now();
  const { attempts } = publication;
  tools.rests.obey(publication.connectionId, error);
  const ask = (notBefore: number, tries: number) =>
    leaveUnsettled(tools, publication, { notBefore, error, attempts: tries });

  if (error.code === 'rate-limited') return ask(error.retryAtMs ?? now + defaultPauseMs, attempts);
  if (error.category === 'authentication') {
    ask(now, attempts);
    return tools.onConnectionTrouble(publication.connectionId, error);
  }
  if (error.code === 'gone' && publication.error?.code !== 'gone') return ask(now + goneAgainMs, attempts);
  if (error.code === 'gone') return finishUnwritten(tools, publication, 'gone', goneError());
  if (attempts + 1 >= maxTries) return finishUnwritten(tools, publication, 'failed', error);
  ask(retryAt(attempts + 1, now, tools.random()), attempts + 1);
}
