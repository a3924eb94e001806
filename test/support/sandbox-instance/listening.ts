import { once } from 'node:events';
import type { ServerType } from '@hono/node-server';

/** Where a sandbox listens, and how it goes away and comes back at the same address with all it knows. */
export type Listening = { origin: string; open: () => Promise<void>; shut: () => Promise<void> };

/** Listens on loopback only. `shut` also ends connections that wait for an answer which never comes. */
export async function listen(server: ServerType, wantedPort: number): Promise<Listening> {
  const open = async (port: number) => {
    const listening = once(server, 'listening');
    server.listen(port, '127.0.0.1');
    await listening;
  };
  await open(wantedPort);
  const address = server.address();
  if (!address || typeof address === 'string') throw new Error('the sandbox has no port');
  const { port } = address;
  return {
    origin: `http://127.0.0.1:${port}`,
    open: () => open(port),
    shut: async () => {
      if (!server.listening) return;
      const closed = once(server, 'close');
      server.close();
      if ('closeAllConnections' in server) server.closeAllConnections();
      await closed;
    },
  };
}
