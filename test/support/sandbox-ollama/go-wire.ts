/** How Ollama's Go server writes and reads small things. */

const escapes: Record<string, string> = { '<': '\\u003c', '>': '\\u003e', '&': '\\u0026' };

/** JSON as Go's encoder writes it: HTML's special characters escaped. */
export function goJson(value: unknown): string {
  return JSON.stringify(value).replace(/[<>&]/g, (character) => escapes[character] ?? character);
}

/** A moment as Go prints it (RFC 3339 with nanoseconds). */
export function goTime(atMs: number): string {
  return new Date(atMs).toISOString().replace('Z', '000000Z');
}

export const nanoseconds = (ms: number): number => Math.round(ms * 1e6);

const unitMs: Record<string, number> = { ns: 1e-6, us: 1e-3, ms: 1, s: 1000, m: 60_000, h: 3_600_000 };

/**
 * `keep_alive` in milliseconds: numbers are seconds, strings need a unit, anything negative means for ever.
 * Answers undefined when it was not given and an error text when Go would refuse it.
 */
export function parseKeepAlive(value: unknown): number | undefined | { error: string } {
  if (value === undefined || value === null) return undefined;
  if (typeof value === 'number') return value < 0 ? Number.POSITIVE_INFINITY : value * 1000;
  if (typeof value !== 'string') return { error: 'keep_alive: invalid duration' };
  const match = /^(-?)((?:\d+(?:\.\d+)?(?:ns|us|ms|s|m|h))+)$/.exec(value);
  if (!match) return { error: `time: missing unit in duration ${JSON.stringify(value)}` };
  if (match[1] === '-') return Number.POSITIVE_INFINITY;
  const parts = (match[2] ?? '').matchAll(/(\d+(?:\.\d+)?)(ns|us|ms|s|m|h)/g);
  return [...parts].reduce((sum, [, amount, unit]) => sum + Number(amount) * (unitMs[unit ?? ''] ?? 0), 0);
}
