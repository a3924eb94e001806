import { createHash } from 'node:crypto';
import { Hono } from 'hono';
import { getCookie } from 'hono/cookie';
import { postPage } from '../pages.ts';
import type { Post } from '../records.ts';
import type { Env } from '../sandbox.ts';
import { maySee, type World } from '../world.ts';

/** The name of a post in the federation, which has nothing of its id. */
export function objectUri(post: Post, { origin }: World): string {
  const digits = createHash('md5').update(post.id).digest('hex');
  const uuid = digits.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
  return `${origin}/objects/${uuid}`;
}

export function noticeUrl({ id }: Post, { origin }: World): string {
  return `${origin}/notice/${id}`;
}

/** A post at its address, at the one of the frontend, and at its name, which leads there if everybody may see it. */
export function pleromaPages(world: World): Hono<Env> {
  const pages = new Hono<Env>();
  const show = (id: string, session: string | undefined) => {
    const post = world.posts.get(id);
    const viewer = world.accounts.get(world.sessions.get(session ?? '') ?? '') ?? null;
    return post && maySee(viewer, post) ? postPage(world, post) : null;
  };

  pages.get('/notice/:id', (c) => {
    const page = show(c.req.param('id'), getCookie(c, 'session'));
    return page ? c.html(page) : c.notFound();
  });

  pages.get('/:handle{@[^/]+}/posts/:id', (c) => {
    const page = show(c.req.param('id'), getCookie(c, 'session'));
    return page ? c.html(page) : c.notFound();
  });

  pages.get('/objects/:uuid', (c) => {
    const post = [...world.posts.values()].find((one) => objectUri(one, world).endsWith(`/${c.req.param('uuid')}`));
    if (!post || post.localOnly || !maySee(null, post)) return c.json({ error: 'Not found' }, 404);
    if (!c.req.header('accept')?.includes('html')) return c.json({ id: objectUri(post, world), type: 'Note' });
    return c.redirect(`/notice/${post.id}`, 302);
  });

  return pages;
}
