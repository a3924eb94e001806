import { Hono } from 'hono';
import type { Env, Sandbox } from '../sandbox.ts';

/** What any server says about itself: nodeinfo, WebFinger. */
export function aboutRoutes({ world }: Sandbox): Hono<Env> {
  const { dialect } = world;
  const routes = new Hono<Env>();
  const pathOf = dialect.nodeinfo.path ?? ((version: string) => `/nodeinfo/${version}`);

  routes.get('/.well-known/nodeinfo', (c) => {
    const links = dialect.nodeinfo.advertised.map((version) => ({
      rel: `http://nodeinfo.diaspora.software/ns/schema/${version}`,
      href: world.origin + pathOf(version),
    }));
    return c.json({ links });
  });

  for (const [version, target] of Object.entries(dialect.nodeinfo.redirects)) {
    routes.get(pathOf(version), (c) => c.redirect(pathOf(target), 302));
  }
  for (const version of dialect.nodeinfo.advertised) {
    routes.get(pathOf(version), (c) =>
      c.json({
        version,
        software: { name: dialect.software, version: dialect.version },
        protocols: ['activitypub'],
        services: { outbound: [], inbound: [] },
        usage: { users: { total: world.accounts.size }, localPosts: world.posts.size },
        openRegistrations: false,
        metadata: {},
      }),
    );
  }

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
