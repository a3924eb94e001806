import type { HttpBindings } from '@hono/node-server';
import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response';
import type { Hono } from 'hono';
import type { Env } from './sandbox.ts';

const MARK = 'x-sandbox-withheld';

/** Stands for an answer that never comes. */
export function withheldAnswer(): Response {
  return new Response(null, { headers: { [MARK]: '1' } });
}

export function isWithheld(response: Response): boolean {
  return response.headers.has(MARK);
}

/**
 * The application's fetch with withheld answers kept back. Middleware copies responses, and the server recognises
 * RESPONSE_ALREADY_SENT only as itself, so it is put in at the very end.
 */
export function fetchOf(app: Hono<Env>) {
  return async (request: Request, bindings: unknown) => {
    const response = await app.fetch(request, bindings as HttpBindings);
    return isWithheld(response) ? RESPONSE_ALREADY_SENT : response;
  };
}
