import { AppError, type ErrorCategory } from '../lib/errors.ts';
import { say } from '../lib/sentence.ts';

type ErrorKind = {
  category: ErrorCategory;
  sentence: string;
  /** Whether the same request may well succeed a little later. */
  isTransient: boolean;
};

const transient = (sentence: string): ErrorKind => ({ category: 'resource', sentence, isTransient: true });
const lasting = (sentence: string): ErrorKind => ({ category: 'resource', sentence, isTransient: false });
const ofPicture = (sentence: string): ErrorKind => ({ category: 'validation', sentence, isTransient: false });

/** Everything that can go wrong between a picture and its description; the keys are the stable codes. */
const kinds = {
  'model-unreachable': transient('captioner.modelUnreachable'),
  'model-busy': transient('captioner.modelBusy'),
  'model-silent': transient('captioner.modelSilent'),
  'model-stalled': transient('captioner.modelStalled'),
  'model-stopped': transient('captioner.modelStopped'),
  'model-error': transient('captioner.modelError'),
  'load-stalled': transient('captioner.loadStalled'),
  'out-of-memory': transient('captioner.outOfMemory'),
  'model-missing': lasting('captioner.modelMissing'),
  'model-unsupported': lasting('captioner.modelUnsupported'),
  'model-access': lasting('captioner.modelAccess'),
  'not-vision': lasting('captioner.notVision'),
  'not-ollama': lasting('captioner.notOllama'),
  'request-refused': lasting('captioner.requestRefused'),
  'request-too-large': lasting('captioner.requestTooLarge'),
  'no-such-model': lasting('captioner.noSuchModel'),
  'pull-failed': transient('captioner.pullFailed'),
  'image-undecodable': ofPicture('captioner.imageUndecodable'),
  'context-exceeded': ofPicture('captioner.contextExceeded'),
  empty: ofPicture('captioner.empty'),
  'only-thought': ofPicture('captioner.onlyThought'),
  repetition: ofPicture('captioner.repetition'),
  refusal: ofPicture('captioner.refusal'),
} satisfies Record<string, ErrorKind>;

export type CaptionerErrorCode = keyof typeof kinds;

/** Who failed at what, for the sentence; `speaks`: a server that is not Ollama. */
export type ErrorPlace = { host: string; model: string; speaks?: 'openai' };

/** What is said otherwise of a server that is not Ollama. */
const ofEndpoint: Partial<Record<CaptionerErrorCode, string>> = {
  'model-unreachable': 'captioner.endpointUnreachable',
  'model-stopped': 'captioner.endpointStopped',
  'model-unsupported': 'captioner.endpointUnsupported',
  'model-access': 'captioner.endpointAccess',
  'model-missing': 'captioner.endpointMissing',
  'not-ollama': 'captioner.notEndpoint',
  'no-such-model': 'captioner.endpointPull',
};

export function captionerError(code: CaptionerErrorCode, { speaks, ...place }: ErrorPlace, cause?: unknown): AppError {
  const { category, sentence, isTransient } = kinds[code];
  return new AppError(category, say((speaks && ofEndpoint[code]) ?? sentence, place), {
    code,
    isLasting: !isTransient,
    ...(cause !== undefined && { cause }),
  });
}

/** An answer that went round in circles. Its words may be a person's own, so they are no cause for a log. */
export function loopError(place: ErrorPlace, text: string): AppError {
  return captionerError('repetition', place, `repetition: an answer of ${text.length} characters so far`);
}

/** Whether it is the server's trouble or the settings', not the picture's. */
export function isHostTrouble(code: string | undefined): boolean {
  if (code === undefined || !(code in kinds)) return false;
  const { category, isTransient } = kinds[code as CaptionerErrorCode];
  return category === 'resource' && (!isTransient || wholeHost.has(code));
}

/** Whether the host has to be waited for, rather than asked with the next picture. */
export const isHostAway = (code: string | undefined): boolean => code !== undefined && wholeHost.has(code);

/** Temporary, and yet of the host; the other temporary ones can come from a single picture that a model chokes on. */
const wholeHost = new Set(['model-unreachable', 'model-busy', 'load-stalled', 'out-of-memory']);

/** Whether the same picture may well be described elsewhere: the fault is not, or need not be, its own. */
export function isWorthAnotherHost(code: string | undefined): boolean {
  return code !== undefined && code in kinds && kinds[code as CaptionerErrorCode].category === 'resource';
}

/**
 * What a failure says of the host it happened at: nothing (null) where the picture itself is to blame. `isSure`: the
 * next picture would fail there as well; `isOfModel`: another model may be well there.
 */
export function failureOfHost(code: string | undefined): { isSure: boolean; isOfModel: boolean } | null {
  if (code === undefined || !(code in kinds)) return null;
  const { category, isTransient } = kinds[code as CaptionerErrorCode];
  if (category !== 'resource' || code === 'request-too-large') return null;
  const isSure = code !== 'model-busy' && (!isTransient || wholeHost.has(code));
  return { isSure, isOfModel: !ofServer.has(code) };
}

/** Of the server whatever the model; the other troubles of a host may be of one model. */
const ofServer = new Set(['model-unreachable', 'model-busy', 'model-access', 'not-ollama']);
