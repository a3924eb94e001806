import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Db, openDatabase } from '../../db/open.ts';
import { startProgram } from '../../src/compose.ts';
import { loadConfig } from '../../src/config.ts';
import { createLog } from '../../src/lib/log.ts';
import { addPerson } from '../../test/support/people.ts';
import { type SandboxInstance, startSandboxInstance } from '../../test/support/sandbox-instance/index.ts';
import { type SandboxOllama, sandboxModel, startSandboxOllama } from '../../test/support/sandbox-ollama/index.ts';
import { type Command, freePort, type ReadyServer, startServerProcess } from '../../test/support/server-process.ts';
import { fillArchive, makePictures } from './archive.ts';

export const modelName = 'gemma3:4b';
const scopes = 'read:accounts read:statuses write:statuses';
/** Nobody waits in a measurement for what a server's limits would make a person wait for. */
const roomyLimit = 1_000_000;

/** Somebody who is signed in, with an account on the sandbox instance. */
export type Inhabitant = { userId: string; connectionId: string; cookie: string };

export type Site = {
  /** Of the program, where people open it. */
  address: string;
  server: ReadyServer;
  instance: SandboxInstance;
  ollama: SandboxOllama;
  people: Inhabitant[];
  /** What the program has kept, read from beside it. */
  reader: Db;
  close: () => Promise<void>;
};

export type SiteOptions = {
  people: number;
  /** How many pictures that lack a description each of the first people has on the instance. */
  archives: number[];
  msPerImage: number;
  /** Pictures the model host describes at once. */
  slots?: number;
  /** More rows, before the program starts. */
  settle?: (db: Db, people: Inhabitant[], dataDir: string) => Promise<void>;
  /** Instead of the plain start of the program. */
  command?: Command;
};

/**
 * The program as a process of its own, as `npm start` runs it, between the two sandboxes, which live in this one.
 * People are there and signed in before it starts.
 */
export async function openSite(options: SiteOptions): Promise<Site> {
  const { msPerImage, slots = 1 } = options;
  const endings: (() => unknown)[] = [];
  const close = async () => {
    for (const end of endings.splice(0).reverse()) await end();
  };
  try {
    const instance = await startSandboxInstance({ dialect: 'mastodon' });
    endings.push(instance.close);
    for (const limit of ['token', 'user', 'address', 'paging', 'statuses']) instance.setRateLimit(limit, roomyLimit);
    const models = [sandboxModel({ name: modelName, loadMs: 0, msPerImage })];
    const ollama = await startSandboxOllama({ models, numParallel: slots });
    endings.push(ollama.close);
    const dataDir = mkdtempSync(join(tmpdir(), 'altwright-bench-'));
    endings.push(() => rmSync(dataDir, { recursive: true, force: true }));

    const port = await freePort();
    const address = `http://localhost:${port}`;
    const settings = {
      ...{ DATA_DIR: dataDir, PORT: String(port), PUBLIC_URL: address, OLLAMA_HOST: ollama.url },
      ...{ ALLOWED_HOSTS: new URL(instance.origin).host, MODEL_SLOTS: String(slots) },
      // Whatever the environment says: the measured program is alone.
      REDIS_URL: '',
    };
    const people = await settlePeople(settings, instance, options);
    const server = await startServerProcess(settings, options.command);
    endings.push(server.stop);
    const reader = openDatabase(dataDir, 'read');
    endings.push(() => reader.$client.close());
    return { address, server, instance, ollama, people, reader, close };
  } catch (thrown) {
    await close();
    throw thrown;
  }
}

/** Through the program itself, which is stopped again, so that all is as it would be had they come by its pages. */
async function settlePeople(
  settings: Record<string, string>,
  instance: SandboxInstance,
  { people: count, archives, settle }: SiteOptions,
): Promise<Inhabitant[]> {
  const config = loadConfig(settings);
  const program = await startProgram(config, createLog('silent'));
  const { db, users, connections, models } = program.parts;
  const pictures = await makePictures(Math.max(0, ...archives));
  try {
    models.choose(modelName);
    const people: Inhabitant[] = [];
    for (let index = 0; index < count; index += 1) {
      const username = `person-${index}`;
      const account = instance.createAccount({ username, password: 'a password of hers' });
      fillArchive(instance, account, pictures.slice(0, archives[index] ?? 0));
      const { id: userId } = addPerson(db, username);
      const token = instance.issueToken(account, scopes);
      const { id: connectionId } = await connections.addToken({ userId, server: instance.origin, token });
      const session = users.sessions.open(userId, 'a benchmark');
      people.push({ userId, connectionId, cookie: `altwright=${session.token}` });
    }
    await settle?.(db, people, config.dataDir);
    return people;
  } finally {
    await program.stop();
  }
}
