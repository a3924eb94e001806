import { countCap, countForDashboard, countToReview } from '../../../db/dashboard.ts';
import type { StateCounts } from '../../../db/review.ts';
import { imageStates } from '../../../db/schema.ts';
import type { ApproveAllView, FilterLink } from '../../../templates/pages/review.ts';
import type { Words } from '../../../templates/words.ts';
import type { User } from '../../users/users.ts';
import type { Parts } from '../parts.ts';

type ImageState = (typeof imageStates)[number];

/** The parts of a list, by what a person still has to do about the pictures in them. */
export const shows = {
  open: ['drafted', 'failed', 'conflict'],
  approved: ['approved', 'publishing'],
  published: ['published'],
  aside: ['rejected', 'decorative'],
  described: ['described'],
  vague: ['described', 'drafted', 'failed'],
  all: imageStates.filter((state) => state !== 'found' && state !== 'prepared'),
} as const satisfies Record<string, readonly ImageState[]>;

export type Show = keyof typeof shows;

/** Which pictures a part of a list shows; `vague` are those whose description on the server says nothing. */
export const among = (show: Show) => ({ states: shows[show], sayingNothing: show === 'vague' });

/** A list of pictures as its address says it: the Inbox, perhaps of one connection, or one run. */
export type ReviewList = { show: Show; taskId?: string; connectionId?: string };

/** The list at one of our own addresses; null for any other page. */
export function listAt(path: string): ReviewList | null {
  const { pathname, searchParams } = new URL(path, 'http://here.invalid');
  const taskId = /^\/tasks\/([^/]+)\/review$/.exec(pathname)?.[1];
  const connectionId = searchParams.get('connection');
  const asked = searchParams.get('show') ?? '';
  if (taskId !== undefined) return { taskId, show: isShow(asked) ? asked : 'all' };
  if (pathname !== '/inbox') return null;
  return { show: isShow(asked) ? asked : 'open', ...(connectionId && { connectionId }) };
}

/** The address of a list; `after` goes on behind the last picture of a page. */
export function addressOf({ show, taskId, connectionId }: ReviewList, after?: string | null): string {
  const usual: Show = taskId === undefined ? 'open' : 'all';
  const query = new URLSearchParams({
    ...(connectionId && { connection: connectionId }),
    ...(show !== usual && { show }),
    ...(after && { after }),
  });
  const path = taskId === undefined ? '/inbox' : `/tasks/${encodeURIComponent(taskId)}/review`;
  return query.size > 0 ? `${path}?${query}` : path;
}

/** How many pictures are in each state; unknown for one connection, which has no index for it. */
export function countsOf(
  { review }: Parts,
  user: User,
  { taskId, connectionId }: ReviewList,
): Partial<StateCounts> | null {
  if (taskId !== undefined) return review.taskCounts({ user, taskId });
  return connectionId === undefined ? review.counts({ user }) : null;
}

/** How many described pictures have a description that says nothing; known for all of a person's together. */
export function countVague({ review }: Parts, user: User, { taskId, connectionId }: ReviewList): number | undefined {
  return taskId === undefined && connectionId === undefined ? review.countSayingNothing({ user }) : undefined;
}

/** The links from one part of a list to the others. `vague`: how many the part of that name has, where that is known. */
export function filtersOf(
  words: Words,
  list: ReviewList,
  counts: Partial<StateCounts> | null,
  vague: number | undefined,
): FilterLink[] {
  const labels: [Show, string][] = [
    ['open', words.t('inbox.open')],
    ['approved', words.t('inbox.approved')],
    ['published', words.t('inbox.published')],
    ['aside', words.t('inbox.aside')],
    ['described', words.t('inbox.described')],
    ['vague', words.t('inbox.vague')],
    ['all', words.t('inbox.all')],
  ];
  const links = labels.map(([show, label]) => ({
    label,
    href: addressOf({ ...list, show }),
    count: show === 'vague' ? vague : counts && show !== 'all' ? sum(counts, shows[show]) : undefined,
    isCurrent: show === list.show,
  }));
  return [...links, { label: words.t('publications.title'), href: '/publications', isCurrent: false }];
}

/** What "approve all" would be about on this list; null where the list shows no drafts. */
export function approveAllOf(parts: Parts, user: User, list: ReviewList): ApproveAllView | null {
  const isAboutDrafts = list.show === 'open' || list.show === 'all';
  if (!isAboutDrafts) return null;
  const { taskId, connectionId } = list;
  const count = countDrafts(parts, user, list);
  return { count, cap: countCap, shownAtMs: parts.clock.now(), taskId, connectionId, returnTo: addressOf(list) };
}

function countDrafts({ review, reader }: Parts, user: User, { taskId, connectionId }: ReviewList): number {
  if (taskId !== undefined) return review.taskCounts({ user, taskId }).drafted ?? 0;
  return connectionId === undefined
    ? countToReview(reader, user.id)
    : countForDashboard(reader, user.id, connectionId).toReview;
}

function sum(counts: Partial<StateCounts>, states: readonly ImageState[]): number {
  return states.reduce((total, state) => total + (counts[state] ?? 0), 0);
}

function isShow(value: string): value is Show {
  return Object.hasOwn(shows, value);
}
