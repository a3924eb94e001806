import { type ImageRow, listImagesOfPost } from '../../../db/decisions.ts';
import type { NewPost } from '../../support/sandbox-instance/posting.ts';
import type { Ground } from './ground.ts';
import type { Plan } from './plan.ts';
import type { Wish, Wishes } from './posts.ts';
import type { Harm } from './witness.ts';

export type Case = { post: NewPost; wishes: Wishes; plan: Plan; undoPlan: Plan };

/** How one post went: every picture written, none of them, or some. Each that was not has its reason. */
export type Ending = 'described' | 'refused' | 'partly';
export type Play = Harm & {
  ending: Ending;
  /** The publisher did not come to an end. */
  stuck: string[];
  /** Rows that say something else than the post. */
  untrue: string[];
  undone: number;
  notUndone: string[];
};

export type Wished = { row: ImageRow; mediaId: string; wish: Wish };

export function rowOf({ db }: Ground, postRowId: string, imageId: string): ImageRow {
  const row = listImagesOfPost(db, postRowId).find(({ id }) => id === imageId);
  if (!row) throw new Error('a picture was lost');
  return row;
}
