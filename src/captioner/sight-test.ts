import { Buffer } from 'node:buffer';
import type { Ask } from './question.ts';

/** A red square of 64 px. */
const redSquare = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAEAAAABACAMAAACdt4HsAAAAA1BMVEXcFBQXnfKmAAAACXBIWXMAAAPoAAAD6AG1e1JrAAAAG0lEQVRYw+3BgQAAAADDoPlT3+AEVQEAAAB8AxBAAAEZszF2AAAAAElFTkSuQmCC',
  'base64',
);

/** Whether a model sees: asked once for the colour of a known picture. Rejects with what kept it from answering. */
export async function seesRed(ask: Ask, model: string, signal: AbortSignal): Promise<boolean> {
  const content = 'Which single colour fills this picture? Answer with one English word.';
  const question = {
    model,
    messages: [{ role: 'user' as const, content, images: [new Uint8Array(redSquare)] }],
    manner: { temperature: 0, seed: 11, repeatPenalty: 1, mostTokens: 20 },
  };
  const { text } = await ask(question, { signal, onText: () => {} });
  return /\bred\b/i.test(text);
}
