import { Hono } from 'hono';
import { readReviewItems } from '../../../db/review.ts';
import { type ByHandView, byHandBody } from '../../../templates/pages/by-hand.ts';
import { AppError } from '../../lib/errors.ts';
import type { LookByHand, PostByHand } from '../../publishing/by-hand.ts';
import type { Env, PageContext } from '../context.ts';
import type { Parts } from '../parts.ts';
import { renderPage } from '../render.ts';

/** Putting approved texts into a post oneself: the texts to copy, and a look whether they stand there. */
export function byHandPage(parts: Parts): Hono<Env> {
  const { publishing } = parts;
  const wishOf = (c: PageContext) => ({ user: c.var.user, postId: c.req.param('postId') ?? '' });
  return new Hono<Env>()
    .get('/posts/:postId/by-hand', (c) => show(c, parts, publishing.postByHand(wishOf(c)), {}))
    .post('/posts/:postId/by-hand', async (c) => {
      const before = publishing.postByHand(wishOf(c));
      try {
        return answer(c, parts, await publishing.lookByHand(wishOf(c)));
      } catch (thrown) {
        if (!(thrown instanceof AppError) || thrown.code === 'being-written') throw thrown;
        return show(c, parts, before, { trouble: thrown.sentence }, 422);
      }
    });
}

/** What still waits is shown again with what the post showed; otherwise it is among what has ended. */
function answer(c: PageContext, parts: Parts, look: LookByHand) {
  const postId = c.req.param('postId') ?? '';
  if (look.lacking.length === 0) return c.redirect(`/publications?kept=${look.held}`, 303);
  return show(c, parts, parts.publishing.postByHand({ user: c.var.user, postId }), { look }, 422);
}

function show(
  c: PageContext,
  parts: Parts,
  { post, handle, origin, texts }: PostByHand,
  said: Pick<ByHandView, 'look' | 'trouble'>,
  status: 200 | 422 = 200,
) {
  const { words } = c.var;
  const items = new Map(
    readReviewItems(
      parts.reader,
      texts.map(({ imageId }) => imageId),
    ).map((item) => [item.id, item]),
  );
  const view: ByHandView = {
    ...{ post, handle, host: new URL(origin).host, ...said, nowMs: parts.clock.now() },
    pictures: texts.map(({ imageId, position, text }) => {
      const { hasThumbnail = false, width = null, height = null, thumbhash = null } = items.get(imageId) ?? {};
      const { language = post.language, post: { isSensitive } = { isSensitive: false } } = items.get(imageId) ?? {};
      return { imageId, position, text, language, hasThumbnail, width, height, thumbhash, isSensitive };
    }),
  };
  return renderPage(c, parts, { title: words.t('byHand.title'), body: byHandBody(words, view) }, status);
}
