import { join } from 'node:path';
import { eq } from 'drizzle-orm';
import { onTestFinished } from 'vitest';
import { queueJobs } from '../../db/schema.ts';
import { findTask, type TaskRow } from '../../db/tasks.ts';
import type { ModelHost } from '../../src/captioner/hosts/host-address.ts';
import { createModelSlots, type ModelSlotsOptions } from '../../src/captioner/hosts/hosts.ts';
import type { TaskSpec } from '../../src/generation/run/spec.ts';
import { createGeneration } from '../../src/generation/service.ts';
import { type CaptionSettings, defaultSettings } from '../../src/generation/settings.ts';
import { type ModelSite, resumeOf } from '../../src/generation/spec-builder.ts';
import { createPictureFiles } from '../../src/images/picture-files.ts';
import { systemClock } from '../../src/lib/clock.ts';
import type { ErrorRecord } from '../../src/lib/errors.ts';
import { createLog } from '../../src/lib/log.ts';
import { createSafeFetch } from '../../src/lib/safe-fetch.ts';
import { say } from '../../src/lib/sentence.ts';
import { detectInstance } from '../../src/platforms/detect.ts';
import type { Instance } from '../../src/platforms/platform.ts';
import { createHub } from '../../src/progress/hub.ts';
import type { PictureStore } from '../../src/progress/tracker.ts';
import type { Queue } from '../../src/queue/queue.ts';
import { createSqliteQueue } from '../../src/queue/sqlite-queue.ts';
import type { TextReader } from '../../src/reading/reading.ts';
import type { SmallPictures } from '../../src/tasks/answers.ts';
import { createTaskEngine } from '../../src/tasks/engine.ts';
import type { Gate } from '../../src/tasks/gate.ts';
import { openTestDatabase, type TestDatabase } from './database.ts';
import { addConnection, addPerson } from './people.ts';
import { type SandboxInstance, startSandboxInstance } from './sandbox-instance/index.ts';
import { type SandboxOllama, type SandboxOllamaOptions, startSandboxOllama } from './sandbox-ollama/index.ts';
import { readsNothing } from './text-reader.ts';

export const modelName = 'gemma3:4b';
/** Enough for every dialect of the Mastodon API. */
const scopes = 'read:accounts read:statuses read:media write:statuses write:media read:account write:drive';
const localFetch = createSafeFetch({ userAgent: 'test', allowedHosts: () => ['127.0.0.1'] });

/** Quick runs: no pause between pages unless a test asks for one. */
export const quickSettings: CaptionSettings = { ...defaultSettings, processingDelaySeconds: 0 };

export type Person = Awaited<ReturnType<typeof settlePerson>>;

/** Somebody with an account on the instance and a connection to it. */
export async function settlePerson(
  { db }: TestDatabase,
  instance: SandboxInstance,
  name: string,
  role: 'admin' | 'member' = 'member',
) {
  const account = instance.createAccount({ username: name, password: 'a password of hers' });
  const user = addPerson(db, name, role);
  const detected: Instance = await detect(instance);
  const token = instance.issueToken(account, scopes);
  const handle = `${name}@${detected.domain}`;
  const connection = addConnection(db, user.id, { instance: detected, accountId: account.id, handle, sealed: token });
  return { user, account, connection, token };
}

async function detect(instance: SandboxInstance): Promise<Instance> {
  const reading = { fetch: localFetch, clock: systemClock, allowHttp: () => true };
  return (await detectInstance(instance.origin, reading)).instance;
}

export type EngineOptions = {
  leaseMs?: number;
  cap?: number;
  /** Tasks this machine works on at the same time; the cap unless told. */
  threads?: number;
  /** What keeps tasks from beginning; nothing unless told. */
  gate?: Partial<Gate>;
  /** Instead of one in the database. */
  queue?: Queue;
  /** Pictures of one run at the model host at once. */
  inFlight?: number;
  /** More of the gate before the model hosts. */
  gateOptions?: Partial<ModelSlotsOptions>;
  workerFile?: URL;
  textReader?: TextReader;
  /** Instead of files in the data folder. */
  pictures?: PictureStore & SmallPictures;
  /** Gives the connection a new token when its own has died. Without it dead ones stay dead. */
  renew?: (connectionId: string) => ErrorRecord;
  /** Instead of the order from the rows. */
  buildSpec?: (task: TaskRow, plainly: () => TaskSpec) => Promise<TaskSpec>;
};

/** A model host; Ollama where nothing else is said. */
export type HostOfTest = Pick<ModelHost, 'url' | 'speaks'>;

