import type { AnswerCode, ErrorReader } from '../http-errors.ts';

/** The stable codes of Misskey's errors. Their statuses changed: 12 and its forks answer 400 and 403 to most. */
const meanings = new Map<string, AnswerCode>([
  ['AUTHENTICATION_FAILED', 'token-dead'],
  ['CREDENTIAL_REQUIRED', 'token-dead'],
  ['PERMISSION_DENIED', 'scope-missing'],
  ['YOUR_ACCOUNT_SUSPENDED', 'account-blocked'],
  ['YOUR_ACCOUNT_MOVED', 'account-blocked'],
  ['RESTRICTED_BY_ROLE', 'account-blocked'],
  ['ROLE_PERMISSION_DENIED', 'account-blocked'],
  ['RATE_LIMIT_EXCEEDED', 'rate-limited'],
  ['INTERNAL_ERROR', 'server-trouble'],
  ['NO_SUCH_NOTE', 'gone'],
  ['NO_SUCH_FILE', 'gone'],
  ['UNKNOWN_API_ENDPOINT', 'no-such-page'],
]);

/** By the code, which stands before the words. */
export const readMisskeyError: ErrorReader = (_answer, message) => meanings.get(message?.split(':')[0] ?? '') ?? null;
