import { and, asc, eq, inArray } from 'drizzle-orm';
import { saysNothing } from '../src/lib/says-nothing.ts';
import type { Db } from './open.ts';
import { images, platformConnections, posts } from './schema.ts';

export type ImageRow = typeof images.$inferSelect;
export type ImageChanges = Partial<Omit<typeof images.$inferInsert, 'id' | 'userId'>>;

/** An image of that person; undefined for somebody else's. */
export function findOwnImage(db: Db, userId: string, imageId: string): ImageRow | undefined {
  return db
    .select()
    .from(images)
    .where(and(eq(images.id, imageId), eq(images.userId, userId)))
    .get();
}

/** Whether there is such an image, whoever's. */
export function hasImage(db: Db, imageId: string): boolean {
  return db.select({ id: images.id }).from(images).where(eq(images.id, imageId)).get() !== undefined;
}

/** The images of a post in their order. */
export function listImagesOfPost(db: Db, postId: string): ImageRow[] {
  return db.select().from(images).where(eq(images.postId, postId)).orderBy(asc(images.position)).all();
}

export function updateImages(db: Db, imageIds: string[], changes: ImageChanges): void {
  if (imageIds.length === 0) return;
  const { remoteDescription } = changes;
  const judged = remoteDescription === undefined ? {} : { saysNothing: saysNothing(remoteDescription ?? '') };
  db.update(images)
    .set({ ...changes, ...judged })
    .where(inArray(images.id, imageIds))
    .run();
}

export type PostRow = typeof posts.$inferSelect;

export function findOwnPost(db: Db, userId: string, postId: string): PostRow | undefined {
  return db
    .select({ post: posts })
    .from(posts)
    .innerJoin(platformConnections, eq(platformConnections.id, posts.connectionId))
    .where(and(eq(posts.id, postId), eq(platformConnections.userId, userId)))
    .get()?.post;
}

export function findPost(db: Db, postId: string): PostRow | undefined {
  return db.select().from(posts).where(eq(posts.id, postId)).get();
}

export function updatePost(db: Db, postId: string, changes: Partial<PostRow>): void {
  db.update(posts).set(changes).where(eq(posts.id, postId)).run();
}

/** Lengths of a description, in Unicode code points. */
export type LengthLimits = { minimum: number; maximum: number };

/**
 * What a description of this connection may measure: the server's own limits. The length of a run's settings is for
 * the model; a person may write as much as the server takes.
 */
export function readLengthLimits(db: Db, connectionId: string): LengthLimits {
  const row = db
    .select({ instance: platformConnections.instance })
    .from(platformConnections)
    .where(eq(platformConnections.id, connectionId))
    .get();
  return lengthLimitsOf(row?.instance);
}

/** Servers that state no limit have 1,500, as Mastodon had before it said so. */
export function lengthLimitsOf(instance: unknown): LengthLimits {
  return {
    minimum: numberIn(instance, 'descriptionMinimum') ?? 0,
    maximum: numberIn(instance, 'descriptionLimit') ?? 1500,
  };
}

/** A number of a JSON column whose shape another room owns. */
export function numberIn(holder: unknown, name: string): number | undefined {
  if (typeof holder !== 'object' || holder === null) return undefined;
  const value: unknown = Reflect.get(holder, name);
  return typeof value === 'number' ? value : undefined;
}
