import { hasImage, listImagesOfPost } from '../db/decisions.ts';
import { lockDataFolder } from '../db/file.ts';
import { migrateDatabase } from '../db/migrate.ts';
import { auditLog, dropMonthsBefore } from '../db/months.ts';
import { forgetReadNotifications } from '../db/notifications.ts';
import { type Db, openDatabase } from '../db/open.ts';
import { createReaders } from '../db/readers.ts';
import type { TaskRow } from '../db/tasks.ts';
import { listUsers } from '../db/users.ts';
import { findActiveScheduled } from '../db/watches.ts';
import { createWords } from '../templates/words.ts';
import { composeDescribing } from './compose/describing.ts';
import { forgetAtSignOut } from './compose/forgetting.ts';
import { composeLimits, composeSampling } from './compose/limits.ts';
import { connectMachines } from './compose/machines.ts';
import type { Config } from './config.ts';
import { createAllowedHosts } from './connections/allowed-hosts.ts';
import { createConnections } from './connections/connections.ts';
import { loadKeys } from './connections/keys.ts';
import { createVault } from './connections/vault.ts';
import { judgeBySettings } from './generation/judging.ts';
import { createScheduledRuns } from './generation/scheduled.ts';
import { createGeneration, type Generation } from './generation/service.ts';
import { createWatching } from './generation/watching.ts';
import { type Clock, systemClock as clock } from './lib/clock.ts';
import { toErrorRecord } from './lib/errors.ts';
import type { Log } from './lib/log.ts';
import { createSafeFetch } from './lib/safe-fetch.ts';
import { userAgent } from './lib/user-agent.ts';
import { createStanding, type Standing } from './monitoring/standing.ts';
import { createHub, type Hub } from './progress/hub.ts';
import { createPublishing } from './publishing/publishing.ts';
import type { Queue } from './queue/queue.ts';
import { withRowsFirst } from './queue/rows-first.ts';
import { createReview, type Review } from './review/review.ts';
import type { TaskEngine } from './tasks/engine.ts';
import { cancelUnattended } from './tasks/inactivity.ts';
import { startModelProbe } from './tasks/model-probe.ts';
import { createSchedule, type ScheduleOptions } from './tasks/schedule.ts';
import { startUpkeep } from './tasks/upkeep.ts';
import { createUsers } from './users/users.ts';
import { createWebApp } from './web/app.ts';
import { loadAssets } from './web/assets.ts';
import { createChannels } from './web/live/channels.ts';
import { createStreams } from './web/live/streams.ts';
import type { Parts } from './web/parts.ts';
import { createPublicAddress } from './web/public-address.ts';
import { serveWeb } from './web/server.ts';

/** Who did what is kept for a year. */
const keepAuditMs = 365 * 86_400_000;
/** What people have read, they may look up for three months. */
const keepReadNoticesMs = 90 * 86_400_000;

export type Program = {
  parts: Parts;
  /** Where it listens. */
  origin: string;
  /** Ends in order: no new requests, streams, threads, the write under way, the database. */
  stop: () => Promise<void>;
};

/** What a proof puts in because it cannot wait for minutes: a queue around the queue, and the time publishing lives in. */
export type Trial = { around?: (queue: Queue) => Queue; publishingClock?: Clock };

/**
 * The composition root: brings the database up to date, builds every part once, hands the parts to each other and
 * starts serving and working. Throws an AppError with a sentence for the operator when it cannot.
 */
