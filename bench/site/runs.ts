import { setTimeout as sleep } from 'node:timers/promises';
import { findTask } from '../../db/tasks.ts';
import { startRun } from '../../test/support/story/run.ts';
import { createVisitor } from '../../test/support/visitor/index.ts';
import type { Inhabitant, Site } from './site.ts';

const lookEveryMs = 200;

/** Starts a run through the form of its page, with its defaults where nothing else is said; answers its id. */
export async function beginRun(
  { address }: Site,
  { cookie }: Inhabitant,
  fields: Record<string, string> = {},
): Promise<string> {
  const visitor = createVisitor();
  visitor.keepCookie(address, cookie);
  const { pathname } = await startRun(visitor, address, fields);
  return pathname.slice('/tasks/'.length);
}

/** Starts a run of each person's and another one whenever one has ended, until the signal. */
export async function keepRunning(site: Site, people: Inhabitant[], signal: AbortSignal): Promise<void> {
  const isActive = (id: string) => ['queued', 'running'].includes(findTask(site.reader, id)?.status ?? '');
  const keep = async (person: Inhabitant) => {
    while (!signal.aborted) {
      const id = await beginRun(site, person);
      while (isActive(id) && !signal.aborted) await sleep(lookEveryMs);
    }
  };
  await Promise.all(people.map(keep));
}

/** How many pictures have got a draft in all. */
export function countDrafts({ reader }: Site): number {
  return reader.$client.prepare("select count(*) from caption_versions where kind = 'draft'").pluck().get() as number;
}
