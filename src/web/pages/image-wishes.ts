import { Hono } from 'hono';
import { z } from 'zod';
import { hasImage } from '../../../db/decisions.ts';
import { saveHung } from '../../../db/run-events.ts';
import { announce } from '../../../templates/components/live.ts';
import { flashPartial } from '../../../templates/components/notice.ts';
import { html } from '../../../templates/html.ts';
import { again, askingName, longestHint } from '../../../templates/pages/again.ts';
import { againFormBody } from '../../../templates/pages/again-form.ts';
import { captionLengths } from '../../captioner/captioner.ts';
import { AppError } from '../../lib/errors.ts';
import { type Sentence, say } from '../../lib/sentence.ts';
import type { AgainWish } from '../../review/again.ts';
import type { Errand } from '../../tasks/serving.ts';
import type { Env, PageContext } from '../context.ts';
import { readForm } from '../form.ts';
import { modelsView, startingModel } from '../models-view.ts';
import { pairViewOf } from '../pair-view.ts';
import type { Parts } from '../parts.ts';
import { answerHtml, renderPage } from '../render.ts';
import { isLive, localPath } from '../request.ts';
import { renderImage } from './image-page.ts';

const wishForm = z.object({
  hint: z.string().default(''),
  length: z.enum(captionLengths).optional().catch(undefined),
  language: z.string().max(35).default(''),
  model: z.string().default(''),
  fromScratch: z.literal('on').optional(),
  returnTo: z.string().optional(),
});

/** Asking the model once more about a picture, and no longer wanting to know. */
export function imageWishesPage(parts: Parts): Hono<Env> {
  const { review, desk } = parts;
  return new Hono<Env>()
    .get('/:id/wish', (c) => showForm(c, parts))
    .post('/:id/wish', (c) =>
      answer(c, parts, 'desk.waiting', (wish) => {
        const { user, imageId } = wish;
        const errand = review.askAgain(wish);
        const { hasThumbnail } = review.item({ user, imageId });
        const hang = hasThumbnail ? {} : { hang: hangerOf(parts, imageId) };
        desk.ask({ userId: user.id, imageId, errand: { ...errand, ...hang } });
      }),
    )
    .post('/:id/wish/removal', (c) =>
      answer(c, parts, 'desk.stopped', ({ user, imageId }) => {
        const wish = desk.ofImage(user.id, imageId);
        if (wish) desk.cancel(user.id, wish.id);
      }),
    );
}

async function showForm(c: PageContext, parts: Parts) {
  const { user, words } = c.var;
  const imageId = c.req.param('id') ?? '';
  const item = parts.review.item({ user, imageId });
  const overview = await parts.models.overview();
  const returnTo = localPath(c.req.query('returnTo'), `/images/${imageId}`);
  const models = modelsView(c, parts, overview);
  const model = item.model ?? startingModel(parts, user.id, overview);
  const body = againFormBody(words, { item, models, model, returnTo });
  return renderPage(c, parts, { title: askingName(words, item), body });
}

/** Keeps the small picture of one that no run has looked at: whoever reads the draft wants to see what it is about. */
function hangerOf({ db, pictures, clock }: Parts, imageId: string): NonNullable<Errand['hang']> {
  return async ({ width, height, sha256, thumbhash }, thumbnail) => {
    await pictures.write(imageId, thumbnail);
    const facts = { imageId, width, height, sha256, thumbhash };
    // The picture may have gone with its connection meanwhile.
    if (hasImage(db, imageId)) saveHung(db, facts, thumbnail.byteLength, clock.now());
  };
}

type Wished = AgainWish & { user: PageContext['var']['user'] };

async function answer(c: PageContext, parts: Parts, said: string, deed: (wished: Wished) => void) {
  const form = await readForm(c, wishForm);
  if (!form.ok) throw new AppError('validation', say('review.unreadable'));
  const { user, words } = c.var;
  const imageId = c.req.param('id') ?? '';
  const returnTo = localPath(form.values.returnTo, `/images/${imageId}`);
  parts.review.item({ user, imageId });
  const { length, language, model, fromScratch } = form.values;
  const hint = Array.from(form.values.hint).slice(0, longestHint).join('');
  const wish = { user, imageId, hint, length, language, model, fromScratch: fromScratch !== undefined };
  const wrong = refusalOf(() => deed(wish));
  const item = parts.review.item({ user, imageId });
  const shown = { item, returnTo };
  if (!isLive(c)) {
    if (!wrong) return c.redirect(`${returnTo}#image-${imageId}`, 303);
    return renderImage(c, parts, shown, { status: 422, wrong });
  }
  const news = wrong ? flashPartial(words, { meaning: 'wrong', sentence: wrong }) : announce(words.t(said));
  return answerHtml(c, html`${again(words, pairViewOf(parts, user.id, shown))}${news}`, wrong ? 422 : 200);
}

const refusals = new Set(['too-many', 'wrong-state']);

/** Why it cannot be asked for now. */
function refusalOf(deed: () => void): Sentence | undefined {
  try {
    deed();
    return undefined;
  } catch (thrown) {
    if (thrown instanceof AppError && refusals.has(thrown.code ?? '')) return thrown.sentence;
    throw thrown;
  }
}
