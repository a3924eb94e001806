import { readFileSync } from 'node:fs';
import { captionerError } from '../errors.ts';
import type { Ask, Manner } from '../question.ts';

/** A red circle, a blue square to its right, and a word below; `scripts/draw-trial-picture.mjs` draws it. */
export const trialPicture = new Uint8Array(readFileSync(new URL('./trial-picture.png', import.meta.url)));

const question =
  'Which shapes are in this picture, of which colours, and which word is written in it? Answer in one short sentence.';
const manner: Manner = { temperature: 0, seed: 11, repeatPenalty: 1.05, mostTokens: 120 };

const facts = [
  /\bred\b/i,
  /\b(circle|circular|round|disc|disk|dot|ball)\b/i,
  /\bblue\b/i,
  /\b(square|rectang\w*|box)\b/i,
];
const word = /alt\W?wright/i;
/** Streets and skies are red and blue too: a model that makes something up may hit two. */
const leastFacts = 3;

/** Whether an answer names what only somebody knows who has seen the trial picture. */
export function hasSeen(answer: string): boolean {
  return word.test(answer) || facts.filter((fact) => fact.test(answer)).length >= leastFacts;
}

/**
 * Shows a model a known picture. Servers may drop a picture without a word, and the model then makes something up that
 * reads well. Loads the model as `describe` does, so that the first picture need not. Rejects as `Ask` does, and with
 * `empty` where nothing was said.
 */
export async function looksAtTrial(ask: Ask, place: { host: string; model: string }, signal: AbortSignal) {
  const messages = [{ role: 'user' as const, content: question, images: [trialPicture] }];
  const { text } = await ask({ model: place.model, messages, manner }, { signal, onText: () => {} });
  if (!/\p{L}/u.test(text)) throw captionerError('empty', place, text);
  return hasSeen(text);
}
