import { Hono } from 'hono';
import type { Env } from '../context.ts';
import { readAllFields } from '../form.ts';
import type { Parts } from '../parts.ts';
import { localPath } from '../request.ts';

export type RunDeedOptions = {
  /** Where to go afterwards, unless the form says where it was asked. */
  returnTo: (taskId: string) => string;
  /** "First" means before everybody's runs, and not only before the person's own. */
  beforeAll?: boolean;
};

/** What can be done with a run that has not ended: a person's own, and for administrators everybody's. */
export function runDeedRoutes({ generation }: Parts, options: RunDeedOptions): Hono<Env> {
  const deeds = {
    cancellation: generation.cancel,
    hold: generation.hold,
    continuation: generation.goOn,
    precedence: options.beforeAll ? generation.putBeforeAll : generation.putFirst,
  };
  const routes = new Hono<Env>();
  for (const [name, act] of Object.entries(deeds)) {
    routes.post(`/:id/${name}`, async (c) => {
      const id = c.req.param('id') ?? '';
      await act(c.var.user, id);
      const returnTo = (await readAllFields(c)).get('returnTo')?.at(-1);
      return c.redirect(localPath(returnTo, options.returnTo(id)), 303);
    });
  }
  return routes;
}
