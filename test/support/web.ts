import type { Hono } from 'hono';
import { loadConfig } from '../../src/config.ts';
import { createAllowedHosts } from '../../src/connections/allowed-hosts.ts';
import { createConnections } from '../../src/connections/connections.ts';
import { loadKeys } from '../../src/connections/keys.ts';
import { createVault } from '../../src/connections/vault.ts';
import { createLog } from '../../src/lib/log.ts';
import { createSafeFetch } from '../../src/lib/safe-fetch.ts';
import { createUsers } from '../../src/users/users.ts';
import { createWebApp } from '../../src/web/app.ts';
import { loadAssets } from '../../src/web/assets.ts';
import type { Env } from '../../src/web/context.ts';
import { defaultLimits, type Limits } from '../../src/web/middleware/limits.ts';
import type { Parts } from '../../src/web/parts.ts';
import { createPublicAddress } from '../../src/web/public-address.ts';
import { createWords } from '../../templates/words.ts';
import { type TestClock, testClock } from './clock.ts';
import { openTestDatabase, type TestDatabase } from './database.ts';
import { addPersonas, cheapPasswords, type Persona } from './personas.ts';
import { buildWork } from './work.ts';

export const testOrigin = 'http://localhost:3000';

export type TestWebOptions = {
  /** Settings as in the environment. Without ALLOWED_HOSTS the sandboxes on loopback are allowed. */
  env?: Record<string, string>;
  limits?: Limits;
  /** Without it one that stands still until it is moved by hand. */
  clock?: TestClock;
  /** The address confirmed at set-up; null: nobody has set Altwright up, though the personas are there. */
  address?: string | null;
  /** More parts, or others than the usual ones. */
  parts?: (usual: Parts) => Partial<Parts>;
};

export type TestWeb = Awaited<ReturnType<typeof openTestWeb>>;

/** The whole web app over a real database, asked without a port, with the three personas. */
export async function openTestWeb(options: TestWebOptions = {}) {
  const database = await openTestDatabase();
  const clock = options.clock ?? testClock();
  const parts = buildParts(database, clock, options);
  const personas = await addPersonas({ db: database.db, clock, users: parts.users });
  const { address = testOrigin } = options;
  if (address !== null && !parts.publicAddress.isFixed) parts.publicAddress.confirm(address);
  const whole = { ...parts, ...options.parts?.(parts) };
  const app = createWebApp(whole, options.limits);
  return { ...personas, app, parts: whole, clock, as: (persona: Persona | null) => browser(app, persona) };
}

/** The parts of the program over a database, built within a test. No model host is at the default address. */
export function buildParts(database: TestDatabase, clock: Parts['clock'], options: TestWebOptions = {}) {
  const { db, reader, dataDir } = database;
  const usual = { DATA_DIR: dataDir, LOG_LEVEL: 'silent', ALLOWED_HOSTS: '127.0.0.1', OLLAMA_HOST: '127.0.0.1:9' };
  const config = loadConfig({ ...usual, ...options.env });
  const log = createLog(config.logLevel);
  const allowedHosts = createAllowedHosts({ db, clock, configured: config.allowedHosts });
  const fetch = createSafeFetch({ userAgent: 'Altwright-test', allowedHosts: allowedHosts.list });
  const vault = createVault(loadKeys({ configured: config.keys, dataDir }));
  const people = {
    ...{ config, clock, log, db, reader, allowedHosts },
    publicAddress: createPublicAddress({ db, clock, publicUrl: config.publicUrl }),
    users: createUsers({ db, clock, passwords: cheapPasswords }),
    connections: createConnections({ db, clock, log, vault, fetch, allowedHosts }),
  };
  return { ...people, ...buildWork(people), words: createWords(), assets: loadAssets() };
}

export { defaultLimits };

/** Asks as a browser on `testOrigin` does: cookies kept, forms with an Origin. */
export function browser(app: Hono<Env>, persona: Persona | null, origin = testOrigin) {
  const cookies = new Map<string, string>();
  const isSecure = origin.startsWith('https:');
  if (persona) cookies.set(isSecure ? '__Host-altwright' : 'altwright', persona.token);

  const ask = async (method: string, path: string, headers: Record<string, string>, body?: string) => {
    const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const all = { accept: 'text/html', ...(cookie && { cookie }), ...headers };
    const response = await app.request(origin + path, { method, headers: all, ...(body !== undefined && { body }) });
    for (const line of response.headers.getSetCookie()) keepCookie(cookies, line);
    return response;
  };

  return {
    cookies,
    get: (path: string, headers: Record<string, string> = {}) => ask('GET', path, headers),
    post: (path: string, fields: Record<string, string> = {}, headers: Record<string, string> = {}) => {
      const form = { origin, 'content-type': 'application/x-www-form-urlencoded' };
      return ask('POST', path, { ...form, ...headers }, new URLSearchParams(fields).toString());
    },
    ask: (method: string, path: string, headers: Record<string, string> = {}, body?: string) =>
      ask(method, path, { origin, ...headers }, body),
  };
}

function keepCookie(cookies: Map<string, string>, line: string): void {
  const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
  if (value === '' || /max-age=0(;|$)/i.test(line)) cookies.delete(name);
  else cookies.set(name, value);
}
