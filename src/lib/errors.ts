import { type Sentence, say } from './sentence.ts';

/** What kind of trouble it is; the retry policy and the pages decide by it. */
export type ErrorCategory = 'authentication' | 'platform' | 'resource' | 'validation';

export type AppErrorOptions = {
  /** The foreign error or detail that belongs in the log and never on a page. */
  cause?: unknown;
  /** UTC milliseconds before which another try is pointless (a server's Retry-After or rate limit reset). */
  retryAtMs?: number;
  /** Waiting does not help: it stays as it is until somebody changes something. Without it, a category's usual waits. */
  isLasting?: boolean;
  /** A stable word for code that must tell cases apart: `gone`, `conflict`, `rate-limited`, `unreachable`, … */
  code?: string;
};

/**
 * The one error of the program. Adapters translate foreign errors into it at their edge; nothing above an adapter
 * knows an HTTP status or a library's error class.
 */
export class AppError extends Error {
  override readonly name = 'AppError';
  readonly category: ErrorCategory;
  readonly sentence: Sentence;
  readonly retryAtMs: number | undefined;
  readonly code: string | undefined;
  readonly isLasting: boolean;

  constructor(category: ErrorCategory, sentence: Sentence, options: AppErrorOptions = {}) {
    super(sentence.key, options.cause === undefined ? undefined : { cause: options.cause });
    this.category = category;
    this.sentence = sentence;
    this.retryAtMs = options.retryAtMs;
    this.code = options.code;
    this.isLasting = options.isLasting ?? false;
  }
}

/** An AppError as plain data: survives a worker's message port, where own fields of an Error are lost. */
export type ErrorRecord = {
  category: ErrorCategory;
  sentence: Sentence;
  retryAtMs?: number;
  code?: string;
  isLasting?: boolean;
  log?: string;
};

/**
 * Any thrown value as an ErrorRecord. What is not an AppError is our own fault: a resource error without detail for
 * the person, with the stack for the log.
 */
export function toErrorRecord(thrown: unknown): ErrorRecord {
  if (!(thrown instanceof AppError)) {
    return { category: 'resource', sentence: say('errors.unexpected'), code: 'unexpected', log: describeCause(thrown) };
  }
  return {
    category: thrown.category,
    sentence: thrown.sentence,
    ...(thrown.retryAtMs !== undefined && { retryAtMs: thrown.retryAtMs }),
    ...(thrown.code !== undefined && { code: thrown.code }),
    ...(thrown.isLasting && { isLasting: true }),
    ...(thrown.cause !== undefined && { log: describeCause(thrown.cause) }),
  };
}

/** A thrown value and its chain of causes in one line for the log. */
export function describeCause(thrown: unknown): string {
  if (!(thrown instanceof Error)) return String(thrown);
  const text = thrown.stack ?? `${thrown.name}: ${thrown.message}`;
  return thrown.cause === undefined ? text : `${text} <- ${describeCause(thrown.cause)}`;
}
