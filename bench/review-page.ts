import { once } from 'node:events';
import { parseArgs } from 'node:util';
import { Worker } from 'node:worker_threads';
import { Hono } from 'hono';
import { startProgram } from '../src/compose.ts';
import { loadConfig } from '../src/config.ts';
import { createLog } from '../src/lib/log.ts';
import { createWebApp } from '../src/web/app.ts';
import type { Env } from '../src/web/context.ts';
import { defaultLimits } from '../src/web/middleware/limits.ts';
import { serveWeb } from '../src/web/server.ts';
import { makeTestDatabase } from '../test/support/database.ts';
import { addConnection, addPerson } from '../test/support/people.ts';
import { socialInstance } from '../test/support/review-web.ts';
import type { Harvest, Wish } from './review-page/client.ts';
import { seedPictures } from './review-page/seed.ts';

/**
 * What the Inbox with its 50 pictures costs: in a database of a million pictures against one of a thousand
 * (`ratioLarge`, time a page), and against bare Hono that answers the same bytes from a string (`share`, pages a
 * second). The three take turns; medians count. `--images 100000` for a smaller large one, `--seconds 3` for the time
 * of one turn, `--rounds 5`.
 */
const budgets = { ratioLarge: 1.5, share: 0.3 };
const pageSize = 50;
const smallImages = 1000;
const { values } = parseArgs({
  options: {
    images: { type: 'string', default: '1000000' },
    seconds: { type: 'string', default: '2' },
    rounds: { type: 'string', default: '5' },
    connections: { type: 'string', default: '8' },
  },
});
const largeImages = Number(values.images);
const connections = Number(values.connections);

type Site = { origin: string; cookie: string; close: () => Promise<void> };
type Turns = Harvest[];

const client = new Worker(new URL('./review-page/client.ts', import.meta.url));
const small = await openLibrary(smallImages);
const large = await openLibrary(largeImages);
const html = await pageOf(large);
const bare = await openBare(html);
const shown = html.split('data-thumbhash=').length - 1;

const sites = { small, large, bare };
const turns: Record<keyof typeof sites, Turns> = { small: [], large: [], bare: [] };
for (const site of Object.values(sites)) await ask(site, 1000);
for (let round = 0; round < Number(values.rounds); round += 1) {
  for (const name of ['small', 'large', 'bare'] as const) {
    turns[name].push(await ask(sites[name], Number(values.seconds) * 1000));
  }
}
await client.terminate();
for (const site of Object.values(sites)) await site.close();

const pagesPerSecond = ({ pages, wallMs }: Harvest) => (1000 * pages) / wallMs;
const rates = {
  small: median(turns.small.map(pagesPerSecond)),
  large: median(turns.large.map(pagesPerSecond)),
  bare: median(turns.bare.map(pagesPerSecond)),
};
const ratioLarge = rounded(rates.small / rates.large);
const share = rounded(rates.large / rates.bare);
console.log(
  JSON.stringify({
    name: 'review-page',
    ok: shown === pageSize && ratioLarge <= budgets.ratioLarge && share >= budgets.share,
    ratioLarge,
    share,
    budgets,
    images: { small: smallImages, large: largeImages, onThePage: shown },
    pageBytes: Buffer.byteLength(html),
    pagesPerSecond: { small: rounded(rates.small), large: rounded(rates.large), bare: rounded(rates.bare) },
    clientBusyWithBare: rounded(median(turns.bare.map(({ busy }) => busy))),
  }),
);

/** The whole program over a data folder of its own with so many pictures, served without the limit of a session. */
async function openLibrary(images: number): Promise<Site> {
  const database = await makeTestDatabase();
  const { id: userId } = addPerson(database.db, 'bob');
  const account = { instance: socialInstance, accountId: 'bob', handle: 'bob@social.example' };
  const { id: connectionId } = addConnection(database.db, userId, account);
  seedPictures(database.db, { userId, connectionId }, images, Date.now());
  const settings = { DATA_DIR: database.dataDir, PORT: '0', LOG_LEVEL: 'error', OLLAMA_HOST: '127.0.0.1:9' };
  const config = loadConfig(settings);
  const program = await startProgram(config, createLog(config.logLevel));
  const { token } = program.parts.users.sessions.open(userId, 'a benchmark');
  const limits = { ...defaultLimits, general: { requests: 1_000_000_000, perSeconds: 60 } };
  const server = await serveWeb({ app: createWebApp(program.parts, limits), config });
  const close = async () => {
    await server.close();
    await program.stop();
    database.close();
  };
  return { origin: server.origin, cookie: `altwright=${token}`, close };
}

async function openBare(body: string): Promise<Site> {
  const app = new Hono<Env>();
  app.get('/inbox', (c) => c.html(body));
  const { origin, close } = await serveWeb({ app, config: loadConfig({ PORT: '0' }) });
  return { origin, cookie: '', close };
}

async function pageOf({ origin, cookie }: Site): Promise<string> {
  const response = await fetch(`${origin}/inbox`, { headers: { cookie, accept: 'text/html' }, redirect: 'manual' });
  if (response.status !== 200) throw new Error(`the Inbox answered ${response.status}`);
  return response.text();
}

async function ask({ origin, cookie }: Site, forMs: number): Promise<Harvest> {
  const wish: Wish = { origin, path: '/inbox', cookie, connections, forMs };
  client.postMessage(wish);
  const [harvest] = await once(client, 'message');
  return harvest;
}

function median(numbers: number[]): number {
  const sorted = numbers.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}

function rounded(value: number): number {
  return Math.round(value * 1000) / 1000;
}
