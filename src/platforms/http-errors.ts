import { AppError } from '../lib/errors.ts';
import { say } from '../lib/sentence.ts';
import { readRetryAt, retryAtOrDefault } from './rate-limit.ts';

/*
 * Codes of the errors that leave this room:
 * token-dead, scope-missing, account-blocked      the person must reconnect or talk to their server
 * rate-limited (with retryAtMs), server-trouble,
 * unreachable, timeout, bad-answer, too-large     try later
 * gone, not-yours, other-server, not-a-post-link,
 * invalid, no-such-page, not-changed              trying again is pointless
 */

export type FailedAnswer = { status: number; headers: Headers; body: string; host: string; nowMs: number };

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
export function classifyAnswer(answer: FailedAnswer): AppError {
  const { status, host } = answer;
  const message = messageOf(answer.body);
  const error = (category: AppError['category'], code: string, name: string, retryAtMs?: number | null) =>
    new AppError(category, say(name, { host, answer: message ?? String(status) }), {
      code,
      cause: `${status} ${answer.body.slice(0, 500)}`,
      ...(retryAtMs != null && { retryAtMs }),
    });

  if (status === 429)
    return error('platform', 'rate-limited', 'platforms.rateLimited', retryAtOrDefault(answer.headers, answer.nowMs));
  if (status >= 500 || status === 408 || status === 425) {
    return error('platform', 'server-trouble', 'platforms.serverTrouble', readRetryAt(answer.headers, answer.nowMs));
  }
  if (status < 400) return error('platform', 'bad-answer', 'platforms.badAnswer');
  if (message === null) return withoutMessage(status, error);
  if (scopeTexts.test(message)) return error('authentication', 'scope-missing', 'platforms.scopeMissing');
  if (status === 401 || needsPersonText.test(message))
    return error('authentication', 'token-dead', 'platforms.tokenDead');
  if (status === 403 && accountTexts.test(message))
    return error('authentication', 'account-blocked', 'platforms.accountBlocked');
  if (status === 404 || status === 410) return error('validation', 'gone', 'platforms.gone');
  if (status === 422 && notChangedText.test(message)) return error('validation', 'not-changed', 'platforms.notChanged');
  return error('validation', 'invalid', 'platforms.invalid');
}

/** Not the API speaking but a proxy or an error page: only the plainest statuses mean what they say. */
function withoutMessage(
  status: number,
  error: (category: AppError['category'], code: string, name: string) => AppError,
): AppError {
  if (status === 401) return error('authentication', 'token-dead', 'platforms.tokenDead');
  if (status === 404 || status === 410) return error('validation', 'no-such-page', 'platforms.noSuchPage');
  return error('platform', 'server-trouble', 'platforms.serverTrouble');
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
