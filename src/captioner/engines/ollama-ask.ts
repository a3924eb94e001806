import { AppError } from '../../lib/errors.ts';
import type { Ask, Manner } from '../question.ts';
import { ask } from './ask.ts';
import type { HostAccess } from './ollama-client.ts';
import type { Warmth } from './warmth.ts';
import type { DescribeLimits } from './watchdog.ts';

/**
 * The same for every call to a model: a difference in `num_ctx` makes the server load the model again, which throws
 * out whoever else is using it.
 */
export const loadOptions = { num_ctx: 4096 };

export type OllamaAskOptions = { access: HostAccess; limits: DescribeLimits; warmth: Warmth };

/** One question to an Ollama server, as patient as its model deserves: one that has to be loaded takes minutes. */
export function createOllamaAsk({ access, limits, warmth }: OllamaAskOptions): Ask {
  return async ({ model, messages, manner }, listener) => {
    try {
      const answer = await ask(
        access,
        { model, messages, options: { ...loadOptions, ...optionsOf(manner) } },
        {
          ...listener,
          limits: { ...limits, firstByteMs: warmth.firstByteMs(model) },
          onFirstByte: () => warmth.answered(model),
        },
      );
      warmth.took(answer.timings.promptMs + answer.timings.generateMs);
      return answer;
    } catch (thrown) {
      if (thrown instanceof AppError && thrown.category === 'resource') warmth.failed(model);
      throw thrown;
    }
  };
}

function optionsOf({ temperature, seed, repeatPenalty, mostTokens }: Manner) {
  return { temperature, seed, repeat_penalty: repeatPenalty, num_predict: mostTokens };
}
