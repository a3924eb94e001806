import { Hono } from 'hono';
import { requireUser } from '../authority.ts';
import type { Env, Sandbox } from '../sandbox.ts';
import { postUrl, statusJson } from '../status-json.ts';
import { maySee } from '../world.ts';

/** GET /api/v2/search, as far as it finds a post by its address. */
export function searchRoutes(sandbox: Sandbox): Hono<Env> {
  const { world } = sandbox;
  const routes = new Hono<Env>();

  routes.get('/api/v2/search', (c) => {
    if (!world.dialect.searchesLinks) return c.json({ error: 'Not Found' }, 404);
    const viewer = requireUser(sandbox, c, 'read:search');
    const link = c.req.query('q');
    const posts = [...world.posts.values()].filter((post) => postUrl(world, post) === link && maySee(viewer, post));
    return c.json({ accounts: [], statuses: posts.map((post) => statusJson(world, post)), hashtags: [] });
  });

  return routes;
}