/** Lets every task begin. */
const openGate: Gate = {
  hasRoomHere: () => true,
  closedBecause: () => null,
  picturesLeft: () => ({
    pictures: Number.POSITIVE_INFINITY,
    reason: say('limits.picturesToday', { count: 0 }),
    nextDayMs: 0,
  }),
};

/** The task engine over a database, as the program composes it, with credentials opened by reading them. */
export function openEngine(
  { db, dataDir }: Pick<TestDatabase, 'db' | 'dataDir'>,
  ollama: HostOfTest | HostOfTest[],
  options: EngineOptions = {},
) {
  const hub = createHub();
  const tokenDeaths: string[] = [];
  const { cap = 3, leaseMs = 15_000 } = options;
  const buildSpecFor = async (task: TaskRow, site: ModelSite): Promise<TaskSpec> => {
    const plainly = () => ({ ...buildSpec(db, task), modelHosts: site.modelHosts, inFlight: site.inFlight });
    return options.buildSpec ? options.buildSpec(task, plainly) : plainly();
  };
  const slots = createModelSlots({ perHost: 2, ...options.gateOptions });
  const engine = createTaskEngine({
    db,
    hub,
    pictures: options.pictures ?? createPictureFiles(join(dataDir, 'pictures')),
    slots,
    textReader: options.textReader ?? readsNothing,
    queue: options.queue ?? createSqliteQueue({ db, clock: systemClock, cap, leaseMs }),
    site: {
      modelHosts: (Array.isArray(ollama) ? ollama : [ollama]).map(({ url, speaks }) => ({
        ...{ url, headers: {} },
        ...(speaks && { speaks }),
      })),
      installed: async () => [{ name: modelName, family: 'gemma3' }],
      inFlight: options.inFlight ?? 2,
    },
    buildSpec: buildSpecFor,
    ...(options.workerFile && { workerFile: options.workerFile }),
    onTokenDead: async (connectionId) => {
      tokenDeaths.push(connectionId);
      return options.renew?.(connectionId) ?? null;
    },
    onServerTrouble: () => {},
    clock: systemClock,
    log: createLog(process.env.TEST_LOG ?? 'silent'),
    threads: () => options.threads ?? cap,
    gate: { ...openGate, ...options.gate },
    leaseMs,
    pollMs: 50,
  });
  const generation = createGeneration({
    db,
    queue: engine.queue,
    clock: systemClock,
    checkStart: () => {},
    onEnqueued: engine.wake,
    cancelRunning: engine.cancelRunning,
    pauseRunning: engine.pause,
    onChange: () => {},
  });
  return {
    ...engine,
    hub,
    slots,
    generation,
    tokenDeaths,
    buildSpec: buildSpecFor,
    taskRow: (id: string) => findTask(db, id) as TaskRow,
    /** Ends a task's wait for its next try. */
    hurry(id: string) {
      db.update(queueJobs).set({ runAt: 0 }).where(eq(queueJobs.taskId, id)).run();
      engine.wake();
    },
  };
}

function buildSpec(db: TestDatabase['db'], task: TaskRow): Omit<TaskSpec, 'modelHosts' | 'inFlight'> {
  const connection = db.query.platformConnections
    .findFirst({ where: (row, { eq }) => eq(row.id, task.connectionId) })
    .sync();
  if (!connection) throw new Error('the connection is gone');
  return {
    taskId: task.id,
    attempt: task.attempt,
    tries: task.tries,
    instance: connection.instance as Instance,
    accountId: connection.accountId,
    credentials: { accessToken: connection.credentialsSealed, scopes },
    settings: task.settings as CaptionSettings,
    scope: task.scope,
    resume: resumeOf(db, task),
    model: { name: task.model, family: 'gemma3' },
    allowedHosts: ['127.0.0.1'],
  };
}

/** A sandbox instance that closes with the test. */
export async function testInstance(options: Parameters<typeof startSandboxInstance>[0]): Promise<SandboxInstance> {
  const instance = await startSandboxInstance(options);
  onTestFinished(() => instance.close());
  return instance;
}

/** A sandbox model server that closes with the test. */
export async function testOllama(options: SandboxOllamaOptions = {}): Promise<SandboxOllama> {
  const ollama = await startSandboxOllama(options);
  onTestFinished(() => ollama.close());
  return ollama;
}

export async function testEngine(ollama: HostOfTest | HostOfTest[], options: EngineOptions = {}) {
  const database = await openTestDatabase();
  const engine = openEngine(database, ollama, options);
  await engine.start();
  onTestFinished(() => engine.stop());
  return { ...engine, database };
}

/** Polls until the condition gives something; a test that waits for ever fails by its own time limit. */
export async function until<T>(condition: () => T | undefined | null | false): Promise<T> {
  while (true) {
    const value = condition();
    if (value) return value;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}
