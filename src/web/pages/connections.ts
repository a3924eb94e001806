import { Hono } from 'hono';
import { z } from 'zod';
import { connectionsBody } from '../../../templates/pages/connections.ts';
import type { Connection } from '../../connections/connections.ts';
import { AppError } from '../../lib/errors.ts';
import { type Sentence, say } from '../../lib/sentence.ts';
import type { Env } from '../context.ts';
import { readForm } from '../form.ts';
import type { Parts } from '../parts.ts';
import { connectionName, renderPage } from '../render.ts';
import { localPath } from '../request.ts';

const activeForm = z.object({ connectionId: z.string('connections.unknown'), returnTo: z.string().optional() });

/** The list of a person's connections, and switching the active one. */
export function connectionsPage(parts: Parts): Hono<Env> {
  return new Hono<Env>()
    .get('/', (c) => {
      const { words, connections, activeConnection } = c.var;
      const views = connections.map((connection) => viewOf(parts, connection, activeConnection?.id));
      const done = doneSentence(connections, c.req.query('connected'), c.req.query('disconnected'));
      return renderPage(c, parts, {
        title: words.t('connections.title'),
        body: connectionsBody(words, { connections: views }),
        flash: done && { meaning: 'good', sentence: done },
      });
    })
    .post('/active', async (c) => {
      const form = await readForm(c, activeForm);
      if (!form.ok) throw new AppError('validation', say('connections.unknown'));
      parts.connections.activate(c.var.user.id, form.values.connectionId);
      return c.redirect(localPath(form.values.returnTo), 303);
    });
}

function viewOf({ connections }: Parts, connection: Connection, activeId: string | undefined) {
  const { id, accountUrl, software, version, status, statusReason, createdAt } = connection;
  return {
    ...connectionName(connection),
    accountUrl,
    ...{ software, version, acceptance: connections.acceptance(connection) },
    isActive: id === activeId,
    isExpired: status === 'expired',
    reason: statusReason,
    createdAt,
  };
}

/** The addresses of these pages carry only an id; what is said comes from the rows. */
function doneSentence(connections: Connection[], connectedId?: string, disconnected?: string): Sentence | undefined {
  const connected = connections.find(({ id }) => id === connectedId);
  if (connected) return say('connections.connected', { handle: connected.handle });
  return disconnected === undefined ? undefined : say('connections.disconnected');
}
