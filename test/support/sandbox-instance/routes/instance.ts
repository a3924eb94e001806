import { Hono } from 'hono';
import type { Env, Sandbox } from '../sandbox.ts';

/** The instance API, in the versions a server has. */
export function instanceRoutes({ world }: Sandbox): Hono<Env> {
  const { instance } = world.dialect;
  const routes = new Hono<Env>();
  routes.get('/api/v1/instance', (c) => c.json(instance.v1(world)));
  routes.get('/api/v2/instance', (c) => (instance.v2 ? c.json(instance.v2(world)) : c.notFound()));
  return routes;
}
