import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { createReaders } from '../../db/readers.ts';
import { createOllamaCaptioner } from '../../src/captioner/engines/ollama.ts';
import { normaliseHosts } from '../../src/captioner/hosts/host-address.ts';
import { createModelSlots } from '../../src/captioner/hosts/hosts.ts';
import { joinCaptioners } from '../../src/captioner/hosts/joint.ts';
import { createPlaces } from '../../src/captioner/hosts/places.ts';
import { judgeBySettings } from '../../src/generation/judging.ts';
import { createModels } from '../../src/generation/models.ts';
import { createScheduledRuns } from '../../src/generation/scheduled.ts';
import { createGeneration } from '../../src/generation/service.ts';
import { createSpecBuilder } from '../../src/generation/spec-builder.ts';
import { createWatching } from '../../src/generation/watching.ts';
import { createPictureFiles } from '../../src/images/picture-files.ts';
import { createHostFetch } from '../../src/lib/safe-fetch.ts';
import { createResources } from '../../src/monitoring/resources.ts';
import { createSampling } from '../../src/monitoring/sampling.ts';
import { createHub } from '../../src/progress/hub.ts';
import { createPublishing } from '../../src/publishing/publishing.ts';
import { createSqliteQueue } from '../../src/queue/sqlite-queue.ts';
import { createReview } from '../../src/review/review.ts';
import { createDesk } from '../../src/tasks/desk.ts';
import { createTaskEngine } from '../../src/tasks/engine.ts';
import { createSchedule } from '../../src/tasks/schedule.ts';
import { createChannels } from '../../src/web/live/channels.ts';
import { createStreams } from '../../src/web/live/streams.ts';
import type { Parts } from '../../src/web/parts.ts';
import { buildLimits } from './machine.ts';
import { readsNothing } from './text-reader.ts';

type People = Pick<
  Parts,
  'config' | 'clock' | 'log' | 'db' | 'reader' | 'users' | 'connections' | 'allowedHosts' | 'publicAddress'
>;

/**
 * The parts that find, describe, review and publish, built as in the program and not yet started: what is asked of them
 * lands in rows, and nothing works on it until a test starts `engine` or `publishing`.
 */
export function buildWork(people: People) {
  const { config, clock, log, db, reader, connections, allowedHosts } = people;
  const base = { db, reader, clock, log };
  const readers = createReaders(config.dataDir, (thrown) => log.error(thrown));
  const hub = createHub();
  const streams = createStreams({ ...people, channels: createChannels(hub) });
  const modelHosts = normaliseHosts(config.ollamaHost);
  if ('wrong' in modelHosts) throw new Error(`OLLAMA_HOST is not a host: ${modelHosts.wrong}`);
  const hostFetch = createHostFetch({ userAgent: 'test', allowedHosts: () => ['127.0.0.1'] });
  const captioners = modelHosts.map((host) => createOllamaCaptioner({ ...host, fetch: hostFetch, clock }));
  const joint = joinCaptioners(captioners, { clock });
  const models = createModels({ ...base, joint, onPull: () => hub.publish('admin', { kind: 'models' }) });
  const pictures = createPictureFiles(join(config.dataDir, 'pictures'));
  const inFlight = config.modelSlots + 1;
  const { gate, checkStart, ...machine } = buildLimits({
    ...{ db, clock, hub, configured: config },
    onChange: ({ runningTasks }) => void engine.queue.setCap(runningTasks),
  });
  const { limits, watermarks } = machine;
  const slots = createModelSlots({ perHost: inFlight });
  const engine = createTaskEngine({
    ...{ ...base, hub, pictures, leaseMs: config.leaseMs, threads: () => limits.current().runningTasks, gate },
    queue: createSqliteQueue({ db, clock, leaseMs: config.leaseMs, cap: config.runningTasks }),
    slots,
    textReader: readsNothing,
    site: { modelHosts, installed: models.installed, inFlight },
    buildSpec: createSpecBuilder({ db, connections, models, allowedHosts: allowedHosts.list }),
    onTokenDead: connections.tokenDied,
    onServerTrouble: connections.rests.obey,
  });
  const desk = createDesk({
    ...{ hub, slots, clock, log, textReader: readsNothing },
    site: { modelHosts, inFlight, findModel: models.findHere, allowedHosts: allowedHosts.list },
  });
  const sampling = createSampling({
    ...{ resources: createResources(config), clock },
    queueStats: engine.queue.stats,
    threadHeapBytes: engine.threadHeapBytes,
    onSample: watermarks.judge,
  });
  const runs = {
    ...{ db, clock, checkStart, queue: engine.queue },
    onEnqueued: engine.wake,
    onChange: ({ id }: { id: string }) => {
      hub.publish(`task:${id}`, { kind: 'task', taskId: id });
      hub.publish('admin', { kind: 'task', taskId: id });
    },
  };
  const generation = createGeneration({
    ...runs,
    cancelRunning: engine.cancelRunning,
    pauseRunning: engine.pause,
  });
  const publishing = createPublishing({
    ...{ ...base, editsPerHour: config.editsPerHour, publishAfterMs: config.publishAfterMs },
    openClient: connections.openFresh,
    onRefused: connections.doubtFacts,
    rests: connections.rests,
    onChange: ({ userId }) => hub.publish(`user:${userId}`, { kind: 'publications' }),
    onConnectionTrouble: connections.tokenDied,
  });
  connections.onRenewed(publishing.resume);
  const review = createReview({
    ...{ db, reader, clock, publishing },
    onChange({ userId, imageIds, taskId }) {
      for (const imageId of imageIds) hub.publish(`user:${userId}`, { kind: 'image', taskId, imageId });
      hub.publish(`user:${userId}`, { kind: 'inbox' });
    },
    findingsOf: (text, context) => judgeBySettings(db, text, context),
  });
  const schedule = createSchedule({
    ...{ db, clock, log, random: () => 0.5, lookEveryMs: config.watchMinutes * 60_000 },
    scheduled: createScheduledRuns(runs),
    openClient(connectionId) {
      connections.rests.requireNone(connectionId);
      return connections.open(connectionId);
    },
    onTokenDead: connections.tokenDied,
    onServerTrouble: connections.rests.obey,
    approveUnasked: async (run) => void (await review.approveUnasked(run)),
  });
  const watching = createWatching({ db, clock, random: () => 0.5, onChange: schedule.wake });
  onTestFinished(async () => {
    streams.close();
    sampling.stop();
    await schedule.stop();
    await Promise.all([engine.stop(), desk.stop(), publishing.stop(), readers.close()]);
  });
  const observed = { streams, hub, sampling, ...machine };
  const unasked = { schedule, watching };
  const places = createPlaces(joint.hosts);
  const placesOf = () => joint.hosts.map(places.of);
  const hostStates = () =>
    joint.hosts.map((host) => ({ ...slots.load(host), place: places.of(host), models: joint.lastOf(host) }));
  const work = {
    modelHosts: joint.hosts,
    placesOf,
    hostStates,
    models,
    pictures,
    engine,
    desk,
    helpers: null,
    generation,
    publishing,
    review,
  };
  return { ...observed, ...unasked, ...work, readers };
}
