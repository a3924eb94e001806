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

/** A file's description was changed: an edit of every post that shows it. */
export function fileEditEntries(
  at: number,
  { mediaId, comment }: { mediaId: string; comment: string | null },
  before: PostState[],
  after: PostState[],
): Edit[] {
  return before.map((was, index) => {
    const had = descriptionsOf(was);
    return {
      at,
      postId: was.id,
      mediaIds: was.media.map(({ id }) => id),
      before: had,
      after: descriptionsOf(after[index] ?? was),
      changedOtherwise: diffPost(was, after[index]).otherwise,
      alreadyHeldWantedText: had[mediaId] === comment,
    };
  });
}

function descriptionsOf({ media }: PostState): Descriptions {
  return Object.fromEntries(media.map(({ id, description }) => [id, description]));
}
