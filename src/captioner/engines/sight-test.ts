import { Buffer } from 'node:buffer';
import type { Clock } from '../../lib/clock.ts';
import { AppError } from '../../lib/errors.ts';
import { inTime } from '../../lib/in-time.ts';
import { captionerError, type ErrorPlace } from '../errors.ts';
import type { Ask } from '../question.ts';

/** A red square of 64 px. */
const redSquare = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAEAAAABACAMAAACdt4HsAAAAA1BMVEXcFBQXnfKmAAAACXBIWXMAAAPoAAAD6AG1e1JrAAAAG0lEQVRYw+3BgQAAAADDoPlT3+AEVQEAAAB8AxBAAAEZszF2AAAAAElFTkSuQmCC',
  'base64',
);

export type SightTestOptions = {
  ask: Ask;
  clock: Clock;
  /** How long the model may take. */
  longestMs: number;
  /** How long whoever wants to know waits for it. */
  patienceMs: number;
};

/** How long the trouble that a test met stands for an answer. */
const troubleForMs = 60_000;

/**
 * Finds out which models see, with one question each however many want to know. What answers with `model-busy` is still
 * under way; a test that met trouble rejects with it, and is made again a while later.
 */
export function createSightTest({ ask, clock, longestMs, patienceMs }: SightTestOptions) {
  const tests = new Map<string, Promise<boolean>>();

  function testOf(place: ErrorPlace): Promise<boolean> {
    const { model } = place;
    const known = tests.get(model);
    if (known) return known;
    const test = seesRed(ask, model, AbortSignal.timeout(longestMs)).catch((thrown) => isBlind(thrown, place));
    tests.set(model, test);
    test.catch(() => void clock.sleep(troubleForMs).then(() => tests.delete(model)));
    return test;
  }

  return async function sees(place: ErrorPlace): Promise<boolean> {
    const answer = await inTime(patienceMs, testOf(place), clock);
    if (answer === null) throw captionerError('model-busy', place);
    return answer;
  };
}

/** Not to see is an answer, whatever the words; anything else is none. */
function isBlind(thrown: unknown, place: ErrorPlace): false {
  if (!(thrown instanceof AppError)) throw captionerError('model-silent', place, thrown);
  if (thrown.code !== 'not-vision') throw thrown;
  return false;
}

/** Whether a model sees: asked once for the colour of a known picture. Rejects with what kept it from answering. */
async function seesRed(ask: Ask, model: string, signal: AbortSignal): Promise<boolean> {
  const content = 'Which single colour fills this picture? Answer with one English word.';
  const question = {
    model,
    messages: [{ role: 'user' as const, content, images: [new Uint8Array(redSquare)] }],
    manner: { temperature: 0, seed: 11, repeatPenalty: 1, mostTokens: 20 },
  };
  const { text } = await ask(question, { signal, onText: () => {} });
  return /\bred\b/i.test(text);
}
