import type { ContentfulStatusCode } from 'hono/utils/http-status';
import { Refusal } from './refusal.ts';

type Kind = 'client' | 'server' | 'permission';

/** An error as Misskey's API tells it; `code` is what clients go by, `id` names the very place in its source. */
export function misskeyError(code: string, message: string, id: string, kind: Kind = 'client', info?: object) {
  return { error: { message, code, id, kind, ...(info && { info }) } };
}

export function misskeyRefusal(status: ContentfulStatusCode, ...error: Parameters<typeof misskeyError>): Refusal {
  return new Refusal(status, misskeyError(...error));
}

export const rateLimitExceeded = misskeyError(
  'RATE_LIMIT_EXCEEDED',
  'Rate limit exceeded. Please try again later.',
  'd5826d14-3982-4d2e-8011-b9e9f02499ef',
);

export function invalidParam(param: string, reason: string): Refusal {
  const id = '3d81ceae-475f-4600-b2a8-2bc116157532';
  return misskeyRefusal(400, 'INVALID_PARAM', 'Invalid param.', id, 'client', { param, reason });
}
