import { toErrorRecord } from '../lib/errors.ts';
import type { PostPage, RemotePost } from '../platforms/platform.ts';
import { isPicture, isToDescribe, type ListingMeans, listWantedPosts } from './run/listing.ts';
import type { CaptionSettings } from './settings.ts';

/** What a run with these settings would find. Months are `2026-11`, newest first. */
export type Preview = {
  months: { month: string; posts: number; images: number }[];
  posts: number;
  images: number;
  /** Pictures whose description says nothing, which these settings leave alone. */
  sayingNothing: number;
  /** False when the limit of posts or of time was reached and older ones were not looked at. */
  isComplete: boolean;
};

export type LookOptions = {
  maxMs: number;
  signal: AbortSignal;
  /** The ids of those pictures of a post that a run would leave alone because of what is known of them. */
  settledOf?: (post: RemotePost) => ReadonlySet<string>;
};

/** Looks at the posts a run would look at and counts; describes nothing and keeps nothing. */
export async function lookFirst(
  settings: CaptionSettings,
  means: ListingMeans,
  options: LookOptions,
): Promise<Preview> {
  const months = new Map<string, { posts: number; images: number }>();
  const deadlineMs = means.clock.now() + options.maxMs;
  const found = { posts: 0, images: 0, sayingNothing: 0 };
  const order = { settings, scope: null };
  for await (const page of untilRateLimit(listWantedPosts(order, means, options.signal))) {
    if (page === 'rate-limited') return summarise(months, found, false);
    for (const post of page.posts) {
      const settled = options.settledOf?.(post);
      const open = post.media.filter((media) => isPicture(media, order) && !settled?.has(media.id));
      const lacking = open.filter((media) => isToDescribe(media, settings));
      if (lacking.length > 0 && found.posts >= settings.maxPostsPerRun) return summarise(months, found, false);
      found.sayingNothing += open.filter(
        (media) => !lacking.includes(media) && isToDescribe(media, { ...settings, saysNothingToo: true }),
      ).length;
      if (lacking.length === 0) continue;
      const month = new Date(post.createdAtMs).toISOString().slice(0, 7);
      const counts = months.get(month) ?? { posts: 0, images: 0 };
      months.set(month, { posts: counts.posts + 1, images: counts.images + lacking.length });
      found.posts += 1;
      found.images += lacking.length;
    }
    if (means.clock.now() > deadlineMs) return summarise(months, found, false);
  }
  return summarise(months, found, true);
}

/** What was seen before a server asked to wait is worth showing, where it was anything. */
async function* untilRateLimit(pages: AsyncGenerator<PostPage>): AsyncGenerator<PostPage | 'rate-limited'> {
  let isFirst = true;
  try {
    for await (const page of pages) {
      isFirst = false;
      yield page;
    }
  } catch (thrown) {
    if (isFirst || toErrorRecord(thrown).code !== 'rate-limited') throw thrown;
    yield 'rate-limited';
  }
}

function summarise(
  months: Map<string, { posts: number; images: number }>,
  found: Pick<Preview, 'posts' | 'images' | 'sayingNothing'>,
  isComplete: boolean,
): Preview {
  const rows = [...months].map(([month, counts]) => ({ month, ...counts }));
  return { months: rows.sort((a, b) => b.month.localeCompare(a.month)), ...found, isComplete };
}
