/** A server that says "come back in a hundred years" must not stop a run for good. */
const longestWaitMs = 6 * 3_600_000;

/**
 * UTC milliseconds that a `Retry-After` header asks to wait for: seconds from now, or a date (RFC 9110 §10.2.3);
 * at most six hours from now. Undefined without a header that can be read.
 */
export function retryAfterMs(header: string | null, nowMs: number): number | undefined {
  if (header === null || header.trim() === '') return undefined;
  const at = /^\s*\d+\s*$/.test(header) ? nowMs + Number(header) * 1000 : Date.parse(header);
  return Number.isNaN(at) ? undefined : Math.min(Math.max(at, nowMs), nowMs + longestWaitMs);
}