export async function startProgram(config: Config, log: Log, trial: Trial = {}): Promise<Program> {
  const { dataDir } = config;
  const lock = lockDataFolder(dataDir);
  const migrated = await migrateDatabase(dataDir, clock.now());
  if (migrated > 0) log.info({ migrated }, 'database migrated');
  const db = openDatabase(dataDir, 'write');
  const reader = openDatabase(dataDir, 'read');
  const onPoolError = (thrown: unknown) => log.error({ error: toErrorRecord(thrown) }, 'a thread pool had an error');
  const readers = createReaders(dataDir, onPoolError);
  const hub = createHub();
  const standing = createStanding({ onChange: () => hub.publish('everybody', { kind: 'standing' }) });
  const base = { config, clock, log, db, reader, hub, standing };

  const people = composePeople(base);
  const limited = composeLimits(base, () => engine);
  const machines = await connectMachines({ ...base, cap: limited.limits.current().runningTasks });
  const queue = trial.around?.(machines.queue) ?? machines.queue;
  const describing = composeDescribing(base, people, { ...machines, ...limited, queue });
  const { desk, helpers } = describing;
  const engine: TaskEngine = describing.engine;
  const work = composeWork(base, people, { ...describing, ...limited }, trial);
  const { publishing } = work;
  const sampling = composeSampling(base, engine, limited.watermarks);
  const streams = createStreams({ config, ...people, channels: createChannels(hub) });
  const words = createWords({ onMissing: (what) => log.error({ what }, 'words are missing') });
  const parts: Parts = {
    ...{ ...base, ...people, ...limited, ...describing, ...work, readers, streams, sampling, words },
    assets: loadAssets(),
  };

  const server = await serveWeb({ app: createWebApp(parts), config, endStreams: streams.close });
  await engine.start({ hasHelpers: helpers !== null });
  await helpers?.start();
  machines.redis?.onChange((isReady) => isReady && void engine.recover());
  desk.start();
  publishing.start();
  work.schedule.start();
  const probe = startModelProbe({ ...base, ...work.runs, modelsAtHand: describing.modelsAtHand });
  sampling.start();
  const upkeep = startChores(base, people, { ...describing, ...work, checkpoint: readers.checkpoint });

  return {
    parts,
    origin: server.origin,
    async stop() {
      upkeep.stop();
      sampling.stop();
      await server.close();
      await Promise.all([work.schedule.stop(), probe.stop()]);
      helpers?.stop();
      await Promise.all([engine.stop(), desk.stop(), publishing.stop(), readers.close()]);
      await describing.textReader.close();
      machines.redis?.close();
      reader.$client.close();
      db.$client.close();
      lock.release();
    },
  };
}

type Chores = Pick<Describing, 'engine' | 'pictures'> & { generation: Generation; checkpoint: () => Promise<unknown> };

function startChores({ config, db, reader, log }: Base, { users, connections }: People, parts: Chores) {
  const { engine, pictures, generation, checkpoint } = parts;
  return startUpkeep({
    ...{ db, clock, log, keepFinishedHours: config.keepFinishedHours },
    hourly: [
      users.cleanUp,
      connections.renewDue,
      () =>
        cancelUnattended({
          ...{ db, clock, log, inactiveHours: config.inactiveHours },
          cancel: (task) => generation.cancel({ id: task.userId, role: 'member' }, task.id),
        }),
      () => pictures.removeLeftovers(clock.now(), (id) => hasImage(reader, id)),
      () => dropMonthsBefore(db, auditLog, clock.now() - keepAuditMs),
      () => forgetReadNotifications(db, clock.now() - keepReadNoticesMs),
    ],
    recover: engine.recover,
    checkpoint,
  });
}

/** The words of the command line. */
export const speech = () => createWords().for('en');

/** Brings the database up to date and answers how many migrations that took. The data folder must be free. */
export async function migrate({ dataDir }: Config): Promise<number> {
  const lock = lockDataFolder(dataDir);
  try {
    return await migrateDatabase(dataDir, clock.now());
  } finally {
    lock.release();
  }
}

/** What the commands about people need; works beside a running server, which has brought the database up to date. */
export function openPeople(config: Config) {
  const db = openDatabase(config.dataDir, 'write');
  const publicAddress = createPublicAddress({ db, clock, publicUrl: config.publicUrl });
  return {
    users: createUsers({ db, clock }),
    everybody: () => listUsers(db),
    /** Where people reach Altwright. */
    address: publicAddress.current() ?? `http://localhost:${config.port}`,
    close: () => db.$client.close(),
  };
}

type Base = { config: Config; clock: typeof clock; log: Log; db: Db; reader: Db; hub: Hub; standing: Standing };
type People = ReturnType<typeof composePeople>;
type Limited = ReturnType<typeof composeLimits>;
type Describing = ReturnType<typeof composeDescribing>;

