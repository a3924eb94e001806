import { once } from 'node:events';
import type { ServerType } from '@hono/node-server';

/** Listens on loopback only. `close` also ends connections that wait for an answer which never comes. */
export async function listen(
  server: ServerType,
  port: number,
): Promise<{ origin: string; close: () => Promise<void> }> {
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (!address || typeof address === 'string') throw new Error('the sandbox has no port');
  return {
    origin: `http://127.0.0.1:${address.port}`,
    close: async () => {
      if (!server.listening) return;
      const closed = once(server, 'close');
      server.close();
      if ('closeAllConnections' in server) server.closeAllConnections();
      await closed;
    },
  };
}
