import type { RemotePost } from '../../platforms/remote-post.ts';

/** Which posts a scheduled run looks at, besides what the settings of its connection say. */
export type Scope = {
  /** `new`: what was posted lately; `archive`: one night's part of everything older. */
  purpose: 'new' | 'archive';
  /** UTC milliseconds; posts from before are left out. */
  sinceMs: number;
  /** Posts from then on are left out. */
  untilMs: number;
  /** Where the listing begins, as the server's own cursor; null for the newest post. */
  cursor: string | null;
  /** A run ends with the post that brings it to so many pictures. */
  mostPictures: number | null;
};

export function isInScope({ sinceMs, untilMs }: Scope, { createdAtMs }: RemotePost): boolean {
  return createdAtMs >= sinceMs && createdAtMs < untilMs;
}
