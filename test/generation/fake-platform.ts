import type { RemotePost } from '../../src/platforms/platform.ts';

export const day = (text: string) => Date.parse(`${text}T12:00:00Z`);

/** A post with one picture that lacks a description. */
export function remotePost(id: string, change: Partial<RemotePost> = {}): RemotePost {
  return {
    ...{ id, uri: `https://example.social/${id}`, url: `https://example.social/@bob/${id}`, createdAtMs: 0 },
    ...{ editedAtMs: null, visibility: 'public', isReply: false, isBoost: false, spoilerText: '', sensitive: false },
    ...{ language: 'en', text: id, hasPoll: false, boostsCount: 0, media: [remoteMedia(id)] },
    ...change,
  };
}

export function remoteMedia(
  id: string,
  description: string | null = null,
  type: RemotePost['media'][0]['type'] = 'image',
) {
  const address = `https://example.social/${id}.jpg`;
  return { id, type, url: address, previewUrl: address, width: 10, height: 10, description, blurhash: null };
}

/**
 * A platform that lists these pages, newest post first, and remembers how many were asked for. `reaches` is how far back
 * each page leads where its server lists more than posts with pictures.
 */
export function fakePlatform(pages: RemotePost[][], reaches?: number[]) {
  const listed = { pages: 0 };
  return {
    listed,
    async *listPosts({ cursor: from }: { cursor?: string | undefined } = {}) {
      for (const [index, posts] of pages.entries()) {
        if (from !== undefined && index <= Number(from)) continue;
        listed.pages += 1;
        const reachesBackToMs = reaches?.[index];
        const cursor = index === pages.length - 1 ? null : String(index);
        yield { posts, cursor, ...(reachesBackToMs !== undefined && { reachesBackToMs }) };
      }
    },
    async findPostByUrl(url: string) {
      const post = pages.flat().find((one) => one.url === url);
      if (!post) throw new Error(`there is no post ${url}`);
      return post;
    },
  };
}
