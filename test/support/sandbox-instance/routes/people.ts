import { Hono } from 'hono';
import { getCookie } from 'hono/cookie';
import { postPage, profilePage } from '../pages.ts';
import type { Env, Sandbox } from '../sandbox.ts';
import { postUrl } from '../status-json.ts';
import { maySee, postsOf } from '../world.ts';

/** The pages people look at: a profile and a post. Private posts show only to their signed-in author. */
export function peopleRoutes({ world }: Sandbox): Hono<Env> {
  const routes = new Hono<Env>();
  const byName = (handle: string) => [...world.accounts.values()].find(({ username }) => `@${username}` === handle);
  const viewerOf = (session: string | undefined) => world.accounts.get(world.sessions.get(session ?? '') ?? '') ?? null;

  routes.get('/:handle{@[^/]+}', (c) => {
    const account = byName(c.req.param('handle'));
    if (!account) return c.notFound();
    const viewer = viewerOf(getCookie(c, 'session'));
    const posts = postsOf(world, account.id).filter((post) => maySee(viewer, post) && !post.boostOf);
    return c.html(profilePage(world, account, posts.slice(0, 50)));
  });

  routes.get('/:handle{@[^/]+}/:id', (c) => {
    const account = byName(c.req.param('handle'));
    const post = world.posts.get(c.req.param('id'));
    const isThere = account && post?.accountId === account.id && maySee(viewerOf(getCookie(c, 'session')), post);
    return isThere ? c.html(postPage(world, post)) : c.notFound();
  });

  if (world.dialect.postUrl) {
    routes.get('*', async (c, next) => {
      const address = world.origin + new URL(c.req.url).pathname;
      const post = [...world.posts.values()].find((candidate) => postUrl(world, candidate) === address);
      if (!post || !maySee(viewerOf(getCookie(c, 'session')), post)) return next();
      return c.html(postPage(world, post));
    });
  }

  return routes;
}
