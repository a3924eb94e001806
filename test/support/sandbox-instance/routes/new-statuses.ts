import { Hono } from 'hono';
import { requireUser } from '../authority.ts';
import { publish } from '../posting.ts';
import { textField } from '../request-body.ts';
import type { Env, Sandbox } from '../sandbox.ts';
import { statusJson } from '../status-json.ts';

/** What a person posts from an app of hers: words only, counted in the budget that edits count in. */
export function newStatusRoutes(sandbox: Sandbox): Hono<Env> {
  const { world, limiter } = sandbox;
  return new Hono<Env>().post('/api/v1/statuses', (c) => {
    const owner = requireUser(sandbox, c, 'write:statuses');
    const { body, visit } = c.var;
    limiter.write(visit);
    return c.json(statusJson(world, publish(world, owner, { text: textField(body, 'status') ?? '' })));
  });
}
