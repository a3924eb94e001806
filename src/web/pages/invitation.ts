import { Hono } from 'hono';
import { z } from 'zod';
import { invitationBody } from '../../../templates/pages/entrance.ts';
import type { Env, PageContext } from '../context.ts';
import { writeSessionCookie } from '../cookies.ts';
import { type FieldErrors, fieldErrors, readForm } from '../form.ts';
import type { Parts } from '../parts.ts';
import { renderPage } from '../render.ts';
import { visitOf } from '../request.ts';

const invitationForm = z.object({ name: z.string().optional(), password: z.string().optional() });
const titles = { member: 'people.joinTitle', reset: 'people.resetTitle', 'sign-in': 'people.linkTitle' };

/** The page behind a one-time link: joining, a new password, or signing in. */
export function invitationPage(parts: Parts): Hono<Env> {
  const { users } = parts;

  const show = (c: PageContext, token: string, typed: Record<string, string>, errors: FieldErrors = {}) => {
    const { words } = c.var;
    const { invitation, user } = users.readInvitation(token);
    const purpose = invitation.purpose === 'setup' ? 'member' : invitation.purpose;
    const body = invitationBody(words, { token, purpose, name: user?.name ?? null, typed, errors });
    const status = Object.keys(errors).length > 0 ? 422 : 200;
    return renderPage(c, parts, { title: words.t(titles[purpose]), body }, status);
  };

  return new Hono<Env>()
    .get('/:token', (c) => show(c, c.req.param('token'), {}))
    .post('/:token', async (c) => {
      const token = c.req.param('token');
      const form = await readForm(c, invitationForm);
      if (!form.ok) return show(c, token, form.typed, form.errors);
      try {
        const entered = await users.acceptInvitation({ token, ...form.values, visit: visitOf(c) });
        // Who was signed in here as somebody else is not any more.
        const former = c.var.visitor;
        if (former) users.sessions.end(former.user.id, former.session.id);
        writeSessionCookie(c, parts, entered.token);
      } catch (thrown) {
        return show(c, token, form.typed, fieldErrors(thrown, { name: 'name' }, 'password'));
      }
      return c.redirect('/', 303);
    });
}
