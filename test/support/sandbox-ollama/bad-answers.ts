import type { Fault } from './faults.ts';
import { describe, languageAskedFor, toTokens } from './texts.ts';

/** What the model would have said in health, and what it was told. */
type Healthy = { text: string; prompt: string };

const inCircles = [' the', ' red', ' house', ' and'];

/** What a model says that is not well: the pieces of it, by the kind of fault. */
const badAnswers: Partial<Record<Fault['kind'], (healthy: Healthy) => string[]>> = {
  loop: () => Array.from({ length: 10_000 }, (_, at) => inCircles[at % inCircles.length] ?? ''),
  'loop-silent-end': () => ['A', ...Array.from({ length: 30 }, () => ' very')],
  empty: () => [],
  'thinking-only': () => [],
  whitespace: () => ['\n', ' ', '\n'],
  refusal: () => toTokens("I'm sorry, but I can't help with describing this image."),
  'fenced-json': ({ text }) => toTokens(`\`\`\`json\n${JSON.stringify({ alt_text: text })}\n\`\`\``),
  'prompt-echo': ({ prompt }) => toTokens(prompt.slice(0, 300)),
  // What small models do with screenshots and signs: a text that stands nowhere in the picture.
  invented: ({ text }) => toTokens(`${text} A sign on the wall reads “GRAND OPENING SALE 1987”.`),
  'wrong-language': ({ text, prompt }) =>
    toTokens(describe(text, languageAskedFor(prompt) === 'de' ? 'in French' : 'in German')),
  // An old server drops the picture without a word, and the model makes something up.
  blind: () => toTokens('People walk along a busy street with small shops on both sides on a sunny afternoon.'),
};

/** Undefined where the fault leaves the words as they are. */
export function badAnswer(fault: Fault | undefined, healthy: Healthy): string[] | undefined {
  if (fault?.kind === 'say') return toTokens(fault.text);
  return fault && badAnswers[fault.kind]?.(healthy);
}
