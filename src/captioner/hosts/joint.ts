import type { Clock } from '../../lib/clock.ts';
import { inTime } from '../../lib/in-time.ts';
import type { Captioner, PullProgress, VisionModel } from '../captioner.ts';
import type { HostListing } from './host-record.ts';

/** What a host has; null where it does not answer. */
export type HostModels = { host: string; models: VisionModel[] | null };

export type JointOptions = {
  clock: Clock;
  /** Told whenever a host was asked what it has. */
  onListing?: (host: string, listing: HostListing) => void;
};

/** Beside others, a host that answers later than this is taken to be away; its answer still counts when it comes. */
const patienceMs = 2000;
/** How long one that was away is not waited for again. */
const awayForMs = 30_000;

export type Joint = ReturnType<typeof joinCaptioners>;

/** The model hosts of this machine, seen as one. */
export function joinCaptioners(captioners: readonly Captioner[], { clock, onListing = () => {} }: JointOptions) {
  const awaySince = new Map<string, number>();
  const known = new Map<string, VisionModel[]>();

  async function ask(captioner: Captioner): Promise<VisionModel[] | null> {
    const { host } = captioner;
    try {
      const models = await captioner.models();
      awaySince.delete(host);
      known.set(host, models);
      onListing(host, { models });
      return models;
    } catch {
      awaySince.set(host, clock.now());
      onListing(host, 'away');
      return null;
    }
  }

  /** A single host is waited for as long as it takes: there is nothing to go on with meanwhile. */
  async function askInTime(captioner: Captioner): Promise<VisionModel[] | null> {
    const answer = ask(captioner);
    if (captioners.length === 1) return answer;
    const sinceMs = awaySince.get(captioner.host);
    const isAway = sinceMs !== undefined && clock.now() - sinceMs < awayForMs;
    return inTime(isAway ? 0 : patienceMs, answer, clock);
  }

  const captionerOf = (host: string) => captioners.find((one) => one.host === host);

  function survey(): Promise<HostModels[]> {
    return Promise.all(captioners.map(async (one) => ({ host: one.host, models: await askInTime(one) })));
  }

  return {
    hosts: captioners.map(({ host }) => host),
    /** What each host has. Never rejects. */
    survey,
    /** The names of what a host had when it was asked last; null where it did not answer, undefined before that. */
    lastOf: (host: string): string[] | null | undefined =>
      awaySince.has(host) ? null : known.get(host)?.map(({ name }) => name),
    /** The hosts that have a model; where none is known to, those that have never answered and may. */
    hostsWith(model: string): string[] {
      const hosts = captioners.map(({ host }) => host);
      const having = hosts.filter((host) => known.get(host)?.some(({ name }) => name === model));
      return having.length > 0 ? having : hosts.filter((host) => !known.has(host));
    },
    /** The hosts that were last found to have a model, and which making of it. */
    listed: (model: string): { host: string; digest: string }[] =>
      [...known].flatMap(([host, models]) =>
        models.flatMap(({ name, digest = '' }) => (name === model ? [{ host, digest }] : [])),
      ),
    looksAtTrial: async (host: string, model: string) => (await captionerOf(host)?.looksAtTrial(model)) ?? false,
    /** Loads a model at those of the hosts where it was last found and is not in memory, so that the first picture need not wait. */
    async warm(model: string, hosts: readonly string[]): Promise<void> {
      const isIdle = (host: string) => known.get(host)?.some(({ name, loaded }) => name === model && !loaded);
      await Promise.allSettled(hosts.filter(isIdle).map((host) => captionerOf(host)?.warm(model)));
    },
    /** The models of all hosts, each once, smallest first. Throws the first host's error where none answers. */
    async models(): Promise<VisionModel[]> {
      const found = (await survey()).flatMap(({ models }) => (models === null ? [] : [models]));
      const [first] = captioners;
      if (found.length > 0 || !first) return union(found.flat());
      // The first to say why: it may have been too slow only beside the others.
      return first.models();
    },
    /** What one host has now; undefined for a host that is not of this machine. */
    ask(host: string): Promise<HostListing> | undefined {
      const captioner = captionerOf(host);
      return captioner && ask(captioner).then((models) => (models === null ? 'away' : { models }));
    },
    /** Downloads a model to every host that answers, can fetch it and lacks it, one after the other. */
    async pull(model: string, onProgress: (progress: PullProgress) => void, signal: AbortSignal): Promise<void> {
      const surveyed = await survey();
      const isLacking = ({ host }: Captioner) =>
        surveyed.find((one) => one.host === host)?.models?.every(({ name }) => !isSame(name, model));
      const able = captioners.filter(({ canPull }) => canPull);
      const lacking = able.filter(isLacking);
      // Where none lacks it or none answers, the first one says what is the matter.
      for (const captioner of lacking.length > 0 ? lacking : able.slice(0, 1)) {
        await captioner.pull(model, onProgress, signal);
      }
    },
  };
}

const isSame = (name: string, wanted: string) => name === wanted || name === `${wanted}:latest`;

/** In memory where it is in memory anywhere. */
function union(models: VisionModel[]): VisionModel[] {
  const byName = new Map<string, VisionModel>();
  for (const model of models) {
    const loaded = model.loaded || (byName.get(model.name)?.loaded ?? false);
    byName.set(model.name, { ...model, loaded });
  }
  return [...byName.values()].sort((a, b) => a.sizeBytes - b.sizeBytes);
}
