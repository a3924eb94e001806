import type { DescribeTimings } from '../captioner.ts';

/** What a server says of its own work. */
export type ServerTimes = { promptMs: number; generateMs: number };

type Moments = { startedAt: number; firstAt: number; endedAt: number; times: ServerTimes | null };

/**
 * Where the time of an answer went. A server that does not say itself is taken to wait for what its first word came
 * later than its quickest first word so far.
 */
export function createOpenaiTimes() {
  const quickest = new Map<string, number>();
  return {
    of(model: string, { startedAt, firstAt, endedAt, times }: Moments): DescribeTimings {
      const totalMs = endedAt - startedAt;
      const firstMs = Math.max(0, firstAt - startedAt);
      const usualMs = Math.min(quickest.get(model) ?? firstMs, firstMs);
      quickest.set(model, usualMs);
      const { promptMs, generateMs } = times ?? { promptMs: usualMs, generateMs: Math.max(0, endedAt - firstAt) };
      const rounded = { promptMs: Math.round(promptMs), generateMs: Math.round(generateMs) };
      const queueMs = Math.max(0, totalMs - rounded.promptMs - rounded.generateMs);
      return { totalMs, loadMs: 0, ...rounded, queueMs };
    },
  };
}
