import { applyDraft, draftOf, withText } from './edit.ts';
import type { PictureFault } from './photographs.ts';
import { type NewPost, publish } from './posting.ts';
import type { Account, Post } from './records.ts';
import { removePost } from './routes/statuses.ts';
import { postUrl } from './status-json.ts';
import { postsOf, type World } from './world.ts';

export type OwnerEdit = {
  text?: string;
  spoilerText?: string;
  sensitive?: boolean;
  /** By media id. */
  descriptions?: Record<string, string | null>;
  /** The pictures that stay, in their new order. */
  mediaIds?: string[];
};

/** What the owner of the posts does meanwhile, by hand, in the server's own web page. */
export function postControls(world: World) {
  function postOf(id: string): Post {
    const post = world.posts.get(id);
    if (!post) throw new Error(`there is no post ${id}`);
    return post;
  }

  function editAsOwner(postId: string, change: OwnerEdit): Post {
    const post = postOf(postId);
    const before = draftOf(world, post);
    const draft = withText(world, before, change.text ?? before.text);
    const { keptWarning = String } = world.dialect;
    draft.spoilerText = keptWarning(change.spoilerText ?? draft.spoilerText);
    draft.sensitive = change.sensitive ?? draft.sensitive;
    draft.media = (change.mediaIds ?? post.mediaIds).flatMap(
      (id) => draft.media.find((media) => media.id === id) ?? [],
    );
    for (const media of draft.media) {
      const description = change.descriptions?.[media.id];
      if (description !== undefined) media.description = description;
    }
    applyDraft(world, post, draft, { history: world.dialect.hasHistory });
    return post;
  }

  return {
    createPost: (account: Account, post: NewPost): Post => publish(world, account, post),
    editAsOwner,
    deletePost: (postId: string): void => removePost(world, postOf(postId)),
    /** Somebody's posts, newest first. These are the live records: read them, do not write them. */
    posts: (account: Account): Post[] => postsOf(world, account.id),
    post: postOf,
    media: (mediaId: string) => world.media.get(mediaId),
    postUrl: (postId: string): string => postUrl(world, postOf(postId)),
    /** The owner deletes a file of her drive; posts keep its id. */
    deleteMedia(mediaId: string): void {
      world.media.delete(mediaId);
    },
    /** Puts a photo of this number into the account's album, which is apart from the pictures of posts (Friendica). */
    addPhoto: (account: Account, id: string, description: string): void => {
      world.photos.set(id, { accountId: account.id, description });
    },
    photo: (id: string) => world.photos.get(id),
    /** Makes a picture's addresses answer badly; null heals them. */
    pictureFault(mediaId: string, fault: PictureFault | null): void {
      const media = world.media.get(mediaId);
      if (!media) throw new Error(`there is no picture ${mediaId}`);
      media.fault = fault;
    },
  };
}
