import { renderContent } from './content.ts';
import type { Media, Post } from './records.ts';
import { mediaOf, type World } from './world.ts';

type MediaState = Pick<Media, 'id' | 'type' | 'description' | 'focus' | 'key'>;

/** A post as plain data: everything a person or another server can see of it. */
export type PostState = Omit<Post, 'mediaIds'> & { content: string; media: MediaState[] };
export type Snapshot = Record<string, PostState>;

export type DescriptionChange = { mediaId: string; before: string | null; after: string | null };
export type PostDifference = { postId: string; descriptions: DescriptionChange[]; otherwise: string[] };

/** A deep copy of all posts, by id. */
export function snapshotOf(world: World): Snapshot {
  return Object.fromEntries([...world.posts.values()].map((post) => [post.id, stateOf(world, post)]));
}

export function stateOf(world: World, post: Post): PostState {
  const { mediaIds: _ids, ...fields } = post;
  const media = mediaOf(world, post).map(({ id, type, description, focus, key }) => ({
    id,
    type,
    description,
    focus,
    key,
  }));
  return structuredClone({ ...fields, content: renderContent(world, post), media });
}

/** What the edit of a post always changes and nobody loses anything by. */
const EXPECTED: (keyof PostState)[] = ['editedAtMs', 'history', 'federatedUpdates', 'application'];

/** The posts that differ: changed descriptions on one side, the names of everything else that changed on the other. */
export function diffSnapshots(before: Snapshot, after: Snapshot): PostDifference[] {
  const ids = [...new Set([...Object.keys(before), ...Object.keys(after)])];
  return ids
    .map((postId) => ({ postId, ...diffPost(before[postId], after[postId]) }))
    .filter(({ descriptions, otherwise }) => descriptions.length + otherwise.length > 0);
}

export function diffPost(before: PostState | undefined, after: PostState | undefined): Omit<PostDifference, 'postId'> {
  if (!before || !after) return { descriptions: [], otherwise: [before ? 'deleted' : 'added'] };
  const names = (Object.keys(before) as (keyof PostState)[]).filter(
    (name) => !EXPECTED.includes(name) && name !== 'media',
  );
  const otherwise: string[] = names.filter((name) => !same(before[name], after[name]));
  const bare = (media: MediaState[]) => media.map(({ description: _text, ...rest }) => rest);
  if (!same(bare(before.media), bare(after.media))) otherwise.push('media');
  return { descriptions: diffDescriptions(before.media, after.media), otherwise };
}

function diffDescriptions(before: MediaState[], after: MediaState[]): DescriptionChange[] {
  return before.flatMap((old) => {
    const now = after.find(({ id }) => id === old.id);
    if (!now || now.description === old.description) return [];
    return { mediaId: old.id, before: old.description, after: now.description };
  });
}

function same(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}
