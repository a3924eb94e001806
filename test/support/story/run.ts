import { setTimeout as sleep } from 'node:timers/promises';
import { tagsOf, wordsOf } from '../visitor/html.ts';
import type { Page, Visitor } from '../visitor/index.ts';
import { expectPath } from './coming-in.ts';

/** Where a run stands, as its page says it. */
export type RunState = { state: 'running' | 'waiting' | 'done' | 'failed'; sentence: string };

const lookEveryMs = 150;

/** Starts a run through the form with these settings changed and answers the address of its page. */
export async function startRun(visitor: Visitor, address: string, fields: Record<string, string> = {}): Promise<URL> {
  const page = await visitor.open(`${address}/generate`);
  const form = page.forms.find((one) => one.fields.some(([name]) => name === 'maxPostsPerRun'));
  if (!form) throw new Error(`No run can be started: ${page.words.slice(0, 500)}`);
  const run = await visitor.submit(page, form, { fields });
  expectPath(run, run.url.pathname.match(/^\/tasks\/[^/]+$/)?.[0] ?? '/tasks/…');
  return run.url;
}

/** Follows the page of a run until it says that the run is over; fails when it has said nothing new for so long. */
export async function followRun(visitor: Visitor, run: URL, patienceMs: number): Promise<RunState> {
  let last = '';
  let changedAtMs = Date.now();
  while (true) {
    const page = await visitor.open(run);
    const state = readRunState(page);
    if (state.state === 'done' || state.state === 'failed') return state;
    if (state.sentence !== last) changedAtMs = Date.now();
    last = state.sentence;
    if (Date.now() - changedAtMs > patienceMs) throw new Error(`The run does not go on: ${last}`);
    await sleep(lookEveryMs);
  }
}

export function readRunState({ html, status, words }: Page): RunState {
  const tags = tagsOf(html);
  const line = tags.find(({ attributes }) => attributes.id === 'run-progress');
  const said = tags.find(({ attributes }) => attributes.id === 'run-progress-sentence');
  const state = /progress-(running|waiting|done|failed)/.exec(line?.attributes.class ?? '')?.[1];
  if (!state || !said) throw new Error(`This is no page of a run (${status}): ${words.slice(0, 300)}`);
  return { state: state as RunState['state'], sentence: wordsOf(html.slice(said.to, html.indexOf('</p>', said.to))) };
}
