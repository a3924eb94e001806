import type { ErrorHandler, NotFoundHandler } from 'hono';
import type { ContentfulStatusCode } from 'hono/utils/http-status';
import { flashPartial } from '../../../templates/components/notice.ts';
import { errorBody } from '../../../templates/pages/error.ts';
import { AppError, describeCause, toErrorRecord } from '../../lib/errors.ts';
import { say } from '../../lib/sentence.ts';
import type { Env, PageContext } from '../context.ts';
import type { Parts } from '../parts.ts';
import { answerHtml, renderPage } from '../render.ts';
import { isLive } from '../request.ts';

const byCode: Record<string, ContentfulStatusCode> = {
  'not-found': 404,
  'signed-out': 401,
  forbidden: 403,
  'foreign-origin': 403,
  throttled: 429,
  'too-large-request': 413,
  'rate-limited': 503,
};
const byCategory: Record<AppError['category'], ContentfulStatusCode> = {
  validation: 422,
  authentication: 403,
  platform: 502,
  resource: 503,
};

/** The status that says the same as the error. */
export function statusOf(error: AppError): ContentfulStatusCode {
  return byCode[error.code ?? ''] ?? byCategory[error.category];
}

/** The one place where a request's trouble ends: a sentence for the person, the cause for the log, one id for both. */
export function errors(parts: Parts): ErrorHandler<Env> {
  return (thrown, c) => {
    const record = toErrorRecord(thrown);
    const status = thrown instanceof AppError ? statusOf(thrown) : 500;
    const level = status >= 500 ? 'error' : 'info';
    const { requestId } = c.var;
    parts.log[level]({ event: 'request.refused', requestId, code: record.code, why: describeCause(thrown) });
    if (record.retryAtMs !== undefined) {
      c.header('retry-after', String(Math.max(1, Math.ceil((record.retryAtMs - parts.clock.now()) / 1000))));
    }
    return answer(c, parts, record.sentence, status);
  };
}

export function notFound(parts: Parts): NotFoundHandler<Env> {
  return (c) => answer(c, parts, say('web.notFound'), 404);
}

function answer(c: PageContext, parts: Parts, sentence: ReturnType<typeof say>, status: ContentfulStatusCode) {
  // Trouble before the session was read, such as a body that is too large.
  if (!c.var.words) c.set('words', parts.words.for());
  const { words, requestId } = c.var;
  if (isLive(c)) return answerHtml(c, flashPartial(words, { meaning: 'wrong', sentence }), status);
  if (c.req.header('accept')?.startsWith('application/json')) {
    return c.json({ error: words.sentence(sentence), requestId }, status);
  }
  const title = words.t(status === 404 ? 'web.notFoundTitle' : 'web.errorTitle');
  return renderPage(c, parts, { title, body: errorBody(words, { sentence, requestId, status }) }, status);
}
