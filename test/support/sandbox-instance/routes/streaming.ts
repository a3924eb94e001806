import { Hono } from 'hono';
import { requireUser } from '../authority.ts';
import type { Env, Sandbox } from '../sandbox.ts';
import { statusJson } from '../status-json.ts';

const heartbeatMs = 15_000;

/** /api/v1/streaming/user: what comes into somebody's home timeline, as server-sent events, where the server has them. */
export function streamingRoutes(sandbox: Sandbox): Hono<Env> {
  const { world } = sandbox;
  const routes = new Hono<Env>();

  routes.get('/api/v1/streaming/user', (c) => {
    if (!world.dialect.hasUserStream) return c.json({ error: 'Not Found' }, 404);
    const account = requireUser(sandbox, c, 'read:statuses');
    const encoder = new TextEncoder();
    let end = () => {};
    const body = new ReadableStream<Uint8Array>({
      start(controller) {
        const write = (text: string) => controller.enqueue(encoder.encode(text));
        const follower = {
          accountId: account.id,
          tell: (event: string, post: Parameters<typeof statusJson>[1]) =>
            write(`event: ${event}\ndata: ${JSON.stringify(statusJson(world, post))}\n\n`),
          close: () => {
            end();
            controller.close();
          },
        };
        const heart = setInterval(() => write(':thump\n'), heartbeatMs);
        end = () => {
          clearInterval(heart);
          world.followers.delete(follower);
        };
        world.followers.add(follower);
        write(':)\n');
      },
      cancel: () => end(),
    });
    return c.body(body, 200, { 'Content-Type': 'text/event-stream', 'Cache-Control': 'no-store' });
  });

  return routes;
}
