import { Hono } from 'hono';
import type { Env, PageContext } from '../context.ts';
import type { Parts } from '../parts.ts';
import { localPath } from '../request.ts';
import { type Decide, decision, type Typed } from './image-answers.ts';
import { renderImage } from './image-page.ts';

/** One picture: alone with all its texts, and every decision about it. */
export function imagesPage(parts: Parts): Hono<Env> {
  const { review } = parts;
  const on = (said: string, decide: Decide) => (c: PageContext) => decision(c, parts, said, decide);
  return new Hono<Env>()
    .get('/:id', (c) => showImage(c, parts, false))
    .get('/:id/correction', (c) => showImage(c, parts, true))
    .post(
      '/:id/caption',
      on('review.saidSaved', (wish, typed) => review.edit({ ...wish, ...withText(typed) })),
    )
    .post(
      '/:id/approval',
      on('review.saidApproved', (wish, typed) => review.approve({ ...wish, ...typed })),
    )
    .post('/:id/approval/removal', on('review.saidUndone', review.undecide))
    .post('/:id/rejection', on('review.saidRejected', review.reject))
    .post('/:id/decorative', on('review.saidNotNeeded', review.markDecorative))
    .post(
      '/:id/correction',
      on('review.saidCorrected', (wish, typed) => review.correctPublished({ ...wish, ...withText(typed) })),
    )
    .post('/:id/put-back', on('review.saidPutBack', review.putBack))
    .post('/:id/conflict/theirs', on('review.saidConflictSettled', review.keepTheirs))
    .post(
      '/:id/conflict/mine',
      on('review.saidConflictSettled', (wish, { replace: _replace, ...typed }) =>
        review.replaceWithMine({ ...wish, ...typed }),
      ),
    )
    .post('/:id/post-dismissal', on('review.saidPostDismissed', review.dismissPost))
    .post('/:id/post-dismissal/removal', on('review.saidPostAsked', review.askAboutPost))
    .post('/:id/versions/:versionId/put-back', (c) => {
      const versionId = c.req.param('versionId');
      return decision(c, parts, 'review.saidPutBack', (wish) => review.putBack({ ...wish, versionId }));
    })
    .post('/:id/versions/:versionId/restoration', (c) => {
      const versionId = c.req.param('versionId');
      const restore: Decide = (wish, { expectedRevision }) =>
        review.restoreVersion({ ...wish, expectedRevision, versionId });
      return decision(c, parts, 'review.saidSaved', restore);
    });
}

function withText(typed: Typed): Typed & { text: string } {
  return { ...typed, text: typed.text ?? '' };
}

function showImage(c: PageContext, parts: Parts, isEditing: boolean) {
  const imageId = c.req.param('id') ?? '';
  const item = parts.review.item({ user: c.var.user, imageId });
  const returnTo = localPath(c.req.query('returnTo'), `/images/${imageId}`);
  return renderImage(c, parts, { item, returnTo, isEditing });
}