/** Who may come in, and the accounts they connect. */
function composePeople({ config, db, log }: Base) {
  const allowedHosts = createAllowedHosts({ db, clock, configured: config.allowedHosts });
  const vault = createVault(loadKeys({ configured: config.keys, dataDir: config.dataDir }));
  const fetch = createSafeFetch({ userAgent, allowedHosts: allowedHosts.list });
  const users = createUsers({ db, clock });
  const connections = createConnections({ db, clock, log, vault, fetch, allowedHosts });
  const publicAddress = createPublicAddress({ db, clock, publicUrl: config.publicUrl });
  users.members.beforeRemoval(connections.removeAllOf);
  forgetAtSignOut({ users, connections });
  return { users, connections, allowedHosts, publicAddress };
}

function tellTask(hub: Hub, { id, userId }: TaskRow): void {
  hub.publish(`task:${id}`, { kind: 'task', taskId: id });
  hub.publish(`user:${userId}`, { kind: 'inbox' });
  hub.publish('admin', { kind: 'task', taskId: id });
}

type Unasked = Pick<ScheduleOptions, 'scheduled' | 'openClient' | 'onTokenDead' | 'onServerTrouble'>;

/** What is done without anybody asking for it just then. */
function composeUnasked({ config, db, log }: Base, review: Review, parts: Unasked) {
  const random = Math.random;
  const schedule = createSchedule({
    ...{ ...parts, db, clock, log, random, lookEveryMs: config.watchMinutes * 60_000 },
    approveUnasked: async (run) => void (await review.approveUnasked(run)),
  });
  return { schedule, watching: createWatching({ db, clock, random, onChange: schedule.wake }) };
}

/** What starts, reviews and publishes. */
function composeWork(base: Base, { connections }: People, means: Describing & Limited, trial: Trial) {
  const { config, db, reader, hub, log } = base;
  const { engine, helpers, checkStart } = means;

  const tellImage = imageTeller(hub);
  const runs = {
    ...{ db, clock, checkStart, queue: withRowsFirst(engine.queue) },
    onEnqueued() {
      engine.wake();
      helpers?.ring();
    },
    onChange: (task: TaskRow) => tellTask(hub, task),
  };
  const generation = createGeneration({ ...runs, cancelRunning: engine.cancelRunning, pauseRunning: engine.pause });
  const publishing = createPublishing({
    ...{ db, reader, log, editsPerHour: config.editsPerHour, publishAfterMs: config.publishAfterMs },
    clock: trial.publishingClock ?? clock,
    openClient: connections.openFresh,
    onRefused: connections.doubtFacts,
    rests: connections.rests,
    onChange({ userId, postId }) {
      for (const { id, taskId } of listImagesOfPost(db, postId)) tellImage(userId, taskId, id);
      hub.publish(`user:${userId}`, { kind: 'publications' });
    },
    onConnectionTrouble: connections.tokenDied,
  });
  const review = createReview({
    ...{ db, reader, clock, publishing },
    onChange({ userId, imageIds, taskId }) {
      for (const imageId of imageIds) tellImage(userId, taskId, imageId);
    },
    findingsOf: (text, context) => judgeBySettings(db, text, context),
  });
  const unasked = composeUnasked(base, review, {
    scheduled: createScheduledRuns(runs),
    openClient(connectionId) {
      connections.rests.requireNone(connectionId);
      return connections.open(connectionId);
    },
    onTokenDead: connections.tokenDied,
    onServerTrouble: connections.rests.obey,
  });
  connections.onRenewed(publishing.resume);
  connections.beforeRemoval(async ({ id, userId }) => {
    const actor = { id: userId, role: 'member' } as const;
    const active = [generation.active(actor), findActiveScheduled(db, id)];
    for (const task of active) if (task?.connectionId === id) await generation.cancel(actor, task.id);
    await publishing.leave(id);
  });
  return { generation, runs, publishing, review, ...unasked };
}

/** Tells whoever looks on that a picture has changed. */
function imageTeller(hub: Hub) {
  return (userId: string, taskId: string | null, imageId: string) => {
    const news = { kind: 'image', taskId, imageId } as const;
    if (taskId) hub.publish(`task:${taskId}`, news);
    hub.publish(`user:${userId}`, news);
    hub.publish(`user:${userId}`, { kind: 'inbox' });
  };
}
