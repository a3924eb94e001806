import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Db, openDatabase } from '../../../db/open.ts';
import { insertTask } from '../../../db/tasks.ts';
import { startProgram } from '../../../src/compose.ts';
import { loadConfig } from '../../../src/config.ts';
import { defaultSettings } from '../../../src/generation/settings.ts';
import { newId } from '../../../src/lib/ids.ts';
import { createLog } from '../../../src/lib/log.ts';
import { modelName } from '../../support/engine.ts';
import { addPerson } from '../../support/people.ts';
import { type RedisServer, startRedisServer } from '../../support/redis-server.ts';
import { postPictures, quickModel } from '../../support/run-scene.ts';
import { type SandboxInstance, startSandboxInstance } from '../../support/sandbox-instance/index.ts';
import { startSandboxOllama } from '../../support/sandbox-ollama/index.ts';
import { layWitness } from './witness.ts';

export const picturesOfTask = 6;
const scopes = 'read:accounts read:statuses write:statuses';
const administrators = ['alice', 'ada'];
/** Come first, so that only their role can put an administrator before them. */
const members = ['bob', 'charlie', 'dora', 'emil'];
const msPerImage = 400;
/** Of the machine that is killed: still at its first task when the other has started, however long that takes. */
const slowMsPerImage = 3000;
const slots = 3;

type Settings = Record<string, string>;

export type Ground = Awaited<ReturnType<typeof openGround>>;

/** Redis, both sandboxes, and a database in which six people wait for a run of their own and a scheduled one each. */
export async function openGround() {
  const endings: (() => unknown)[] = [];
  const close = async () => {
    for (const end of endings.splice(0).reverse()) await end();
  };
  try {
    const redis = await startRedisServer({ appendOnly: true });
    endings.push(redis.stop);
    const instance = await startSandboxInstance({ dialect: 'mastodon' });
    endings.push(instance.close);
    const ollama = await startSandboxOllama({ models: quickModel(msPerImage), numParallel: slots });
    endings.push(ollama.close);
    const slowOllama = await startSandboxOllama({ models: quickModel(slowMsPerImage) });
    endings.push(slowOllama.close);
    const dataDir = mkdtempSync(join(tmpdir(), 'altwright-machines-'));
    endings.push(() => rmSync(dataDir, { recursive: true, force: true }));

    const alone = { DATA_DIR: dataDir, PORT: '0', ALLOWED_HOSTS: new URL(instance.origin).host };
    const waiting = await settle({ ...alone, OLLAMA_HOST: ollama.url, THREADS: '0' }, dataDir, instance);
    const reader = openDatabase(dataDir, 'read');
    endings.push(() => reader.$client.close());
    const settings = settingsOf(redis, ollama.url, alone);
    const slowSettings = { ...settings.workerSettings, OLLAMA_HOST: slowOllama.url, MODEL_SLOTS: '1', THREADS: '1' };
    return { ...settings, slowSettings, ...waiting, reader, endings, close };
  } catch (thrown) {
    await close();
    throw thrown;
  }
}

/** What the web machine, which works on nothing itself, and the helpers are started with. */
function settingsOf(redis: RedisServer, ollamaUrl: string, alone: Settings) {
  const shared = {
    ...{ REDIS_URL: redis.url, ALTWRIGHT_WORKER_KEY: randomBytes(32).toString('base64') },
    ...{ OLLAMA_HOST: ollamaUrl, MODEL_SLOTS: String(slots) },
  };
  return { webSettings: { ...alone, ...shared, THREADS: '0' }, workerSettings: shared };
}

async function settle(alone: Settings, dataDir: string, instance: SandboxInstance) {
  const program = await startProgram(loadConfig(alone), createLog('silent'));
  const { db, connections, models } = program.parts;
  // A task waits while its model is tried, and lets others go before it.
  await models.trials.settle(modelName);
  const people: { userId: string; connectionId: string; isAdministrator: boolean }[] = [];
  for (const name of [...members, ...administrators]) {
    const isAdministrator = administrators.includes(name);
    const account = instance.createAccount({ username: name, password: 'a walk by the sea' });
    postPictures(instance, account, 2 * picturesOfTask);
    const { id: userId } = addPerson(db, name, isAdministrator ? 'admin' : 'member');
    const token = instance.issueToken(account, scopes);
    const { id: connectionId } = await connections.addToken({ userId, server: instance.origin, token });
    people.push({ userId, connectionId, isAdministrator });
  }
  await program.stop();
  // Only now: the program would have begun them.
  const writer = openDatabase(dataDir, 'write');
  const taskIds = people.flatMap((person) => [addTask(writer, person, 'run'), addTask(writer, person, 'scheduled')]);
  layWitness(writer);
  writer.$client.close();
  const administratorIds = people.filter((one) => one.isAdministrator).map(({ userId }) => userId);
  return { taskIds, administratorIds };
}

type Owner = { userId: string; connectionId: string; isAdministrator: boolean };

/** Queued as the program queues it: administrators before others, what was asked for before what is scheduled. */
function addTask(db: Db, { isAdministrator, ...owner }: Owner, kind: 'run' | 'scheduled'): string {
  const id = newId(Date.now());
  const ofRole = isAdministrator ? 1 : 10;
  const priority = kind === 'run' ? ofRole : 20;
  const settings = { ...defaultSettings, maxPostsPerRun: picturesOfTask, processingDelaySeconds: 0 };
  insertTask(db, { id, ...owner, kind, priority, settings, model: modelName }, Date.now());
  return id;
}
