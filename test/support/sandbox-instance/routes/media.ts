import { Hono } from 'hono';
import { requireUser } from '../authority.ts';
import { editEntry } from '../edits-log.ts';
import type { Media } from '../records.ts';
import { Refusal } from '../refusal.ts';
import { textField } from '../request-body.ts';
import type { Env, Sandbox } from '../sandbox.ts';
import { stateOf } from '../snapshot.ts';
import { mediaJson } from '../status-json.ts';

/** /api/v1/media/:id: what each dialect allows for a picture that is already in a post is its own affair. */
export function mediaRoutes(sandbox: Sandbox): Hono<Env> {
  const { world, limiter } = sandbox;
  const { dialect } = world;
  const uploadOf = (media: Media) => dialect.uploadOf?.(media) ?? media;
  const routes = new Hono<Env>();

  routes.get('/api/v1/media/:id', (c) => {
    const viewer = requireUser(sandbox, c, 'write:media', 'read:media');
    const id = c.req.param('id');
    const photo = world.photos.get(id);
    if (photo?.accountId === viewer.id) return c.json({ id, type: 'image', description: photo.description });
    const media = world.media.get(id);
    if (!media || !dialect.readMedia(media, viewer)) throw dialect.errors.mediaNotFound();
    return c.json(mediaJson(world, uploadOf(media)));
  });

  routes.put('/api/v1/media/:id', (c) => {
    const viewer = requireUser(sandbox, c, 'write:media');
    if (dialect.answerMediaUpdate) return c.json(dialect.answerMediaUpdate(c.req.param('id'), c.var.body));
    const media = world.media.get(c.req.param('id'));
    if (!media) throw dialect.errors.mediaNotFound();
    const { body, visit, entry } = c.var;
    const update = () => dialect.updateMedia(media, body, viewer, world, () => limiter.write(visit));
    if (!dialect.editsByMedia) update();
    else {
      recordEdit(sandbox, media, body, update);
      if (entry.fault === 'half-written') throw new Refusal(500, 'Server Error');
    }
    return c.json(mediaJson(world, uploadOf(media)));
  });

  return routes;
}

function recordEdit({ world, edits }: Sandbox, media: Media, body: Env['Variables']['body'], update: () => void): void {
  const post = world.posts.get(media.attachedTo ?? '');
  const before = post && stateOf(world, post);
  update();
  if (!post || !before) return;
  const wanted = [{ id: media.id, description: textField(body, 'description') ?? '' }];
  edits.push(editEntry(world.clock.now(), before, stateOf(world, post), wanted));
}
