import type { Context, MiddlewareHandler } from 'hono';
import type { FaultRule } from './faults.ts';
import type { Env, Sandbox } from './sandbox.ts';
import { withheldAnswer } from './withheld.ts';

/** Lets the fault that concerns the request strike, or lets the request through. */
export function injectFaults({ faults, world }: Sandbox): MiddlewareHandler<Env> {
  return async (c, next) => {
    const { method, path, account, body } = c.var.entry;
    const rule = faults.take({ method, path, account, body });
    if (!rule) return next();
    c.var.entry.fault = rule.fault;
    if (rule.fault === 'half-written') return next();
    if (rule.fault === 'slow') {
      await world.clock.sleep(rule.ms);
      return next();
    }
    if (rule.fault === 'timeout-after-write' || rule.fault === 'reset-after-write') {
      await next();
      if (rule.fault === 'reset-after-write') c.env.incoming.socket.destroy();
      c.res = withheldAnswer();
      return;
    }
    return answer(c, rule, world.clock.now());
  };
}

function answer(c: Context<Env>, rule: FaultRule, nowMs: number): Response {
  switch (rule.fault) {
    case 'status':
      return made(rule.code, rule.body ?? '', rule.headers ?? {});
    case 'html-500':
      return made(500, '<!doctype html><title>500</title><h1>Internal Server Error</h1>', {
        'content-type': 'text/html',
      });
    case '429':
      return made(429, { error: 'Too many requests' }, rateHeaders(rule, nowMs));
    case 'reset':
      c.env.incoming.socket.destroy();
      return withheldAnswer();
    default:
      return withheldAnswer();
  }
}

function rateHeaders(rule: { resetInMs?: number; retryAfterSeconds?: number }, nowMs: number): Record<string, string> {
  return {
    ...(rule.resetInMs !== undefined && {
      'X-RateLimit-Limit': '300',
      'X-RateLimit-Remaining': '0',
      'X-RateLimit-Reset': new Date(nowMs + rule.resetInMs).toISOString(),
    }),
    ...(rule.retryAfterSeconds !== undefined && { 'Retry-After': String(rule.retryAfterSeconds) }),
  };
}

function made(status: number, body: string | object, headers: Record<string, string>): Response {
  if (typeof body === 'string') return new Response(body, { status, headers });
  return Response.json(body, { status, headers });
}
