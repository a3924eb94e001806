import { Hono } from 'hono';
import { z } from 'zod';
import { signInBody } from '../../../templates/pages/entrance.ts';
import type { Env, PageContext } from '../context.ts';
import { dropSessionCookie, writeSessionCookie } from '../cookies.ts';
import { type FieldErrors, fieldErrors, readForm } from '../form.ts';
import type { Parts } from '../parts.ts';
import { renderPage } from '../render.ts';
import { localPath, visitOf } from '../request.ts';

const signInForm = z.object({
  name: z.string('people.nameMissing').trim().min(1, 'people.nameMissing'),
  password: z.string('people.passwordMissing').min(1, 'people.passwordMissing'),
  next: z.string().optional(),
});

export function signInPage(parts: Parts): Hono<Env> {
  const show = (c: PageContext, typed: Record<string, string>, errors: FieldErrors = {}) => {
    const { words } = c.var;
    const body = signInBody(words, { typed, errors, next: localPath(typed.next) });
    const status = Object.keys(errors).length > 0 ? 422 : 200;
    return renderPage(c, parts, { title: words.t('people.signInTitle'), body }, status);
  };

  return new Hono<Env>()
    .get('/', (c) => {
      const next = c.req.query('next');
      return c.var.visitor ? c.redirect(localPath(next), 303) : show(c, next === undefined ? {} : { next });
    })
    .post('/', async (c) => {
      const form = await readForm(c, signInForm);
      if (!form.ok) return show(c, form.typed, form.errors);
      const { name, password, next } = form.values;
      try {
        const { token } = await parts.users.signIn({ name, password, visit: visitOf(c) });
        writeSessionCookie(c, parts, token);
      } catch (thrown) {
        return show(c, form.typed, fieldErrors(thrown, {}, 'password'));
      }
      return c.redirect(localPath(next), 303);
    });
}

/** Ends the session, here and in every stream that was opened with it. */
export function signOutPage(parts: Parts): Hono<Env> {
  return new Hono<Env>().post('/', (c) => {
    const { user, session } = c.var;
    parts.users.sessions.end(user.id, session.id);
    dropSessionCookie(c, parts);
    c.header('clear-site-data', '"cache"');
    return c.redirect('/sign-in', 303);
  });
}
