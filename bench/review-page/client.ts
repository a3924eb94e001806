import { parentPort } from 'node:worker_threads';
import { Pool } from 'undici';

/** Asks for pages in a thread of its own, so that its work is not taken for the server's. */
export type Wish = { origin: string; path: string; cookie: string; connections: number; forMs: number };

/** The pages answered in `wallMs`, and the part of that time the client itself was busy (1: it held the server up). */
export type Harvest = { pages: number; wallMs: number; busy: number };

parentPort?.on('message', async (wish: Wish) => {
  try {
    parentPort?.postMessage(await load(wish));
  } catch (thrown) {
    // Otherwise nobody but the standard error would hear of it.
    setImmediate(() => {
      throw thrown;
    });
  }
});

async function load({ origin, path, cookie, connections, forMs }: Wish): Promise<Harvest> {
  const pool = new Pool(origin, { connections });
  const startMs = performance.now();
  const before = performance.eventLoopUtilization();
  let pages = 0;
  const lane = async () => {
    while (performance.now() - startMs < forMs) {
      const { statusCode, body } = await pool.request({
        method: 'GET',
        path,
        headers: { cookie, accept: 'text/html' },
      });
      for await (const _ of body);
      if (statusCode !== 200) throw new Error(`${origin}${path} answered ${statusCode}`);
      pages += 1;
    }
  };
  await Promise.all(Array.from({ length: connections }, lane));
  const wallMs = performance.now() - startMs;
  const busy = performance.eventLoopUtilization(before).utilization;
  await pool.close();
  return { pages, wallMs, busy };
}
