import type { ContentfulStatusCode } from 'hono/utils/http-status';
import { imageBody } from '../../../templates/pages/image.ts';
import type { PairView } from '../../../templates/pages/review-pair.ts';
import type { Sentence } from '../../lib/sentence.ts';
import type { PageContext } from '../context.ts';
import { reviewTopicName } from '../live/regions/review.ts';
import { pairViewOf } from '../pair-view.ts';
import type { Parts } from '../parts.ts';
import { renderPage } from '../render.ts';
import { listAt } from './review-list.ts';

/** One picture alone. `wrong`: why something else than its text was refused. */
export function renderImage(
  c: PageContext,
  parts: Parts,
  shown: Omit<PairView, 'nowMs' | 'wish'>,
  { status = 200, wrong }: { status?: ContentfulStatusCode; wrong?: Sentence } = {},
): Response | Promise<Response> {
  const { words, user } = c.var;
  const row = pairViewOf(parts, user.id, shown);
  const list = listAt(row.returnTo);
  const back = list
    ? { href: row.returnTo, label: words.t('review.backToList') }
    : { href: '/inbox', label: words.t('review.backToInbox') };
  const versions = parts.review.versions({ user, imageId: row.item.id });
  const title = words.t(row.isEditing ? 'review.correctTitle' : 'review.imageTitle');
  const flash = wrong && { meaning: 'wrong' as const, sentence: wrong };
  const body = imageBody(words, { row, versions, back });
  return renderPage(c, parts, { title, body, flash, streamUrl: streamOf(row) }, status);
}

/** A page on which a text that stands elsewhere is being written anew is left alone. */
function streamOf({ item, returnTo, isEditing }: PairView): string {
  const topics = isEditing ? 'inbox' : `inbox,${reviewTopicName(returnTo, [item.id])}`;
  return `/events?${new URLSearchParams({ topics })}`;
}
