import { Hono } from 'hono';
import { requireUser } from '../authority.ts';
import type { Media } from '../records.ts';
import type { Env, Sandbox } from '../sandbox.ts';
import { mediaJson } from '../status-json.ts';

/** /api/v1/media/:id: what each dialect allows for a picture that is already in a post is its own affair. */
export function mediaRoutes(sandbox: Sandbox): Hono<Env> {
  const { world } = sandbox;
  const { dialect } = world;
  const uploadOf = (media: Media) => dialect.uploadOf?.(media) ?? media;
  const routes = new Hono<Env>();

  routes.get('/api/v1/media/:id', (c) => {
    const viewer = requireUser(sandbox, c, 'write:media', 'read:media');
    const media = world.media.get(c.req.param('id'));
    if (!media || !dialect.readMedia(media, viewer)) throw dialect.errors.mediaNotFound();
    return c.json(mediaJson(world, uploadOf(media)));
  });

  routes.put('/api/v1/media/:id', (c) => {
    const viewer = requireUser(sandbox, c, 'write:media');
    const media = world.media.get(c.req.param('id'));
    if (!media) throw dialect.errors.mediaNotFound();
    dialect.updateMedia(media, c.var.body, viewer, world);
    return c.json(mediaJson(world, uploadOf(media)));
  });

  return routes;
}
