import { Hono } from 'hono';
import { getCookie } from 'hono/cookie';
import { postPage } from '../pages.ts';
import type { Env } from '../sandbox.ts';
import { postUrl } from '../status-json.ts';
import { maySee, type World } from '../world.ts';

/** Shows every post at the address its dialect gives it. */
export function pagesByAddress(world: World): Hono<Env> {
  const pages = new Hono<Env>();
  pages.get('*', (c) => {
    const viewer = world.accounts.get(world.sessions.get(getCookie(c, 'session') ?? '') ?? '') ?? null;
    const post = [...world.posts.values()].find((one) => new URL(postUrl(world, one)).pathname === c.req.path);
    return post && maySee(viewer, post) ? c.html(postPage(world, post)) : c.notFound();
  });
  return pages;
}
