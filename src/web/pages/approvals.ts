import { Hono } from 'hono';
import { z } from 'zod';
import type { NoticeProps } from '../../../templates/components/notice.ts';
import type { Words } from '../../../templates/words.ts';
import { AppError } from '../../lib/errors.ts';
import { say } from '../../lib/sentence.ts';
import type { ApprovedAll, SkipReason } from '../../review/approve-all.ts';
import type { Env } from '../context.ts';
import { readForm } from '../form.ts';
import type { Parts } from '../parts.ts';
import { localPath } from '../request.ts';
import { warningPathAfter } from './publishing-warning.ts';

const approvalsForm = z.object({
  shownAt: z.coerce.number().int(),
  taskId: z.string().optional(),
  connectionId: z.string().optional(),
  returnTo: z.string().optional(),
});

/** Approves the drafts of a whole list, as they were when its page was made. */
export function approvalsPage(parts: Parts): Hono<Env> {
  return new Hono<Env>().post('/', async (c) => {
    const { user } = c.var;
    const form = await readForm(c, approvalsForm);
    if (!form.ok) throw new AppError('validation', say('review.unreadable'));
    const { returnTo, ...wish } = form.values;
    const warningPath = warningPathAfter(c, parts);
    const result = await parts.review.approveAll({ user, ...withoutAbsent(wish) });
    const back = withResult(localPath(returnTo, '/inbox'), result);
    return c.redirect(warningPath(back) ?? back, 303);
  });
}

/** The types tell "absent" from "there and undefined". */
function withoutAbsent({ shownAt, taskId, connectionId }: z.output<typeof approvalsForm>) {
  return { shownAt, ...(taskId !== undefined && { taskId }), ...(connectionId !== undefined && { connectionId }) };
}

/** The numbers travel in the address, so that loading the page again approves nothing again. */
function withResult(path: string, { approved, posts, skipped }: ApprovedAll): string {
  const { pathname, searchParams } = new URL(path, 'http://here.invalid');
  const numbers = { approved, posts, ...skipped };
  for (const [name, number] of Object.entries(numbers)) searchParams.set(name, String(number));
  return `${pathname}?${searchParams}`;
}

const reasonKeys: Record<SkipReason, string> = {
  empty: 'inbox.skippedEmpty',
  'too-long': 'inbox.skippedTooLong',
  'too-short': 'inbox.skippedTooShort',
  'replace-needed': 'inbox.skippedReplace',
  'needs-a-look': 'inbox.skippedFindings',
  changed: 'inbox.skippedChanged',
};

/** What approving a whole list came to, and what was left for the person and why; undefined on any other visit. */
export function approvedAllFlash(words: Words, query: Record<string, string>): NoticeProps | undefined {
  const count = wholeNumber(query.approved);
  if (count === undefined) return undefined;
  const posts = words.t('inbox.posts', { count: wholeNumber(query.posts) ?? 0 });
  const reasons = Object.entries(reasonKeys).flatMap(([reason, key]) => {
    const skipped = wholeNumber(query[reason]);
    return skipped ? [words.t(key, { count: skipped })] : [];
  });
  return {
    meaning: count > 0 ? 'good' : 'note',
    sentence: count > 0 ? say('inbox.approvedAll', { count, posts }) : say('inbox.approvedNone'),
    ...(reasons.length > 0 && { details: say('inbox.leftFor', { reasons: words.list(reasons) }) }),
  };
}

function wholeNumber(text: string | undefined): number | undefined {
  return text !== undefined && /^\d{1,9}$/.test(text) ? Number(text) : undefined;
}
