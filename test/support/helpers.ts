import { randomBytes } from 'node:crypto';
import { onTestFinished } from 'vitest';
import { findTask } from '../../db/tasks.ts';
import { type Clock, systemClock } from '../../src/lib/clock.ts';
import { createLog } from '../../src/lib/log.ts';
import { connectRedis } from '../../src/queue/redis-connection.ts';
import { createRedisQueue } from '../../src/queue/redis-queue.ts';
import type { TextReader } from '../../src/reading/reading.ts';
import { createPool } from '../../src/tasks/pool.ts';
import { createHelperMachine } from '../../src/tasks/remote/helper.ts';
import { createHelpers } from '../../src/tasks/remote/helpers.ts';
import { createMail } from '../../src/tasks/remote/mail.ts';
import { openTestDatabase, type TestDatabase } from './database.ts';
import {
  type EngineOptions,
  modelName,
  openEngine,
  quickSettings,
  settlePerson,
  testInstance,
  testOllama,
} from './engine.ts';
import { type RedisServer, startRedisServer } from './redis-server.ts';
import { postPictures, quickModel } from './run-scene.ts';
import type { SandboxOllama } from './sandbox-ollama/index.ts';
import { sandboxModel } from './sandbox-ollama/index.ts';
import { readsNothing } from './text-reader.ts';

const log = createLog(process.env.TEST_LOG ?? 'silent');
const workerKey = randomBytes(32);

/** A Redis that ends with the test. */
export async function testRedis(options: { appendOnly?: boolean } = {}): Promise<RedisServer> {
  const redis = await startRedisServer(options);
  onTestFinished(() => redis.stop());
  return redis;
}

/** The web machine's engine over a queue in Redis, with the helpers it gives orders to. */
export async function openWebMachine(
  database: Pick<TestDatabase, 'db' | 'dataDir'>,
  {
    server,
    ollama,
    leaseMs = 15_000,
    cap = 3,
    ...more
  }: { server: RedisServer; ollama: Pick<SandboxOllama, 'url'> } & EngineOptions,
) {
  const clock = systemClock;
  const redis = await connectRedis({ url: server.url, log });
  const queue = await createRedisQueue({ connection: redis, log, clock, leaseMs, cap });
  const engine = openEngine(database, ollama, { ...more, queue, leaseMs, cap });
  const helpers = createHelpers({
    ...{ db: database.db, redis, mail: createMail(workerKey), queue, hub: engine.hub, clock, log, leaseMs },
    buildSpec: engine.buildSpec,
    dispatcher: engine,
    onModelHost: (name, models) => engine.slots.note(name, models ? { models } : 'away'),
  });
  await engine.start({ hasHelpers: true });
  await helpers.start();
  const stop = async () => {
    helpers.stop();
    await engine.stop();
    redis.close();
  };
  return { ...engine, helpers, redis, stop };
}

type TestHelperOptions = {
  leaseMs?: number;
  threads?: number;
  clock?: Clock;
  beforeModels?: () => unknown;
  textReader?: TextReader;
  /** More model hosts than the one of the scene. */
  moreHosts?: Pick<SandboxOllama, 'url'>[];
};

/** A helper with one thread, in this process. */
export async function openHelper(
  server: RedisServer,
  ollama: Pick<SandboxOllama, 'url'>,
  options: TestHelperOptions = {},
) {
  const { leaseMs = 15_000, threads = 1, clock = systemClock, beforeModels = () => {} } = options;
  const { textReader = readsNothing, moreHosts = [] } = options;
  const hosts = [ollama, ...moreHosts].map(({ url }) => url);
  const redis = await connectRedis({ url: server.url, log });
  const queue = await createRedisQueue({ connection: redis, log, clock, leaseMs, cap: null });
  const { name, family } = sandboxModel({ name: modelName });
  const model = { name, family, sizeBytes: 1, parameterSize: '4B', loaded: true, isThinking: false };
  const survey = async () => {
    await beforeModels();
    return hosts.map((host) => ({ host, models: [model] }));
  };
  const pool = createPool({ threads, onError: () => {} });
  const helper = createHelperMachine({
    ...{ redis, queue, threads, leaseMs, clock, log, name: 'helper', version: 'test', pollMs: 50 },
    mail: createMail(workerKey),
    pool,
    textReader,
    site: { modelHosts: hosts.map((url) => ({ url, headers: {} })), survey, inFlight: 2 },
  });
  await helper.start();
  let isStopped = false;
  const stop = async () => {
    if (isStopped) return;
    isStopped = true;
    await helper.stop();
    await queue.close();
    redis.close();
  };
  onTestFinished(stop);
  /** No last word, and its threads end with it. */
  async function die() {
    isStopped = true;
    redis.close();
    await pool.destroy();
  }
  return { ...helper, stop, die };
}

/** A web machine that works on nothing itself, a Redis, both sandboxes, and as many helpers as the test opens. */
export async function helperScene(msPerImage: number, options: EngineOptions = {}) {
  const server = await testRedis({ appendOnly: true });
  const instance = await testInstance({ dialect: 'mastodon' });
  const ollama = await testOllama({ models: quickModel(msPerImage) });
  const database = await openTestDatabase();
  let web = await openWebMachine(database, { threads: 0, server, ollama, ...options });
  onTestFinished(() => web.stop());
  return {
    ...{ server, instance, ollama, database, db: database.db },
    web: () => web,
    taskRow: (id: string) => {
      const row = findTask(database.db, id);
      if (!row) throw new Error('the task is gone');
      return row;
    },
    /** A connection of one's own to Redis. */
    async connect() {
      const { client, close } = await connectRedis({ url: server.url, log });
      onTestFinished(close);
      return client;
    },
    /** The web machine is away until the answer is called. */
    async stopWeb() {
      await web.stop();
      return async () => {
        web = await openWebMachine(database, { threads: 0, server, ollama, ...options });
      };
    },
    helper: (more: TestHelperOptions = {}) => openHelper(server, ollama, more),
    async person(name: string, pictures: number) {
      const person = await settlePerson(database, instance, name);
      postPictures(instance, person.account, pictures);
      return person;
    },
    start: (person: Awaited<ReturnType<typeof settlePerson>>) =>
      web.generation.start(person.user, person.connection, quickSettings, modelName),
  };
}
