import { Hono } from 'hono';
import type { Env, Sandbox } from '../sandbox.ts';

/** What any server says about itself: nodeinfo, WebFinger. */
export function aboutRoutes({ world }: Sandbox): Hono<Env> {
  const { dialect } = world;
  const { suffix = '' } = dialect.nodeinfo;
  const routes = new Hono<Env>();

  routes.get('/.well-known/nodeinfo', (c) => {
    const links = dialect.nodeinfo.advertised.map((version) => ({
      rel: `http://nodeinfo.diaspora.software/ns/schema/${version}`,
      href: `${world.origin}/nodeinfo/${version}${suffix}`,
    }));
    return c.json({ links });
  });

  routes.get('/nodeinfo/:version', (c) => {
    const name = c.req.param('version');
    const version = name.endsWith(suffix) ? name.slice(0, name.length - suffix.length) : '';
    const target = dialect.nodeinfo.redirects[version];
    if (target) return c.redirect(`/nodeinfo/${target}`, 302);
    if (!dialect.nodeinfo.advertised.includes(version)) return c.notFound();
    return c.json({
      version,
      software: { name: dialect.software, version: dialect.version },
      protocols: ['activitypub'],
      services: { outbound: [], inbound: [] },
      usage: { users: { total: world.accounts.size }, localPosts: world.posts.size },
      openRegistrations: false,
      metadata: {},
    });
  });

  routes.get('/.well-known/webfinger', (c) => {
    const { host } = new URL(world.origin);
    const name = (c.req.query('resource') ?? '').replace(/^acct:/, '').split('@')[0];
    const account = [...world.accounts.values()].find(({ username }) => username === name);
    if (!account) return c.notFound();
    const self = `${world.origin}/users/${name}`;
    return c.json({
      subject: `acct:${name}@${host}`,
      links: [{ rel: 'self', type: 'application/activity+json', href: self }],
    });
  });

  return routes;
}
