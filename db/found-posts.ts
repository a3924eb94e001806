import { and, eq, inArray, isNotNull, sql } from 'drizzle-orm';
import { newId } from '../src/lib/ids.ts';
import { saysNothing } from '../src/lib/says-nothing.ts';
import type { RemoteMedia, RemotePost } from '../src/platforms/remote-post.ts';
import { followMedia } from './followed-media.ts';
import type { Db } from './open.ts';
import { images, posts } from './schema.ts';
import { isPersonsText } from './versions.ts';

/** A post as a run found it on the server; boosts are left out before. */
export type FoundPost = Omit<RemotePost, 'isBoost'>;

type Owner = { userId: string; connectionId: string };

/** Writes what the server says about a post and its pictures, keeping all that Altwright knows about them. */
export function saveFoundPost(db: Db, owner: Owner, post: FoundPost, nowMs: number): void {
  const values = {
    remoteId: post.id,
    url: post.url,
    text: post.text,
    spoilerText: post.spoilerText,
    isSensitive: post.sensitive,
    isReply: post.isReply,
    hasPoll: post.hasPoll,
    visibility: post.visibility,
    language: post.language,
    boostsCount: post.boostsCount,
    postedAt: post.createdAtMs,
    editedAt: post.editedAtMs,
    seenAt: nowMs,
  };
  const { id: postId, dismissedAt } = db
    .insert(posts)
    .values({ id: newId(nowMs), connectionId: owner.connectionId, uri: post.uri, ...values })
    .onConflictDoUpdate({ target: [posts.connectionId, posts.uri], set: values })
    .returning({ id: posts.id, dismissedAt: posts.dismissedAt })
    .get();
  followMedia(db, postId, post.media);
  welcomeBack(db, postId, post.media);
  const isDismissed = dismissedAt !== null;
  for (const [position, media] of post.media.entries()) {
    saveMedia(db, owner, { postId, post, media, position, isDismissed }, nowMs);
  }
}

/** Pictures that were taken for gone and are in their post again: what was known of them counts again. */
function welcomeBack(db: Db, postId: string, media: RemoteMedia[]): void {
  const state = sql`case when gone_from in ('rejected', 'decorative') then gone_from when published_at is not null then 'published' when text is not null then 'drafted' else 'found' end`;
  const ids = media.map(({ id }) => id);
  db.update(images)
    .set({ state, goneFrom: null, error: null, failedStage: null })
    .where(and(eq(images.postId, postId), eq(images.state, 'gone'), inArray(images.mediaId, ids)))
    .run();
}

type Placed = { postId: string; post: FoundPost; media: RemoteMedia; position: number; isDismissed: boolean };

function saveMedia(db: Db, owner: Owner, placed: Placed, nowMs: number): void {
  const { postId, post, media, position, isDismissed } = placed;
  const values = {
    position,
    type: media.type,
    url: media.url,
    previewUrl: media.previewUrl,
    blurhash: media.blurhash,
    remoteDescription: media.description,
    saysNothing: media.description !== null && saysNothing(media.description),
    postedAt: post.createdAtMs,
  };
  // Being found again as it was is no change: an open page may still decide about it.
  const isAsBefore = sql`remote_description is ${media.description} and position = ${position}`;
  const isToSetAside = media.description === null && isDismissed;
  const setAside = { state: 'rejected' as const, decidedAt: nowMs, dismissedWithPost: true };
  const state = media.description === null ? ('found' as const) : ('described' as const);
  db.insert(images)
    .values({
      id: newId(nowMs),
      userId: owner.userId,
      connectionId: owner.connectionId,
      postId,
      mediaId: media.id,
      width: media.width,
      height: media.height,
      ...(isToSetAside ? setAside : { state }),
      createdAt: nowMs,
      updatedAt: nowMs,
      ...values,
    })
    .onConflictDoUpdate({
      target: [images.postId, images.mediaId],
      set: {
        ...values,
        state: stateNow(media.description, isDismissed),
        dismissedWithPost: sql`dismissed_with_post or (state = 'described' and ${Number(isToSetAside)})`,
        updatedAt: sql`case when ${isAsBefore} then updated_at else ${nowMs} end`,
      },
    })
    .run();
}

/**
 * A picture its owner described meanwhile leaves the undecided ones, and one whose description was taken away comes
 * back; decided ones are the review's business.
 */
function stateNow(description: string | null, isDismissed: boolean) {
  return description === null
    ? sql`case when state = 'described' then ${isDismissed ? 'rejected' : 'found'} else state end`
    : sql`case when state in ('found', 'prepared') or (state = 'failed' and failed_stage is not 'publish')
        then 'described' else state end`;
}

export type ImageRef = { postUri: string; mediaId: string };

/** The rows of pictures by the names the server gives them; unknown ones are left out. */
export function findImages(db: Db, connectionId: string, refs: ImageRef[]) {
  const uris = [...new Set(refs.map(({ postUri }) => postUri))];
  const rows = db
    .select({
      imageId: images.id,
      mediaId: images.mediaId,
      postUri: posts.uri,
      state: images.state,
      taskId: images.taskId,
      saysNothing: images.saysNothing,
      isDismissed: sql<boolean>`${posts.dismissedAt} is not null`.mapWith(Boolean),
      isPersonsText: sql<boolean>`${isPersonsText}`.mapWith(Boolean),
    })
    .from(images)
    .innerJoin(posts, eq(posts.id, images.postId))
    .where(and(eq(posts.connectionId, connectionId), inArray(posts.uri, uris)))
    .all();
  const wanted = new Set(refs.map(({ postUri, mediaId }) => `${postUri} ${mediaId}`));
  return rows.filter(({ postUri, mediaId }) => wanted.has(`${postUri} ${mediaId}`));
}

/** Which of these posts the person does not want to be asked about. */
export function findDismissedPosts(db: Db, connectionId: string, uris: string[]): ReadonlySet<string> {
  const isDismissed = and(eq(posts.connectionId, connectionId), inArray(posts.uri, uris), isNotNull(posts.dismissedAt));
  const rows = db.select({ uri: posts.uri }).from(posts).where(isDismissed).all();
  return new Set(rows.map(({ uri }) => uri));
}
