import { and, asc, desc, eq, inArray } from 'drizzle-orm';
import type { RemoteMedia, RemotePost } from '../src/platforms/remote-post.ts';
import { listImagesOfPost } from './decisions.ts';
import type { Db } from './open.ts';
import { images, posts } from './schema.ts';

type Image = typeof images.$inferSelect;
type Post = typeof posts.$inferSelect;

/** What a run has chosen and not settled, newest post first, as the server described it. */
export function listUnsettled(db: Db, taskId: string): { imageId: string; media: RemoteMedia; post: RemotePost }[] {
  const rows = db
    .select({ image: images, post: posts })
    .from(images)
    .innerJoin(posts, eq(posts.id, images.postId))
    .where(and(eq(images.taskId, taskId), inArray(images.state, ['found', 'prepared'])))
    .orderBy(desc(images.postedAt), desc(images.postId), asc(images.position))
    .all();
  const byPost = Map.groupBy(rows, ({ post }) => post.id);
  return [...byPost].flatMap(([postId, chosen]) => {
    const media = listImagesOfPost(db, postId).map(asMedia);
    return chosen.map(({ image, post }) => ({ imageId: image.id, media: asMedia(image), post: asPost(post, media) }));
  });
}

function asMedia(image: Image): RemoteMedia {
  const { mediaId: id, type, url, previewUrl, width, height, remoteDescription: description, blurhash } = image;
  return { id, type, url, previewUrl, width, height, description, blurhash };
}

function asPost(post: Post, media: RemoteMedia[]): RemotePost {
  const { uri, url, visibility, isReply, spoilerText, isSensitive, language, text, hasPoll, boostsCount } = post;
  return {
    ...{ uri, url, visibility, isReply, spoilerText, language, text, hasPoll, boostsCount, media },
    id: post.remoteId,
    createdAtMs: post.postedAt,
    editedAtMs: post.editedAt,
    isBoost: false,
    sensitive: isSensitive,
  };
}
