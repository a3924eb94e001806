import { Hono } from 'hono';
import { requireUser, viewerOf } from '../authority.ts';
import { mediaAttributes } from '../edit.ts';
import { editEntry } from '../edits-log.ts';
import type { Account, Post } from '../records.ts';
import { Refusal } from '../refusal.ts';
import type { RequestBody } from '../request-body.ts';
import type { Env, Sandbox } from '../sandbox.ts';
import { stateOf } from '../snapshot.ts';
import { accountJson, iso, statusJson } from '../status-json.ts';
import { applicationOf } from '../tokens.ts';
import { accountOf, findPost, maySee, type World } from '../world.ts';

/** /api/v1/statuses: reading, source, history, the edit and deletion. */
export function statusRoutes(sandbox: Sandbox): Hono<Env> {
  const { world, limiter, edits } = sandbox;
  const { dialect } = world;
  const routes = new Hono<Env>();

  routes.get('/api/v1/statuses', (c) => {
    const viewer = viewerOf(sandbox, c, 'read:statuses');
    if (!dialect.hasManyStatuses) return c.json({ error: 'Not Found' }, 404);
    const ids = (c.req.queries('id[]') ?? []).slice(0, 20);
    const posts = ids.flatMap((id) => world.posts.get(id) ?? []).filter((post) => maySee(viewer, post));
    return c.json(posts.map((post) => statusJson(world, post)));
  });

  routes.get('/api/v1/statuses/:id', (c) => {
    const viewer = viewerOf(sandbox, c, 'read:statuses');
    return c.json(statusJson(world, visiblePost(world, c.req.param('id'), viewer)));
  });

  routes.get('/api/v1/statuses/:id/source', (c) => {
    const viewer = requireUser(sandbox, c, 'read:statuses');
    if (dialect.hasSource === false) throw dialect.errors.postNotFound();
    return c.json(dialect.source(ownPost(world, c.req.param('id'), viewer)));
  });

  routes.get('/api/v1/statuses/:id/history', (c) => {
    if (!dialect.hasHistory) {
      return dialect.notFoundPage === undefined ? c.json({ error: 'Not Found' }, 404) : c.notFound();
    }
    const viewer = viewerOf(sandbox, c, 'read:statuses');
    return c.json(historyJson(world, visiblePost(world, c.req.param('id'), viewer)));
  });

  routes.put('/api/v1/statuses/:id', (c) => {
    const viewer = requireUser(sandbox, c, 'write:statuses');
    if (!dialect.canEdit) return c.json({ error: 'Not Found: 404 page not found' }, 404);
    const post = ownPost(world, c.req.param('id'), viewer);
    const before = stateOf(world, post);
    const { body, visit, entry } = c.var;
    if (entry.fault === 'half-written') throw failHalfway(world, body);
    const asked = dialect.wantedDescriptions?.(body, world, post) ?? mediaAttributes(body);
    const application = applicationOf(world, visit.token);
    dialect.edit({ post, body, viewer, world, application, countWrite: () => limiter.write(visit) });
    edits.push(editEntry(world.clock.now(), before, stateOf(world, post), asked));
    return c.json(statusJson(world, post));
  });

  routes.delete('/api/v1/statuses/:id', (c) => {
    const viewer = requireUser(sandbox, c, 'write:statuses');
    const post = ownPost(world, c.req.param('id'), viewer);
    const json = { ...statusJson(world, post), text: post.text };
    removePost(world, post);
    return c.json(json);
  });

  return routes;
}

/** GoToSocial writes the pictures before the post and not in one transaction; this is a death in between. */
function failHalfway(world: World, body: RequestBody): Refusal {
  for (const { id, description } of mediaAttributes(body)) {
    const media = world.media.get(id);
    if (media && description !== undefined) media.description = description;
  }
  return new Refusal(500, 'Internal Server Error');
}

function visiblePost(world: World, id: string, viewer: Account | null): Post {
  const post = findPost(world, id);
  if (!post || !maySee(viewer, post) || world.dialect.hidesPost?.(post)) throw world.dialect.errors.postNotFound();
  return post;
}

function ownPost(world: World, id: string, viewer: Account): Post {
  const post = findPost(world, id);
  if (post?.accountId === viewer.id) return post;
  const { postNotFound, notYours = postNotFound } = world.dialect.errors;
  throw post && maySee(viewer, post) ? notYours() : postNotFound();
}

/** Takes a post away; its pictures belong to nothing any more. */
export function removePost(world: World, post: Post): void {
  for (const id of post.mediaIds) {
    const media = world.media.get(id);
    if (media) media.attachedTo = null;
  }
  world.posts.delete(post.id);
}

/** A post never edited has one entry: itself. */
function historyJson(world: World, post: Post): object[] {
  const { text, spoilerText, sensitive, createdAtMs: atMs } = post;
  const now = { atMs, text, spoilerText, sensitive, descriptions: [] };
  const account = accountJson(world, accountOf(world, post));
  return (post.history.length > 0 ? post.history : [now]).map((revision) => ({
    content: revision.text,
    spoiler_text: revision.spoilerText,
    sensitive: revision.sensitive,
    created_at: iso(revision.atMs),
    account,
    media_attachments: revision.descriptions.map((description) => ({ description })),
  }));
}
