import type { MediaAttributes } from './edit.ts';
import { diffPost, type PostState } from './snapshot.ts';

type Descriptions = Record<string, string | null>;

/** One successful edit of a published post over HTTP. */
export type Edit = {
  /** UTC milliseconds. */
  at: number;
  postId: string;
  /** The pictures of the post before the edit. */
  mediaIds: string[];
  before: Descriptions;
  after: Descriptions;
  /** Everything but descriptions that the edit changed: harm done. */
  changedOtherwise: string[];
  /** The post had every wanted description already: published twice. */
  alreadyHeldWantedText: boolean;
};

export function editEntry(at: number, before: PostState, after: PostState, asked: MediaAttributes[]): Edit {
  const had = descriptionsOf(before);
  const wanted = asked.filter(({ description }) => description !== undefined);
  return {
    at,
    postId: before.id,
    mediaIds: before.media.map(({ id }) => id),
    before: had,
    after: descriptionsOf(after),
    changedOtherwise: diffPost(before, after).otherwise,
    alreadyHeldWantedText: wanted.length > 0 && wanted.every(({ id, description }) => had[id] === description),
  };
}

function descriptionsOf({ media }: PostState): Descriptions {
  return Object.fromEntries(media.map(({ id, description }) => [id, description]));
}
