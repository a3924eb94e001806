import { AppError } from './errors.ts';
import { type Sentence, say } from './sentence.ts';

/** Codes of Node, OpenSSL and undici by what they mean to a person. */
const unknownName = new Set(['ENOTFOUND', 'EAI_AGAIN', 'EAI_NODATA', 'EAI_NONAME', 'ENODATA']);
const tooLate = new Set(['ETIMEDOUT', 'UND_ERR_CONNECT_TIMEOUT', 'UND_ERR_HEADERS_TIMEOUT', 'UND_ERR_BODY_TIMEOUT']);
const brokenOff = new Set(['ECONNRESET', 'EPIPE', 'ECONNABORTED', 'UND_ERR_SOCKET']);
const certificate =
  /^(ERR_TLS_|ERR_SSL_|CERT_|EPROTO$|DEPTH_ZERO_|SELF_SIGNED|UNABLE_TO_|HOSTNAME_MISMATCH|INVALID_CA|PATH_LENGTH)/;
const unreadable = /^(HPE_|HTTPParserError|Z_|ERR__ERROR_FORMAT|ERR_PADDING|UND_ERR_HEADERS_OVERFLOW|UND_ERR_RES_)/;

/** A platform error of the network: `code` is what callers tell cases apart by. */
export function netError(code: string, sentence: Sentence, cause?: unknown): AppError {
  return new AppError('platform', sentence, { code, ...(cause !== undefined && { cause }) });
}

/** The far end took longer than allowed. */
export function timeoutError(host: string, timeoutMs: number, cause?: unknown): AppError {
  const count = Math.max(1, Math.round(timeoutMs / 1000));
  return netError('timeout', say('net.timeout', { host, count }), cause);
}

/** The answer has more bytes than allowed, as sent or once unpacked. */
export function tooLargeError(host: string, maxBytes: number): AppError {
  const megabytes = Math.round(maxBytes / 100_000) / 10;
  return netError('too-large', say('net.tooLarge', { host, megabytes }));
}

/** Whether the connection broke; a kept-alive one may have been closed by the far end while the request was leaving. */
export function isBrokenConnection(thrown: unknown): boolean {
  return brokenOff.has(codeOf(thrown));
}

/** What undici, Node or Deno threw, as the program's own error. `timeoutMs`: the limit of the phase it happened in. */
export function translateNetError(thrown: unknown, host: string, timeoutMs: number): AppError {
  const own = findAppError(thrown);
  if (own) return own;
  const code = codeOf(thrown);
  const unreachable = (sentence: string) => netError('unreachable', say(sentence, { host }), thrown);
  if (tooLate.has(code)) return timeoutError(host, timeoutMs, thrown);
  if (unknownName.has(code)) return unreachable('net.unknownName');
  if (code === 'ECONNREFUSED') return unreachable('net.refused');
  // Deno's own TLS reports no code, only this text.
  if (certificate.test(code) || /peer certificate/i.test(messageOf(thrown))) return unreachable('net.certificate');
  if (brokenOff.has(code)) return unreachable('net.brokenOff');
  if (unreadable.test(code)) return netError('bad-answer', say('net.unreadable', { host }), thrown);
  return unreachable('net.unreachable');
}

/** A refusal inside the connect lookup arrives here as it was thrown or as somebody's cause. */
function findAppError(thrown: unknown): AppError | undefined {
  for (let error = thrown; error instanceof Error; error = error.cause) if (error instanceof AppError) return error;
  return undefined;
}

/** undici's parser errors may have no code, only their name. */
function codeOf(thrown: unknown): string {
  if (!(thrown instanceof Error)) return '';
  return 'code' in thrown && typeof thrown.code === 'string' ? thrown.code : thrown.name;
}

function messageOf(thrown: unknown): string {
  return thrown instanceof Error ? thrown.message : '';
}
