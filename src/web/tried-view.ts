import type { TriedView } from '../../templates/pages/try.ts';
import type { Parts } from './parts.ts';

/** A picture that a person tries out. Throws `not-found` for somebody else's. */
export function triedViewOf({ desk, hub, clock }: Parts, userId: string, id: string): TriedView {
  const wish = desk.find(userId, id);
  return { wish, textSoFar: hub.wordsOf(id).get(id) ?? '', nowMs: clock.now() };
}
