import { join } from 'node:path';
import type { Db } from '../../db/open.ts';
import { createModelSlots } from '../captioner/hosts/hosts.ts';
import { createPlaces, type Place } from '../captioner/hosts/places.ts';
import type { Config } from '../config.ts';
import type { AllowedHosts } from '../connections/allowed-hosts.ts';
import type { Connections } from '../connections/connections.ts';
import { createModels } from '../generation/models.ts';
import { createSpecBuilder } from '../generation/spec-builder.ts';
import { createPictureFiles } from '../images/picture-files.ts';
import { systemClock as clock } from '../lib/clock.ts';
import { toErrorRecord } from '../lib/errors.ts';
import type { Log } from '../lib/log.ts';
import type { Hub } from '../progress/hub.ts';
import { createDesk, type DeskOptions } from '../tasks/desk.ts';
import { createTaskEngine } from '../tasks/engine.ts';
import { createHelpers, type Helpers } from '../tasks/remote/helpers.ts';
import type { Helper } from '../tasks/remote/registry.ts';
import type { Users } from '../users/users.ts';
import type { composeLimits } from './limits.ts';
import type { Machines } from './machines.ts';
import { composeModelHosts } from './model-hosts.ts';
import { composeReading } from './reading.ts';

/** However a host waits, it has one picture at least, and never so many that the last of them waits for long. */
const capRange = { least: 1, most: 8 };

type Base = { config: Config; db: Db; hub: Hub; log: Log };
type People = { users: Users; connections: Connections; allowedHosts: AllowedHosts };
type Means = Machines & Pick<ReturnType<typeof composeLimits>, 'limits' | 'gate'>;

/** What has pictures described: runs here and on helpers, and single wishes at the desk. */
export function composeDescribing(base: Base, { users, connections, allowedHosts }: People, means: Means) {
  const { config, db, hub, log } = base;
  const { leaseMs } = config;
  const { queue, redis, mail, limits, gate } = means;
  const { modelHosts, joint, inFlight } = composeModelHosts(config, (host, listing) => {
    slots.note(host, listing);
    void places.look();
  });
  const places = createPlaces(modelHosts.map(({ url }) => url));
  const slots = createModelSlots({ perHost: inFlight, range: capRange, probe: joint.ask });
  const elsewhere = () => (helpers?.list() ?? []).flatMap(modelsOf);
  const models = createModels({
    ...{ db, clock, log, joint, elsewhere },
    onPull: () => hub.publish('admin', { kind: 'models' }),
    onTried: () =>
      void engine
        .endDeferrals('models.beingTried')
        .then(engine.wake, (thrown) => log.error({ error: toErrorRecord(thrown) }, 'tasks could not be let go on')),
  });
  const pictures = createPictureFiles(join(config.dataDir, 'pictures'));
  const threads = () => config.threads ?? limits.current().runningTasks;
  const buildSpec = createSpecBuilder({ db, connections, models, allowedHosts: allowedHosts.list });
  const textReader = composeReading(config, log);
  const engine = createTaskEngine({
    ...{ db, hub, pictures, clock, log, leaseMs, threads, queue, buildSpec, slots, textReader },
    gate: { ...gate, modelClosedBecause: models.trials.closedBecause },
    site: { modelHosts, installed: joint.models, inFlight },
    onTokenDead: connections.tokenDied,
    onServerTrouble: connections.rests.obey,
  });
  const helpers: Helpers | null =
    redis &&
    mail &&
    createHelpers({
      ...{ db, redis, mail, queue, buildSpec, hub, clock, log, leaseMs, dispatcher: engine },
      onModelHost: (name, models) => slots.note(name, models ? { models } : 'away'),
    });
  /** The models that some machine can take a run with now. */
  async function modelsAtHand(): Promise<ReadonlySet<string>> {
    const here = threads() > 0 ? await joint.models().catch(() => []) : [];
    return new Set([...here, ...elsewhere()].map(({ name }) => name));
  }
  const ownSite = { modelHosts, inFlight, findModel: models.findHere, allowedHosts: allowedHosts.list };
  const desk = composeDesk(base, users, { slots, textReader, site: ownSite });
  const placesOf = (model: string): Place[] => [
    ...joint.hostsWith(model).map(places.of),
    ...(helpers?.list() ?? []).flatMap((helper) => placesOfHelper(helper, model)),
  ];
  const describedBy = () => {
    const model = models.inUse();
    return model === null ? null : { model, places: placesOf(model) };
  };
  const describers = { engine, desk, helpers, textReader, canRead: textReader.canRead };
  const hostStates = () =>
    joint.hosts.map((host) => ({ ...slots.load(host), place: places.of(host), models: joint.lastOf(host) }));
  return { modelHosts: joint.hosts, hostStates, describedBy, placesOf, models, modelsAtHand, pictures, ...describers };
}

const modelsOf = ({ modelHosts }: Helper) => modelHosts.flatMap(({ models }) => models ?? []);

/** The machine by its name, and where it sends pictures out of the network. */
function placesOfHelper({ name, modelHosts }: Helper, model: string): Place[] {
  const hosts = modelHosts.filter(({ models }) => models?.some((one) => one.name === model));
  if (hosts.length === 0) return [];
  const places = createPlaces([]);
  const outside = hosts.map(({ url }) => places.of(url)).filter(({ kind }) => kind === 'outside');
  return [...(outside.length < hosts.length ? [{ kind: 'helper', name } as const] : []), ...outside];
}

/** Single wishes, in line before the runs at the same gate; those of somebody who is gone are for nobody. */
function composeDesk({ hub, log }: Base, users: Users, means: Pick<DeskOptions, 'slots' | 'textReader' | 'site'>) {
  const desk = createDesk({ hub, ...means, clock, log });
  users.sessions.onEnded(({ userId }) => {
    if (users.sessions.list(userId).length === 0) desk.leave(userId);
  });
  return desk;
}
