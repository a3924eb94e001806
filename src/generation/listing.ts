import type { Clock } from '../lib/clock.ts';
import type { PlatformClient, RemoteMedia, RemotePost } from '../platforms/platform.ts';
import type { TaskEvent } from './events.ts';
import type { CaptionSettings } from './settings.ts';
import type { KnownImage, Tools } from './tools.ts';

/** A picture this run will describe, with its post. */
export type ChosenImage = { imageId: string; media: RemoteMedia; post: RemotePost };

export type ListingMeans = { platform: Pick<PlatformClient, 'listPosts' | 'findPostByUrl'>; clock: Clock };

const dayMs = 86_400_000;

/** Whether the settings want this post looked at. Own boosts never are: their pictures belong to somebody else. */
export function wantsPost(settings: CaptionSettings, post: RemotePost): boolean {
  if (post.isBoost || !settings.visibilities.includes(post.visibility)) return false;
  if (post.isReply && !settings.includeReplies) return false;
  if (settings.fromDate && post.createdAtMs < Date.parse(settings.fromDate)) return false;
  return !(settings.toDate && post.createdAtMs >= Date.parse(settings.toDate) + dayMs);
}

/** Pictures a model can look at: still ones, and the preview of a silent animation. */
export const isPicture = (media: RemoteMedia) => media.type === 'image' || media.type === 'gifv';

/**
 * The posts the settings ask for, page by page, newest first, with the delay of the settings between two requests.
 * Ends at the first day wanted: servers list by time, so nothing older follows.
 */
export async function* listWantedPosts(
  settings: CaptionSettings,
  means: ListingMeans,
  signal: AbortSignal,
): AsyncGenerator<RemotePost[]> {
  if (settings.postUrl) {
    yield [await means.platform.findPostByUrl(settings.postUrl, signal)];
    return;
  }
  const oldestMs = settings.fromDate ? Date.parse(settings.fromDate) : Number.NEGATIVE_INFINITY;
  for await (const page of means.platform.listPosts({ signal })) {
    yield page.posts.filter((post) => wantsPost(settings, post));
    const last = page.posts.at(-1);
    if (page.cursor === null || (last && last.createdAtMs < oldestMs)) return;
    await means.clock.sleep(settings.processingDelaySeconds * 1000, signal);
  }
}

/**
 * Tells the posts it sees and yields the pictures to describe, until as many posts with something to describe were
 * found as the settings allow. Posts an earlier attempt of this run already settled count, so that a resumed run ends
 * where it would have ended.
 */
export async function* chooseImages(
  settings: CaptionSettings,
  means: ListingMeans,
  tools: Pick<Tools, 'known'>,
  tell: (event: TaskEvent) => void,
  signal: AbortSignal,
): AsyncGenerator<ChosenImage> {
  let room = settings.maxPostsPerRun;
  for await (const page of listWantedPosts(settings, means, signal)) {
    const posts = page.filter((post) => post.media.some(isPicture));
    if (posts.length === 0) continue;
    tell({ type: 'page', posts });
    const known = await tools.known(posts.flatMap((post) => refsOf(post)));
    const counted = countPosts(posts, known, room);
    room -= counted.length;
    tell({ type: 'skipped', images: known.filter(({ verdict }) => verdict === 'skip').length });
    const chosen = counted.flatMap((post) => chosenOf(post, known));
    if (chosen.length > 0) {
      const chosenPosts = new Set(chosen.map(({ post }) => post.uri)).size;
      tell({ type: 'chosen', imageIds: chosen.map(({ imageId }) => imageId), posts: chosenPosts });
    }
    yield* chosen;
    if (room <= 0) return;
  }
}

function refsOf(post: RemotePost) {
  return post.media.filter(isPicture).map((media) => ({ postUri: post.uri, mediaId: media.id }));
}

function countPosts(posts: RemotePost[], known: KnownImage[], room: number): RemotePost[] {
  const busy = new Set(known.filter(({ verdict }) => verdict !== 'skip').map(({ postUri }) => postUri));
  return posts.filter((post) => busy.has(post.uri)).slice(0, room);
}

function chosenOf(post: RemotePost, known: KnownImage[]): ChosenImage[] {
  return post.media.flatMap((media) => {
    const row = known.find((image) => image.postUri === post.uri && image.mediaId === media.id);
    return row?.verdict === 'describe' ? [{ imageId: row.imageId, media, post }] : [];
  });
}
