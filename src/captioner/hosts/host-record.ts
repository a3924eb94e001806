import type { Clock } from '../../lib/clock.ts';
import type { DescribeTimings } from '../captioner.ts';
import { failureOfHost } from '../errors.ts';
import { createBreaker, pauses } from './breaker.ts';
import { type CapRange, createCap } from './cap.ts';
import { createModelAtHost, type ModelAtHost } from './model-at-host.ts';

/** What became of a picture at a host: where its time went, or the code of its failure. */
export type HostReport = { timings: DescribeTimings } | { code: string };

/** What a host was found to have, or that it did not answer. */
export type HostListing = { models: readonly { name: string; loaded: boolean }[] } | 'away';

export type HostRecord = ReturnType<typeof createHostRecord>;

/** What the gate knows of one model host: how busy and how quick it is, what it has, and whether it is well. */
export function createHostRecord(clock: Clock, start: number, range: CapRange) {
  const cap = createCap(start, range);
  const breaker = createBreaker(clock, pauses);
  const models = new Map<string, ModelAtHost>();
  let listed: ReadonlySet<string> | null = null;
  let held = 0;
  /** It could not be reached, and has not answered since. */
  let isAway = false;

  const breakersOf = (model: string) => [breaker, at(model).breaker];

  function at(model: string): ModelAtHost {
    const known = models.get(model) ?? createModelAtHost(clock);
    models.set(model, known);
    return known;
  }

  function take(model: string): void {
    held += 1;
    for (const one of breakersOf(model)) if (!one.isClosed()) one.trying();
  }

  /** Gives a place back; `null` where nobody knows what became of the picture. */
  function release(model: string, report: HostReport | null): void {
    const wasFull = held >= cap.now();
    held -= 1;
    if (report === null) for (const one of breakersOf(model)) one.triedNothing();
    else if ('code' in report) noteFailure(model, report.code);
    else noteSuccess(model, report.timings, wasFull);
  }

  function noteSuccess(model: string, timings: DescribeTimings, wasFull: boolean): void {
    isAway = false;
    cap.waited(timings.queueMs / at(model).took(timings), { wasFull });
    for (const one of breakersOf(model)) one.succeeded();
  }

  function noteFailure(model: string, code: string): void {
    const failure = failureOfHost(code);
    isAway = code === 'model-unreachable';
    if (code === 'out-of-memory') cap.ranOutOfMemory();
    // A picture's own failure says that the host is well.
    if (!failure) for (const one of breakersOf(model)) one.succeeded();
    else if (failure.isOfModel) {
      at(model).isLoaded(false);
      breaker.succeeded();
      at(model).breaker.failed(failure);
    } else {
      at(model).breaker.triedNothing();
      breaker.failed(failure);
    }
  }

  /** What it was found to have, or that it did not answer. */
  function note(listing: HostListing): void {
    if (listing === 'away') {
      isAway = true;
      return breaker.failed({ isSure: true });
    }
    // Also where a picture's end has said so meanwhile: the question was the trial, and is over.
    breaker.triedNothing({ isDue: isAway });
    isAway = false;
    listed = new Set(listing.models.map(({ name }) => name));
    for (const { name, loaded } of listing.models) at(name).isLoaded(loaded);
  }

  /** When a picture that begins now behind so many others would be done. */
  function finishMs(model: string, before: number, assumedPictureMs: number): number {
    const known = at(model);
    const atOnce = Math.max(1, cap.now() - 1);
    // Whoever is there already has it loaded.
    const loadingMs = held > 0 ? 0 : known.loadingMs();
    return loadingMs + ((before + 1) * (known.pictureMs() ?? assumedPictureMs)) / atOnce;
  }

  return {
    ...{ cap, take, release, note, finishMs },
    held: () => held,
    hasRoom: () => held < cap.now(),
    /** Whether it has a model; null where that could never be asked. */
    has: (model: string): boolean | null => listed?.has(model) ?? null,
    isWell: (model: string) => breakersOf(model).every((one) => one.isClosed()),
    /** Whether one picture may show that it is well again. */
    isDue: (model: string) => !isAway && breakersOf(model).every((one) => one.isClosed() || one.isDue()),
    /** Whether it is worth asking if it is there again; `asking` is told before, `note` or `answered` afterwards. */
    isToBeAsked: () => isAway && breaker.isDue(),
    asking: breaker.trying,
    answered(): void {
      isAway = false;
    },
    pictureMs: (model: string) => at(model).pictureMs(),
  };
}
