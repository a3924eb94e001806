import { AppError } from '../lib/errors.ts';
import { say } from '../lib/sentence.ts';
import { readRetryAt, retryAtOrDefault } from './rate-limit.ts';

/** What an answer that is no success means: the code that the error carries. */
export type AnswerCode = keyof typeof meanings;

/*
 * Codes of the errors that leave this room, with those of a fetch (unreachable, timeout, too-large) and of links
 * (not-yours, other-server, not-a-post-link).
 */
const meanings = {
  // The person must reconnect or talk to their server.
  'token-dead': ['authentication', 'platforms.tokenDead'],
  'scope-missing': ['authentication', 'platforms.scopeMissing'],
  'account-blocked': ['authentication', 'platforms.accountBlocked'],
  // Try later.
  'rate-limited': ['platform', 'platforms.rateLimited'],
  'server-trouble': ['platform', 'platforms.serverTrouble'],
  'bad-answer': ['platform', 'platforms.badAnswer'],
  // Trying again is pointless.
  gone: ['validation', 'platforms.gone'],
  'not-changed': ['validation', 'platforms.notChanged'],
  invalid: ['validation', 'platforms.invalid'],
  'no-such-page': ['validation', 'platforms.noSuchPage'],
} as const satisfies Record<string, [AppError['category'], string]>;

export type FailedAnswer = {
  status: number;
  headers: Headers;
  body: string;
  host: string;
  nowMs: number;
  /** How long to wait after a 429 that does not say; without it a minute. */
  pauseMs?: number | undefined;
  /** For a server that answers one thing for several reasons, by what it was asked. */
  method?: string;
  path?: string;
};

/** What an answer means on a server whose statuses say something else than they should; null: what it usually means. */
export type ErrorReader = (answer: FailedAnswer, message: string | null) => AnswerCode | null;

const scopeTexts =
  /outside the authorized scopes|insufficient_scope|insufficient scope permission|insufficient permissions|PERMISSION_DENIED/i;
const accountTexts =
  /login is currently disabled|pending approval|confirmed e-?mail|suspended|account (is|has) mov|moving|RESTRICTED_BY_ROLE/i;
const needsPersonText = /requires an authenticated user/i;
const notChangedText = /status was not changed/i;

/**
 * An answer that is not a success, as an AppError. Known texts count before the status, because servers disagree about
 * the statuses. https://docs.joinmastodon.org/api/guidelines/ and the sources of the servers.
 */
export function classifyAnswer(answer: FailedAnswer, readError?: ErrorReader): AppError {
  const message = messageOf(answer.body);
  const code = readError?.(answer, message) ?? usualMeaning(answer.status, message);
  const [category, name] = meanings[code];
  const retryAtMs = retryAtOf(code, answer);
  return new AppError(category, say(name, { host: answer.host, answer: message ?? String(answer.status) }), {
    code,
    cause: `${answer.status} ${answer.body.slice(0, 500)}`,
    ...(retryAtMs !== null && { retryAtMs }),
  });
}

function usualMeaning(status: number, message: string | null): AnswerCode {
  if (status === 429) return 'rate-limited';
  if (status >= 500 || status === 408 || status === 425) return 'server-trouble';
  if (status < 400) return 'bad-answer';
  if (message === null) return meaningWithoutWords(status);
  if (scopeTexts.test(message)) return 'scope-missing';
  if (status === 401 || needsPersonText.test(message)) return 'token-dead';
  if (status === 403 && accountTexts.test(message)) return 'account-blocked';
  if (status === 404 || status === 410) return 'gone';
  if (status === 422 && notChangedText.test(message)) return 'not-changed';
  return 'invalid';
}

/** Not the API speaking but a proxy or an error page: only the plainest statuses mean what they say. */
function meaningWithoutWords(status: number): AnswerCode {
  if (status === 401) return 'token-dead';
  return status === 404 || status === 410 ? 'no-such-page' : 'server-trouble';
}

function retryAtOf(code: AnswerCode, { headers, nowMs, pauseMs }: FailedAnswer): number | null {
  if (code === 'rate-limited') return retryAtOrDefault(headers, nowMs, pauseMs);
  return code === 'server-trouble' ? readRetryAt(headers, nowMs) : null;
}

/** The server's own words from its JSON error body; null when it is no such body. */
function messageOf(body: string): string | null {
  const parsed = parseJson(body);
  if (typeof parsed !== 'object' || parsed === null) return null;
  const words = ['error', 'error_description', 'message'].flatMap((name) => {
    const value: unknown = Reflect.get(parsed, name);
    const holder = typeof value === 'object' && value !== null ? value : undefined;
    return holder ? ['code', 'message'].flatMap((inner) => textIn(holder, inner)) : textIn(parsed, name);
  });
  return words.join(': ').slice(0, 200);
}

function textIn(holder: object, name: string): string[] {
  const value: unknown = Reflect.get(holder, name);
  return typeof value === 'string' ? [value] : [];
}

/** The parsed text, or undefined when it is not JSON. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** A success whose content is not what the API promises. */
export function badAnswer(host: string, cause: unknown): AppError {
  return new AppError('platform', say('platforms.badAnswer', { host }), { code: 'bad-answer', cause });
}

/** What a fetch threw. The guarded fetch has translated already; a plain one has not. */
export function networkError(host: string, thrown: unknown): AppError {
  if (thrown instanceof AppError) return thrown;
  return new AppError('platform', say('platforms.unreachable', { host }), { code: 'unreachable', cause: thrown });
}

const unclearCodes = new Set(['server-trouble', 'unreachable', 'timeout', 'bad-answer', 'too-large']);

/** Whether the server may have done what was asked although this came back. */
export function leavesDoubt(error: AppError): boolean {
  return error.code === undefined || unclearCodes.has(error.code);
}
