import { Hono } from 'hono';
import { describe, expect, it } from 'vitest';
import type { Env } from '../../src/web/context.ts';
import { serveWeb } from '../../src/web/server.ts';
import { openTestWeb } from '../support/web.ts';

const config = { host: '127.0.0.1', port: 0, tlsCert: undefined, tlsKey: undefined };

describe('the server', () => {
  it('serves the app on a free port and stops', async () => {
    const { app } = await openTestWeb();
    const server = await serveWeb({ app, config });
    expect(await (await fetch(`${server.origin}/livez`)).text()).toBe('alive\n');
    expect((await fetch(`${server.origin}/sign-in`)).headers.get('content-security-policy')).toContain("'none'");
    await server.close();
    await expect(fetch(`${server.origin}/livez`)).rejects.toThrow();
  });

  it('says so when the port is taken', async () => {
    const { app } = await openTestWeb();
    const first = await serveWeb({ app, config });
    const second = serveWeb({ app, config: { ...config, port: first.port } });
    await expect(second).rejects.toMatchObject({ sentence: { key: 'web.cannotListen' } });
    await first.close();
  });

  it('ends open streams when it stops', async () => {
    const app = new Hono<Env>();
    const ends: (() => void)[] = [];
    app.get('/stream', () => {
      const body = new ReadableStream({
        start: (controller) => {
          controller.enqueue(new TextEncoder().encode('first'));
          ends.push(() => controller.close());
        },
      });
      return new Response(body);
    });
    const server = await serveWeb({
      app,
      config,
      endStreams: () => {
        for (const end of ends) end();
      },
    });
    const reading = (await fetch(`${server.origin}/stream`)).text();
    await server.close();
    expect(await reading).toBe('first');
  });

  it('refuses a certificate that cannot be read', async () => {
    const { app } = await openTestWeb();
    const wrong = { ...config, tlsCert: '/no/such/cert', tlsKey: '/no/such/key' };
    await expect(serveWeb({ app, config: wrong })).rejects.toMatchObject({ sentence: { key: 'web.tlsUnreadable' } });
  });
});
