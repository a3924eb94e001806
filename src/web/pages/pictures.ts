import { Hono } from 'hono';
import { findOwnImage } from '../../../db/decisions.ts';
import type { Env } from '../context.ts';
import type { Parts } from '../parts.ts';

/** A picture never changes under its id; another file on the post is another picture. */
const caching = 'private, max-age=31536000, immutable';

/** Thumbnails, each for its owner. Served from here and never from the post's server, so looking tells nobody. */
export function picturesPage({ reader, pictures }: Parts): Hono<Env> {
  return new Hono<Env>().get('/:imageId', async (c) => {
    const image = findOwnImage(reader, c.var.user.id, c.req.param('imageId'));
    const bytes = image && (await pictures.read(image.id));
    if (!bytes) return c.notFound();
    return c.body(bytes, 200, { 'content-type': 'image/webp', 'cache-control': caching });
  });
}
