import { Hono } from 'hono';
import { z } from 'zod';
import { AppError } from '../../lib/errors.ts';
import { say } from '../../lib/sentence.ts';
import type { Env } from '../context.ts';
import { readForm } from '../form.ts';
import type { Parts } from '../parts.ts';

const hostForm = z.object({ host: z.string().min(1).max(300), server: z.string().max(300).optional() });

/** Allowing a server at a private address, from the very page where it was refused. */
export function allowedHostsPage({ allowedHosts }: Parts): Hono<Env> {
  return new Hono<Env>().post('/', async (c) => {
    const form = await readForm(c, hostForm);
    if (!form.ok) throw new AppError('validation', say('connections.badHost', { host: form.typed.host ?? '' }));
    const { host, server = host } = form.values;
    allowedHosts.allow({ userId: c.var.user.id, host });
    const query = new URLSearchParams({ server, allowed: host });
    return c.redirect(`/connections/new?${query}`, 303);
  });
}
