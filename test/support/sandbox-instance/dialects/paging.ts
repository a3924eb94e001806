import type { Listing, Page } from '../dialect.ts';
import type { Post } from '../records.ts';

/** Mastodon: the next page is announced only when this one is full. */
export function pageThatIsFull({ candidates, limit, excludeReblogs }: Listing): Page {
  const posts = candidates.filter((post) => !excludeReblogs || !post.boostOf).slice(0, limit);
  return { posts, nextMaxId: posts.length === limit ? lastId(posts) : null, prevMinId: posts[0]?.id ?? null };
}

/** GoToSocial: items are filtered after the page was cut, so a short or empty page may have a next one. */
export function pageFilteredAfterwards({ candidates, limit, excludeReblogs }: Listing): Page {
  const rows = candidates.slice(0, limit);
  const posts = rows.filter((post) => !excludeReblogs || !post.boostOf);
  return { posts, nextMaxId: lastId(rows), prevMinId: rows[0]?.id ?? null };
}

/** Friendica: whatever was found, boosts too; every page that has a post leads on. */
export function pageOfRows({ candidates, limit }: Listing): Page {
  const posts = candidates.slice(0, limit);
  return { posts, nextMaxId: lastId(posts), prevMinId: posts[0]?.id ?? null };
}

/** Hollo: boosts stay, and the cursor is the first unseen post under a strict "older than", which skips that post. */
export function pageThatSkipsOne({ candidates, limit }: Listing): Page {
  return { posts: candidates.slice(0, limit), nextMaxId: candidates[limit]?.id ?? null, prevMinId: null };
}

function lastId(posts: Post[]): string | null {
  return posts.at(-1)?.id ?? null;
}
