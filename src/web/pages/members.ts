import { Hono } from 'hono';
import { z } from 'zod';
import { memberRemovalBody, membersBody } from '../../../templates/pages/members.ts';
import { AppError } from '../../lib/errors.ts';
import { type Sentence, say } from '../../lib/sentence.ts';
import type { OneTimeLink } from '../../users/links.ts';
import type { Env, PageContext } from '../context.ts';
import { readForm } from '../form.ts';
import type { Parts } from '../parts.ts';
import { renderPage } from '../render.ts';
import { ownOrigin } from '../request.ts';

const invitationForm = z.object({ role: z.enum(['admin', 'member']) });

/** Inviting people, helping who forgot a password, removing who leaves. */
export function membersPage(parts: Parts): Hono<Env> {
  const { members } = parts.users;
  return new Hono<Env>()
    .get('/', (c) => show(c, parts, null, doneSentences[c.req.query('done') ?? '']))
    .post('/invitations', async (c) => {
      const form = await readForm(c, invitationForm);
      if (!form.ok) throw new AppError('validation', say('people.unknownRole'));
      return show(c, parts, members.invite(c.var.user, form.values.role));
    })
    .post('/invitations/:id/removal', (c) => {
      members.takeBackInvitation(c.var.user, c.req.param('id'));
      return c.redirect('/admin/members?done=taken-back', 303);
    })
    .post('/:id/reset-link', (c) => show(c, parts, members.resetLink(c.var.user, c.req.param('id'))))
    .get('/:id/removal', (c) => {
      const { words } = c.var;
      const { id, name } = members.get(c.req.param('id'));
      const connections = parts.connections.list(id).length;
      const title = words.t('people.removeTitle', { name });
      return renderPage(c, parts, { title, body: memberRemovalBody(words, { id, name, connections }) });
    })
    .post('/:id/removal', async (c) => {
      await members.remove(c.var.user, c.req.param('id'));
      return c.redirect('/admin/members?done=removed', 303);
    });
}

const doneSentences: Record<string, Sentence> = {
  removed: say('people.removed'),
  'taken-back': say('people.takenBack'),
};

/** A link just made is part of the answer and of nothing else: only its hash is kept. */
function show(c: PageContext, parts: Parts, made: OneTimeLink | null, done?: Sentence) {
  const { words } = c.var;
  const { members } = parts.users;
  const link = made && {
    url: `${ownOrigin(c, parts)}/invitations/${made.token}`,
    expiresAtMs: made.expiresAtMs,
  };
  return renderPage(c, parts, {
    title: words.t('people.members'),
    body: membersBody(words, { members: members.list(), invitations: members.listInvitations(), link }),
    flash: done && { meaning: 'good', sentence: done },
  });
}
