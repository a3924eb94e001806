import type { Captioner, DescribeOptions, DescribeRequest, Description } from '../../captioner/captioner.ts';
import { captionerError, isHostTrouble, isWorthAnotherHost } from '../../captioner/errors.ts';
import type { Clock } from '../../lib/clock.ts';
import { toErrorRecord } from '../../lib/errors.ts';
import type { Tell } from './events.ts';
import type { Tools } from './tools.ts';
import { throttleWords } from './words.ts';

export type DescribingMeans = {
  /** The model hosts, by their names at the gate; the gate says which of them a picture goes to. */
  captioners: ReadonlyMap<string, Pick<Captioner, 'describe'>>;
  clock: Clock;
};

/** `whole` ends the describing at once; `ahead` lets what is at the model finish and begins nothing. */
export type DescribingStops = { whole: AbortSignal; ahead: AbortSignal };

/** A prepared picture and what its description shall be. `language` as it is told: `und` where it is not known. */
export type Subject = {
  imageId: string;
  bytes: Uint8Array;
  remake: NonNullable<DescribeOptions['remake']>;
  language: string;
  request: DescribeRequest;
  /** See `requestKeyOf`; of a draft that may be recalled. */
  requestKey?: string;
};

/** What went wrong at a host; `host` is null where none was left that has the model. */
type Failure = { host: string | null; thrown: unknown };

/**
 * Describes one picture: takes a slot of a model host, tells the words as they come and then the draft. Where the host
 * fails, the picture goes to another at once: to each of them when the trouble is the host's, and to one more when the
 * picture may be to blame. With no other host a model that broke off in the middle is asked once more: it is started
 * again, or shows that its host is away.
 */
export async function describePicture(
  subject: Subject,
  means: DescribingMeans,
  slot: Tools['slot'],
  tell: Tell,
  stops: DescribingStops,
): Promise<void> {
  const hosts = [...means.captioners.keys()];
  const failures: Failure[] = [];
  for (let wanted = hosts; wanted.length > 0; wanted = hostsAfter(failures, hosts)) {
    const failure = await describeAt(wanted, subject, means, slot, tell, stops);
    if (!failure) return;
    if (stops.whole.aborted || failure.thrown === stops.ahead.reason) throw failure.thrown;
    if (failure.host === null) break;
    failures.push(failure);
  }
  throw (
    mostHopeful(failures) ?? captionerError('model-missing', { host: hosts.join(', '), model: subject.request.model })
  );
}

/** Where the picture may still go. */
function hostsAfter(failures: Failure[], hosts: string[]): string[] {
  const code = codeOf(failures.at(-1));
  if (!isWorthAnotherHost(code)) return [];
  const others = hosts.filter((host) => failures.every((failure) => failure.host !== host));
  if (isHostTrouble(code)) return others;
  if (failures.filter((failure) => !isHostTrouble(codeOf(failure))).length > 1) return [];
  return others.length > 0 || code !== 'model-stopped' ? others : hosts;
}

/**
 * Of several reasons the one that may pass by itself: what is to be waited for is not given up. What the picture may be
 * to blame for it would meet at the host that is waited for as well.
 */
function mostHopeful(failures: Failure[]): unknown {
  const last = failures.at(-1);
  if (!isHostTrouble(codeOf(last))) return last?.thrown;
  const away = failures.find((failure) => codeOf(failure) === 'model-unreachable');
  return (away ?? last)?.thrown;
}

const codeOf = (failure: Failure | undefined) => (failure ? toErrorRecord(failure.thrown).code : undefined);

/** Answers what went wrong, if anything did. */
async function describeAt(
  hosts: string[],
  subject: Subject,
  { captioners, clock }: DescribingMeans,
  slot: Tools['slot'],
  tell: Tell,
  { whole, ahead }: DescribingStops,
): Promise<Failure | null> {
  const { imageId, bytes, remake, request } = subject;
  const place = await slot({ hosts, model: request.model }, ahead);
  const captioner = place && captioners.get(place.host);
  if (!captioner) return { host: null, thrown: undefined };
  const words = throttleWords(clock, (text) => tell({ type: 'words', imageId, text }));
  try {
    const description = await captioner.describe(bytes, request, { signal: whole, onText: words.say, remake });
    words.finish();
    place.release({ timings: description.timings });
    tell(draftedOf(subject, description));
    return null;
  } catch (thrown) {
    words.finish();
    const { code } = toErrorRecord(thrown);
    place.release(whole.aborted || code === undefined ? null : { code });
    return { host: place.host, thrown };
  }
}

function draftedOf({ imageId, language, requestKey }: Subject, description: Description) {
  const { text, raw, model, promptVersion, findings, timings, changedRetry } = description;
  const draft = { text, raw, model, promptVersion, language, findings, timings, changedRetry };
  return { type: 'drafted', imageId, ...draft, isReused: false, ...(requestKey && { requestKey }) } as const;
}
