import { Hono } from 'hono';
import { z } from 'zod';
import { settingsBody } from '../../../templates/pages/settings.ts';
import { AppError } from '../../lib/errors.ts';
import { type Sentence, say } from '../../lib/sentence.ts';
import type { Env, PageContext } from '../context.ts';
import { type FieldErrors, fieldErrors, readForm } from '../form.ts';
import type { Parts } from '../parts.ts';
import { renderPage } from '../render.ts';

const passwordForm = z.object({
  current: z.string('people.passwordMissing').min(1, 'people.passwordMissing'),
  next: z.string('people.passwordMissing').min(1, 'people.passwordMissing'),
});

/** A person's own settings: password, devices, language. */
export function settingsPage(parts: Parts): Hono<Env> {
  const { users, words } = parts;
  const languageForm = z.object({ language: z.enum(words.languages) });

  return new Hono<Env>()
    .get('/', (c) => show(c, parts, {}, doneSentences[c.req.query('done') ?? '']))
    .post('/password', async (c) => {
      const form = await readForm(c, passwordForm);
      if (!form.ok) return show(c, parts, form.errors);
      const { user, session, address } = c.var;
      try {
        await users.changePassword({ user, ...form.values, sessionId: session.id, address });
      } catch (thrown) {
        return show(c, parts, fieldErrors(thrown, { password: 'next' }, 'current'));
      }
      return c.redirect('/settings?done=password', 303);
    })
    .post('/language', async (c) => {
      const form = await readForm(c, languageForm);
      if (!form.ok) throw new AppError('validation', say('people.unknownLanguage'));
      users.changeLanguage(c.var.user.id, form.values.language);
      return c.redirect('/settings?done=saved', 303);
    })
    .post('/sessions/others/removal', (c) => {
      users.sessions.endAll(c.var.user.id, c.var.session.id);
      return c.redirect('/settings?done=session', 303);
    })
    .post('/sessions/:id/removal', (c) => {
      if (!users.sessions.end(c.var.user.id, c.req.param('id'))) return c.notFound();
      return c.redirect('/settings?done=session', 303);
    });
}

const doneSentences: Record<string, Sentence> = {
  password: say('people.passwordChanged'),
  saved: say('people.saved'),
  session: say('people.sessionEnded'),
};

function show(c: PageContext, parts: Parts, errors: FieldErrors, done?: Sentence) {
  const { words, user, session, connections } = c.var;
  const nowMs = parts.clock.now();
  const names = new Intl.DisplayNames(words.language, { type: 'language' });
  const languages = parts.words.languages.map((value) => ({ value, label: names.of(value) ?? value }));
  const sessions = parts.users.sessions.list(user.id).map((one) => ({ ...one, isCurrent: one.id === session.id }));
  const ofConnections = connections.map(({ id, handle }) => ({
    href: `/settings/connections/${id}`,
    label: words.t('generate.settingsOf', { handle }),
  }));
  const links = [...ofConnections, { href: '/settings/quiet-hours', label: words.t('quiet.title') }];
  const view = { typed: {}, errors, nowMs, language: user.language, languages, sessions, links };
  return renderPage(
    c,
    parts,
    {
      title: words.t('people.settings'),
      body: settingsBody(words, view),
      flash: done && { meaning: 'good', sentence: done },
    },
    Object.keys(errors).length > 0 ? 422 : 200,
  );
}
