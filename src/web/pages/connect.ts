import { Hono, type MiddlewareHandler } from 'hono';
import { z } from 'zod';
import { type ConnectView, connectBody, leavingBody } from '../../../templates/pages/connections.ts';
import type { Departure } from '../../connections/connections.ts';
import { AppError } from '../../lib/errors.ts';
import { type Sentence, say } from '../../lib/sentence.ts';
import type { Env, PageContext } from '../context.ts';
import { type FieldErrors, fieldErrors, readForm } from '../form.ts';
import type { Parts } from '../parts.ts';
import { renderPage } from '../render.ts';
import { ownOrigin } from '../request.ts';

const server = z.string('connections.serverMissing').trim().min(1, 'connections.serverMissing').max(300);
const connectForm = z.object({ server });
const tokenForm = z.object({
  server,
  // What no token has in it, a line end above all, would only fail as a header, in an error that quotes the whole.
  token: z
    .string('connections.tokenMissing')
    .trim()
    .min(1, 'connections.tokenMissing')
    .max(4000, 'connections.tokenOdd')
    .regex(/^[\x21-\x7E]+$/, 'connections.tokenOdd'),
});

/** Connecting an account: naming the server, consent there and the way back, or a pasted token. */
export function connectPages(parts: Parts, limit: MiddlewareHandler<Env>): Hono<Env> {
  const { connections } = parts;
  return new Hono<Env>()
    .get('/new', (c) => {
      const allowed = c.req.query('allowed');
      const done = allowed && parts.allowedHosts.includes(allowed) && say('connections.allowed', { host: allowed });
      return show(c, parts, { typed: { server: c.req.query('server') ?? '' }, ...(done && { done }) });
    })
    .post('/', limit, async (c) => {
      const form = await readForm(c, connectForm);
      const typed = { server: form.typed.server ?? '' };
      if (!form.ok) return show(c, parts, { typed, errors: form.errors });
      try {
        const wish = { userId: c.var.user.id, server: form.values.server, origin: ownOrigin(c, parts) };
        return leave(c, parts, await connections.start(wish));
      } catch (thrown) {
        return refuse(c, parts, thrown, typed, {});
      }
    })
    .post('/tokens', limit, async (c) => {
      const form = await readForm(c, tokenForm);
      const typed = { server: form.typed.server ?? '', token: '' };
      if (!form.ok) return show(c, parts, { typed, errors: form.errors });
      try {
        const { id } = await connections.addToken({ userId: c.var.user.id, ...form.values });
        // What waited for a token goes on.
        parts.publishing.resume(id);
        return c.redirect(`/connections?connected=${id}`, 303);
      } catch (thrown) {
        return refuse(c, parts, thrown, typed, { 'token-dead': 'token', 'scope-missing': 'token' });
      }
    })
    .get('/callback', limit, async (c) => {
      try {
        const wish = { userId: c.var.user.id, callbackUrl: c.req.url, origin: ownOrigin(c, parts) };
        const { id } = await connections.finish(wish);
        // What waited for a token goes on.
        parts.publishing.resume(id);
        return c.redirect(`/connections?connected=${id}`, 303);
      } catch (thrown) {
        return refuse(c, parts, thrown, {}, {});
      }
    });
}

type Shown = { typed: Record<string, string>; errors?: FieldErrors; refused?: ConnectView['refused']; done?: Sentence };

function show(c: PageContext, parts: Parts, { typed, errors = {}, refused = null, done }: Shown) {
  const { words } = c.var;
  const isWrong = refused !== null || Object.keys(errors).length > 0;
  return renderPage(
    c,
    parts,
    {
      title: words.t('connections.connect'),
      body: connectBody(words, { typed, errors, refused }),
      flash: done && { meaning: 'good', sentence: done },
    },
    isWrong ? 422 : 200,
  );
}

/** The form again, with what is wrong at its field. A private address gets the offer to allow it. */
function refuse(
  c: PageContext,
  parts: Parts,
  thrown: unknown,
  typed: Record<string, string>,
  fields: Record<string, string>,
) {
  const errors = fieldErrors(thrown, fields, 'server');
  const isPrivate = thrown instanceof AppError && thrown.code === 'private-address';
  const host = isPrivate ? thrown.sentence.values?.host : undefined;
  if (host === undefined) return show(c, parts, { typed, errors });
  return show(c, parts, { typed, refused: { host: String(host), mayAllow: c.var.user.role === 'admin' } });
}

/**
 * A page that goes on by itself, unless there is something to read before. Not a redirect: browsers hold `form-action`
 * against redirects too, and ours lets forms lead to our own pages only.
 */
function leave(c: PageContext, parts: Parts, { url, cautions, isUnproven }: Departure) {
  const { words } = c.var;
  const { host } = new URL(url);
  if (!isUnproven) c.header('refresh', `0; url=${url}`);
  return renderPage(c, parts, {
    title: words.t('connections.leavingTitle', { host }),
    body: leavingBody(words, { url, host, cautions }),
  });
}
