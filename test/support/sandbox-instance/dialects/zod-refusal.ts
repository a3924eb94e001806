import type { ContentfulStatusCode } from 'hono/utils/http-status';
import { Refusal } from '../refusal.ts';

/** Hollo's answer to input its schema does not accept. */
export function zodRefusal(status: ContentfulStatusCode, field: string, message: string): Refusal {
  const issues = [{ code: 'custom', path: field ? [field] : [], message }];
  return new Refusal(status, { error: 'invalid_request', zod_error: { name: 'ZodError', issues } });
}
