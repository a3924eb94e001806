import type { PairView } from '../../templates/pages/review-pair.ts';
import type { Parts } from './parts.ts';

/** A person's picture as it stands now, with what she has asked of the model about it. */
export function pairViewOf(
  { desk, hub, clock }: Parts,
  userId: string,
  shown: Omit<PairView, 'nowMs' | 'wish'>,
): PairView {
  const { id } = shown.item;
  const wish = desk.ofImage(userId, id);
  const view = { ...shown, nowMs: clock.now() };
  return wish ? { ...view, wish: { ...wish, textSoFar: hub.wordsOf(wish.id).get(id) ?? '' } } : view;
}
