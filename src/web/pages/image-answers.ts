import { z } from 'zod';
import { countToReview } from '../../../db/dashboard.ts';
import type { ReviewItem } from '../../../db/review.ts';
import { inboxCountPartial } from '../../../templates/components/bar.ts';
import { announce } from '../../../templates/components/live.ts';
import { flashPartial } from '../../../templates/components/notice.ts';
import { html } from '../../../templates/html.ts';
import { approveAllPartial } from '../../../templates/pages/review.ts';
import { type Attempt, type PairView, reviewPair } from '../../../templates/pages/review-pair.ts';
import { AppError } from '../../lib/errors.ts';
import { say } from '../../lib/sentence.ts';
import type { User } from '../../users/users.ts';
import type { PageContext } from '../context.ts';
import { readForm } from '../form.ts';
import { pairViewOf } from '../pair-view.ts';
import type { Parts } from '../parts.ts';
import { answerHtml } from '../render.ts';
import { isLive, localPath } from '../request.ts';
import { renderImage } from './image-page.ts';
import { warningPathAfter } from './publishing-warning.ts';
import { approveAllOf, listAt } from './review-list.ts';

const decisionForm = z.object({
  text: z.string().optional(),
  expectedRevision: z.coerce.number().int().default(0),
  replace: z.string().optional(),
  returnTo: z.string().optional(),
});

/** The picture and whose it must be. */
export type Wish = { user: User; imageId: string };
/** What a decision came with; without a text it is about the one that stands. */
export type Typed = { text?: string; expectedRevision: number; replace: boolean };
export type Decide = (wish: Wish, typed: Typed) => ReviewItem;

/** Decides about a picture and answers with the pair as it is then, or with the page the person was on. */
export async function decision(c: PageContext, parts: Parts, said: string, decide: Decide) {
  const form = await readForm(c, decisionForm);
  if (!form.ok) throw new AppError('validation', say('review.unreadable'));
  const { text, expectedRevision, replace } = form.values;
  const typed = { expectedRevision, replace: replace !== undefined, ...(text !== undefined && { text }) };
  const wish = { user: c.var.user, imageId: c.req.param('id') ?? '' };
  const returnTo = localPath(form.values.returnTo, '/inbox');
  const wayToWarning = warningPathAfter(c, parts);
  try {
    const item = decide(wish, typed);
    const warning = wayToWarning(returnTo);
    if (warning !== undefined) return goTo(c, warning);
    if (!isLive(c)) return c.redirect(`${returnTo}#image-${item.id}`, 303);
    return answerHtml(c, done(c, parts, pairViewOf(parts, wish.user.id, { item, returnTo }), said));
  } catch (thrown) {
    return refuse(c, parts, { wish, returnTo, text, thrown });
  }
}

/** htmx follows a redirect by itself and would put the page into the pair. */
function goTo(c: PageContext, path: string): Response {
  if (!isLive(c)) return c.redirect(path, 303);
  return c.body(null, 204, { 'hx-redirect': path });
}

function done(c: PageContext, parts: Parts, view: PairView, said: string) {
  const { words, user } = c.var;
  const left = countToReview(parts.reader, user.id);
  const list = listAt(view.returnTo);
  const approveAll = list && approveAllOf(parts, user, list);
  return html`${reviewPair(words, view)}${announce(`${words.t(said)} ${words.t('inbox.toDecide', { count: left })}`)}
${inboxCountPartial(words, left)}${approveAll && approveAllPartial(words, approveAll)}`;
}

type Refusal = { wish: Wish; returnTo: string; text: string | undefined; thrown: unknown };

const shownAtTheField = new Set(['empty', 'too-long', 'too-short', 'stale', 'replace-needed', 'wrong-state']);

/** Nothing was changed: what the person typed stays in the field, with the reason at it. */
function refuse(c: PageContext, parts: Parts, { wish, returnTo, text, thrown }: Refusal) {
  if (!(thrown instanceof AppError) || !shownAtTheField.has(thrown.code ?? '')) throw thrown;
  const { words } = c.var;
  const attempt = text === undefined ? undefined : attemptOf(text, thrown);
  const shown = { item: parts.review.item(wish), returnTo, attempt };
  const sentence = attempt?.error ?? thrown.sentence;
  if (!isLive(c)) return renderImage(c, parts, shown, { status: 422, ...(!attempt && { wrong: sentence }) });
  const trouble = attempt ? announce(words.sentence(sentence)) : flashPartial(words, { meaning: 'wrong', sentence });
  return answerHtml(c, html`${reviewPair(words, pairViewOf(parts, wish.user.id, shown))}${trouble}`, 422);
}

function attemptOf(text: string, { code, sentence }: AppError): Attempt {
  if (code === 'stale') return { text, error: say('review.stale'), theirs: String(sentence.values?.theirs ?? '') };
  if (code === 'replace-needed') return { text, error: say('review.replaceUnasked'), needsReplace: true };
  return { text, error: sentence };
}
