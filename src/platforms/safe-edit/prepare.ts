import { countCharacters } from '../../lib/characters.ts';
import { type Sentence, say } from '../../lib/sentence.ts';
import type {
  DescriptionChange,
  EditablePost,
  ExpectedPost,
  Instance,
  PreparedEdit,
  Unwritten,
  WantedDescription,
} from '../platform.ts';
import { cleanDescription } from '../text.ts';
import { holdsAll, isAmong, type Keeping } from './compare.ts';

/** What was approved, as it may be sent. */
export function cleanChanges<T extends WantedDescription>(changes: T[]): T[] {
  return changes.map((change) => ({ ...change, description: cleanDescription(change.description) }));
}

/** A fault in the wish itself, seen before the server is asked. */
export function faultIn(changes: DescriptionChange[], expected: ExpectedPost, instance: Instance): Sentence | null {
  if (changes.length === 0) return say('platforms.nothingToWrite');
  const ids = changes.map(({ mediaId }) => mediaId);
  if (new Set(ids).size !== ids.length || ids.some((id) => !expected.mediaIds.includes(id))) {
    return say('platforms.notInThisPost');
  }
  const { descriptionLimit: limit, descriptionMinimum: minimum } = instance;
  const lengths = changes.filter(({ putsBack }) => !putsBack).map(({ description }) => countCharacters(description));
  const longest = Math.max(0, ...lengths);
  if (longest > limit) return say('platforms.descriptionTooLong', { limit, length: longest });
  return lengths.some((length) => length < minimum) ? say('platforms.descriptionTooShort', { minimum }) : null;
}

/** Compares the post as it is with the post as it was approved; null when the edit may be written. */
export function compareBefore(
  current: EditablePost,
  changes: DescriptionChange[],
  expected: ExpectedPost,
  keeps?: Keeping,
): Unwritten | null {
  const { post, fingerprint } = current;
  if (holdsAll(post, changes, keeps)) return { kind: 'already', fingerprint, editedAtMs: post.editedAtMs };
  if (current.refusal) return { kind: 'refused', reason: current.refusal };
  const conflict = (key: string): Unwritten => ({ kind: 'conflict', reason: say(key), current });
  if (post.media.map(({ id }) => id).join('\n') !== expected.mediaIds.join('\n'))
    return conflict('platforms.mediaChanged');
  if (changes.some((change) => isForeign(current, change, keeps))) return conflict('platforms.describedMeanwhile');
  return fingerprint === expected.fingerprint ? null : conflict('platforms.postChanged');
}

/** Somebody else's words stand where ours should go. */
function isForeign({ post }: EditablePost, { mediaId, description, replaces }: DescriptionChange, keeps?: Keeping) {
  const standing = post.media.find(({ id }) => id === mediaId)?.description ?? null;
  return standing !== null && !isAmong(standing, [description, replaces ?? ''], keeps);
}

/** The edit that carries all changes of a post. What already stands there is not sent again. */
export function buildEdit(
  before: EditablePost,
  changes: DescriptionChange[],
  nowMs: number,
  keeps?: Keeping,
): PreparedEdit {
  const wanted = changes.map(({ mediaId, description }) => ({ mediaId, description }));
  const changed = wanted.filter((change) => !holdsAll(before.post, [change], keeps));
  const former = changed.map(({ mediaId }) => ({
    mediaId,
    description: before.post.media.find(({ id }) => id === mediaId)?.description ?? null,
  }));
  return { postId: before.post.id, before, wanted, changed, former, preparedAtMs: nowMs };
}
