import { Hono } from 'hono';
import { z } from 'zod';
import { setUpBody, setUpDoneBody } from '../../../templates/pages/entrance.ts';
import type { Env, PageContext } from '../context.ts';
import { writeSessionCookie } from '../cookies.ts';
import { type FieldErrors, fieldErrors, readForm } from '../form.ts';
import type { Parts } from '../parts.ts';
import { renderPage } from '../render.ts';
import { requestOrigin, visitOf } from '../request.ts';

const setUpForm = z.object({
  name: z.string().default(''),
  password: z.string().default(''),
  address: z.string().default(''),
});

/** The page behind the link that the first start prints. */
export function setUpPage(parts: Parts): Hono<Env> {
  const { users, publicAddress } = parts;

  const show = (c: PageContext, token: string, typed: Record<string, string>, errors: FieldErrors = {}) => {
    const fixedAddress = publicAddress.isFixed ? publicAddress.current() : null;
    return renderPage(
      c,
      parts,
      {
        title: c.var.words.t('people.setUpTitle'),
        body: setUpBody(c.var.words, { token, typed, errors, fixedAddress }),
      },
      Object.keys(errors).length > 0 ? 422 : 200,
    );
  };

  return new Hono<Env>()
    .get('/:token', (c) => {
      const token = c.req.param('token');
      users.checkSetUpLink(token);
      return show(c, token, { address: guessOrigin(c, parts) });
    })
    .post('/:token', async (c) => {
      const token = c.req.param('token');
      const form = await readForm(c, setUpForm);
      if (!form.ok) return show(c, token, form.typed, form.errors);
      const { name, password, address } = form.values;
      try {
        users.checkSetUpLink(token);
        const origin = publicAddress.isFixed ? null : publicAddress.check(address);
        const inside = origin === null ? undefined : () => publicAddress.confirm(origin);
        const { token: sessionToken } = await users.setUp({ token, name, password, visit: visitOf(c), inside });
        return welcome(c, parts, sessionToken);
      } catch (thrown) {
        const fields = { name: 'name', password: 'password', address: 'address' };
        return show(c, token, form.typed, fieldErrors(thrown, fields, 'name'));
      }
    });
}

/** Signs the administrator in, if she came by the address she confirmed; a cookie set here is not seen there. */
function welcome(c: PageContext, parts: Parts, sessionToken: string) {
  const address = parts.publicAddress.current() ?? '';
  const here = c.req.header('origin') ?? requestOrigin(c, parts);
  if (here === address) {
    writeSessionCookie(c, parts, sessionToken);
    return c.redirect('/', 303);
  }
  const { words } = c.var;
  return renderPage(c, parts, { title: words.t('people.setUpTitle'), body: setUpDoneBody(words, { address }) });
}

/** Only a suggestion that the person confirms, hence the proxy's word is good enough. */
function guessOrigin(c: PageContext, parts: Parts): string {
  const proto = c.req.header('x-forwarded-proto');
  const origin = requestOrigin(c, parts);
  return proto === 'https' ? origin.replace(/^http:/, 'https:') : origin;
}
