import type { Clock } from '../../lib/clock.ts';
import { AppError } from '../../lib/errors.ts';
import { saysNothing } from '../../lib/says-nothing.ts';
import { say } from '../../lib/sentence.ts';
import type { PlatformClient, PostPage, RemoteMedia, RemotePost } from '../../platforms/platform.ts';
import { isNearlyUsed } from '../../platforms/rate-limit.ts';
import type { CaptionSettings } from '../settings.ts';
import type { TaskEvent } from './events.ts';
import { isInScope } from './scope.ts';
import type { ChosenImage, TaskSpec } from './spec.ts';
import type { KnownImage, Tools } from './tools.ts';

/** Which posts are looked at: by the settings, and for a scheduled run by its scope; goes on where an attempt came to. */
export type Order = Pick<TaskSpec, 'settings' | 'scope'> & Partial<Pick<TaskSpec, 'resume'>>;

export type ListingMeans = {
  platform: Pick<PlatformClient, 'listPosts' | 'findPostByUrl'> & Partial<Pick<PlatformClient, 'limits'>>;
  clock: Clock;
};

/** What stays of a server's budget for the person's own reading. */
const ownShare = 0.1;

const dayMs = 86_400_000;

/** Whether this post is to be looked at. Own boosts never are: their pictures belong to somebody else. */
export function wantsPost({ settings, scope }: Order, post: RemotePost): boolean {
  if (scope && !isInScope(scope, post)) return false;
  if (post.isBoost || !settings.visibilities.includes(post.visibility)) return false;
  if (post.isReply && !settings.includeReplies) return false;
  if (settings.fromDate && post.createdAtMs < Date.parse(settings.fromDate)) return false;
  return !(settings.toDate && post.createdAtMs >= Date.parse(settings.toDate) + dayMs);
}

/**
 * Pictures a model can look at: still ones, and the preview of a silent animation. Of a film its preview says little, so
 * that it is described where a person looks at the text: by no scheduled run. Some servers give the film itself as one.
 */
export function isPicture({ type, url, previewUrl }: RemoteMedia, { scope }: Pick<Order, 'scope'>): boolean {
  if (type === 'video') return scope === null && previewUrl !== null && previewUrl !== url;
  return type === 'image' || type === 'gifv';
}

/** Whether a run with these settings drafts something for it, as far as its description is concerned. */
export function isToDescribe(
  { description }: RemoteMedia,
  { reprocessExisting, saysNothingToo }: Pick<CaptionSettings, 'reprocessExisting' | 'saysNothingToo'>,
): boolean {
  if (description === null || reprocessExisting) return true;
  return saysNothingToo && saysNothing(description);
}

/**
 * The posts the settings ask for, page by page, newest first, with the delay of the settings between two requests.
 * Ends at the first day wanted: servers list by time, so nothing older follows. `cursor`: where it would go on. Throws
 * `rate-limited` as servers do, also before the last requests of a budget are used up: those are the person's own.
 */
export async function* listWantedPosts(
  order: Order,
  means: ListingMeans,
  signal: AbortSignal,
): AsyncGenerator<PostPage> {
  const { settings, scope, resume } = order;
  if (settings.postUrl) {
    yield { posts: [await means.platform.findPostByUrl(settings.postUrl, signal)], cursor: null };
    return;
  }
  const oldestMs = oldestWanted(order);
  const start = resume?.cursor ?? scope?.cursor ?? undefined;
  for await (const page of means.platform.listPosts({ signal, cursor: start })) {
    const isLast = page.cursor === null || reachOf(page) < oldestMs;
    yield { posts: page.posts.filter((post) => wantsPost(order, post)), cursor: isLast ? null : page.cursor };
    if (isLast) return;
    leaveRoom(means);
    await means.clock.sleep(settings.processingDelaySeconds * 1000, signal);
  }
}

function leaveRoom({ platform, clock }: ListingMeans): void {
  const read = platform.limits?.().read;
  if (!read || read.resetAtMs <= clock.now() || !isNearlyUsed(read, ownShare)) return;
  const sentence = say('runs.leavesRoom', { at: read.resetAtMs });
  throw new AppError('platform', sentence, { code: 'rate-limited', retryAtMs: read.resetAtMs });
}

