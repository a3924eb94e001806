/**
 * UTC milliseconds that a `Retry-After` header asks to wait for: seconds from now, or a date (RFC 9110 §10.2.3).
 * Undefined without a header that can be read.
 */
export function retryAfterMs(header: string | null, nowMs: number): number | undefined {
  if (header === null || header.trim() === '') return undefined;
  const at = /^\s*\d+\s*$/.test(header) ? nowMs + Number(header) * 1000 : Date.parse(header);
  return Number.isNaN(at) ? undefined : Math.max(at, nowMs);
}
