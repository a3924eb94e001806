import { Hono } from 'hono';
import { limitsBody } from '../../../templates/pages/limits.ts';
import { limitRanges, settings } from '../../config.ts';
import { type Sentence, say } from '../../lib/sentence.ts';
import type { LimitName, LimitValues } from '../../monitoring/limits.ts';
import type { Env, PageContext } from '../context.ts';
import { type FieldErrors, readAllFields } from '../form.ts';
import type { Parts } from '../parts.ts';
import { renderPage } from '../render.ts';

/** The limits of the program, changed while it runs. An empty field is the configured value again. */
export function limitsPage(parts: Parts): Hono<Env> {
  const { limits } = parts;
  return new Hono<Env>()
    .get('/', (c) => {
      const done = c.req.query('done') === 'saved' ? say('limits.saved') : undefined;
      return show(c, parts, { typed: asTyped(limits.changed()), errors: {}, done });
    })
    .post('/', async (c) => {
      const fields = await readAllFields(c);
      const typed = Object.fromEntries([...fields].map(([name, values]) => [name, values.at(-1)?.trim() ?? '']));
      const { values, errors } = readLimits(typed);
      if (Object.keys(errors).length > 0) return show(c, parts, { typed, errors });
      limits.change({ userId: c.var.user.id, values });
      return c.redirect('/admin/limits?done=saved', 303);
    });
}

type Shown = { typed: Record<string, string>; errors: FieldErrors; done?: Sentence | undefined };

function show(c: PageContext, parts: Parts, { typed, errors, done }: Shown) {
  const { words } = c.var;
  const { configured } = parts.limits;
  return renderPage(
    c,
    parts,
    {
      title: words.t('limits.title'),
      body: limitsBody(words, { typed, errors, configured, ranges: limitRanges }),
      flash: done && { meaning: 'good', sentence: done },
    },
    Object.keys(errors).length > 0 ? 422 : 200,
  );
}

const names = Object.keys(limitRanges) as LimitName[];

function asTyped(changed: Partial<LimitValues>): Record<string, string> {
  return Object.fromEntries(Object.entries(changed).map(([name, value]) => [name, String(value)]));
}

/** What was typed, by the rules of the configuration. */
function readLimits(typed: Record<string, string>) {
  const values: Partial<LimitValues> = {};
  const errors: FieldErrors = {};
  for (const name of names) {
    const text = typed[name] ?? '';
    if (text === '') continue;
    const parsed = settings[name].type.safeParse(text);
    const [min, max] = limitRanges[name];
    if (parsed.success) values[name] = parsed.data;
    else errors[name] = say('limits.outOfRange', { min, max });
  }
  return { values, errors };
}
