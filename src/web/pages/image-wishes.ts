import { Hono } from 'hono';
import { z } from 'zod';
import { hasImage } from '../../../db/decisions.ts';
import { saveHung } from '../../../db/run-events.ts';
import { announce } from '../../../templates/components/live.ts';
import { flashPartial } from '../../../templates/components/notice.ts';
import { html } from '../../../templates/html.ts';
import { again, longestHint } from '../../../templates/pages/again.ts';
import { AppError } from '../../lib/errors.ts';
import { type Sentence, say } from '../../lib/sentence.ts';
import type { Errand } from '../../tasks/serving.ts';
import type { Env, PageContext } from '../context.ts';
import { readForm } from '../form.ts';
import { pairViewOf } from '../pair-view.ts';
import type { Parts } from '../parts.ts';
import { isLive, localPath } from '../request.ts';
import { renderImage } from './image-page.ts';

const wishForm = z.object({
  hint: z.string().default(''),
  returnTo: z.string().optional(),
});

/** Asking the model once more about a picture, and no longer wanting to know. */
export function imageWishesPage(parts: Parts): Hono<Env> {
  const { review, desk } = parts;
  return new Hono<Env>()
    .post('/:id/wish', (c) =>
      answer(c, parts, 'desk.waiting', ({ user, imageId, hint }) => {
        const errand = review.askAgain({ user, imageId, hint });
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

/** Keeps the small picture of one that no run has looked at: whoever reads the draft wants to see what it is about. */
function hangerOf({ db, pictures, clock }: Parts, imageId: string): NonNullable<Errand['hang']> {
  return async ({ width, height, sha256, thumbhash }, thumbnail) => {
    await pictures.write(imageId, thumbnail);
    const facts = { imageId, width, height, sha256, thumbhash };
    // The picture may have gone with its connection meanwhile.
    if (hasImage(db, imageId)) saveHung(db, facts, thumbnail.byteLength, clock.now());
  };
}

type Wished = { user: PageContext['var']['user']; imageId: string; hint: string };

async function answer(c: PageContext, parts: Parts, said: string, deed: (wished: Wished) => void) {
  const form = await readForm(c, wishForm);
  if (!form.ok) throw new AppError('validation', say('review.unreadable'));
  const { user, words } = c.var;
  const imageId = c.req.param('id') ?? '';
  const returnTo = localPath(form.values.returnTo, `/images/${imageId}`);
  parts.review.item({ user, imageId });
  const hint = Array.from(form.values.hint).slice(0, longestHint).join('');
  const wrong = refusalOf(() => deed({ user, imageId, hint }));
  const item = parts.review.item({ user, imageId });
  const shown = { item, returnTo };
  if (!isLive(c)) {
    if (!wrong) return c.redirect(`${returnTo}#image-${imageId}`, 303);
    return renderImage(c, parts, shown, { status: 422, wrong });
  }
  const news = wrong ? flashPartial(words, { meaning: 'wrong', sentence: wrong }) : announce(words.t(said));
  return c.html(html`${again(words, pairViewOf(parts, user.id, shown))}${news}`, wrong ? 422 : 200);
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