/** How far back a page leads, as far as it says: an empty one says nothing. */
export function reachOf({ posts, reachesBackToMs }: PostPage): number {
  return reachesBackToMs ?? posts.at(-1)?.createdAtMs ?? Number.POSITIVE_INFINITY;
}

function oldestWanted({ settings, scope }: Order): number {
  const first = settings.fromDate ? Date.parse(settings.fromDate) : Number.NEGATIVE_INFINITY;
  return Math.max(first, scope?.sinceMs ?? Number.NEGATIVE_INFINITY);
}

/**
 * Tells the posts it sees and yields the pictures to describe, until as many posts with something to describe were
 * found as the settings allow, or as many pictures as the scope does. Posts an earlier attempt of this run took count, so
 * that a resumed run ends where it would have ended; what that had chosen and not settled comes first.
 */
export async function* chooseImages(
  order: Order,
  means: ListingMeans,
  tools: Pick<Tools, 'known'>,
  tell: (event: TaskEvent) => void,
  signal: AbortSignal,
): AsyncGenerator<ChosenImage> {
  const room = roomOf(order);
  const pending = order.resume?.pending ?? [];
  yield* pending;
  if (order.resume?.cursor === null || isFull(room)) return;
  const given = new Set(pending.map(({ imageId }) => imageId));
  for await (const { posts: page, cursor } of listWantedPosts(order, means, signal)) {
    const posts = page.filter((post) => picturesOf(post, order).length > 0);
    const chosen = posts.length === 0 ? [] : await chooseFrom(posts, order, room, tools, tell);
    tell({ type: 'reached', cursor: isFull(room) ? null : cursor });
    yield* chosen.filter(({ imageId }) => !given.has(imageId));
    if (isFull(room)) return;
  }
}

async function chooseFrom(
  posts: RemotePost[],
  order: Order,
  room: Room,
  tools: Pick<Tools, 'known'>,
  tell: (event: TaskEvent) => void,
): Promise<ChosenImage[]> {
  tell({ type: 'page', posts });
  const known = await tools.known(posts.flatMap((post) => refsOf(post, order)));
  const counted = takePosts(posts, known, room);
  tell({ type: 'skipped', images: known.filter(({ verdict }) => verdict === 'skip').length });
  const chosen = counted.flatMap((post) => chosenOf(post, known));
  if (chosen.length > 0) {
    const chosenPosts = new Set(chosen.map(({ post }) => post.uri)).size;
    tell({ type: 'chosen', imageIds: chosen.map(({ imageId }) => imageId), posts: chosenPosts });
  }
  return chosen;
}

const picturesOf = (post: RemotePost, order: Order) => post.media.filter((media) => isPicture(media, order));

function refsOf(post: RemotePost, order: Order) {
  return picturesOf(post, order).map((media) => ({ postUri: post.uri, mediaId: media.id }));
}

/** What a run may still take. */
type Room = { posts: number; pictures: number };

const roomOf = ({ settings, scope, resume }: Order): Room => ({
  posts: settings.maxPostsPerRun - (resume?.taken.posts ?? 0),
  pictures: (scope?.mostPictures ?? Number.POSITIVE_INFINITY) - (resume?.taken.pictures ?? 0),
});

const isFull = ({ posts, pictures }: Room) => posts <= 0 || pictures <= 0;

/** The posts with something to describe for which there is room, which they take up; a post is never parted. */
function takePosts(posts: RemotePost[], known: KnownImage[], room: Room): RemotePost[] {
  const busy = Map.groupBy(
    known.filter(({ verdict }) => verdict !== 'skip'),
    ({ postUri }) => postUri,
  );
  return posts.filter(({ uri }) => {
    const pictures = busy.get(uri)?.length ?? 0;
    if (pictures === 0 || isFull(room)) return false;
    room.posts -= 1;
    room.pictures -= pictures;
    return true;
  });
}

function chosenOf(post: RemotePost, known: KnownImage[]): ChosenImage[] {
  return post.media.flatMap((media) => {
    const row = known.find((image) => image.postUri === post.uri && image.mediaId === media.id);
    return row?.verdict === 'describe' ? [{ imageId: row.imageId, media, post }] : [];
  });
}
