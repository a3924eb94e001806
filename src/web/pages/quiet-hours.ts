import { Hono } from 'hono';
import { type QuietHoursView, type QuietValues, quietHoursBody } from '../../../templates/pages/quiet-hours.ts';
import { type Sentence, say } from '../../lib/sentence.ts';
import { quietHoursWish } from '../../publishing/quiet-hours.ts';
import type { Env, PageContext } from '../context.ts';
import { type FieldErrors, readAllFields, readForm } from '../form.ts';
import type { Parts } from '../parts.ts';
import { renderPage } from '../render.ts';

const usual = { from: '22:00', until: '07:00' };

const doneSentences: Record<string, Sentence> = {
  kept: say('quiet.saved'),
  none: say('quiet.savedNone'),
};

/** When nothing of a person's is published. */
export function quietHoursPage(parts: Parts): Hono<Env> {
  const { publishing } = parts;
  return new Hono<Env>()
    .get('/', (c) => {
      const hours = publishing.quietHours({ user: c.var.user });
      const timeZone = Intl.DateTimeFormat().resolvedOptions().timeZone;
      const values = { keeps: hours !== undefined, timeZone, ...usual, ...hours };
      return show(c, parts, { values, errors: {}, isNew: !hours, done: doneSentences[c.req.query('done') ?? ''] });
    })
    .post('/', async (c) => {
      const { user } = c.var;
      if (!(await readAllFields(c)).has('keeps')) {
        publishing.saveQuietHours({ user, hours: null });
        return c.redirect('/settings/quiet-hours?done=none', 303);
      }
      const form = await readForm(c, quietHoursWish);
      if (!form.ok) return show(c, parts, { values: typedValues(form.typed), errors: form.errors, isNew: false });
      publishing.saveQuietHours({ user, hours: form.values });
      return c.redirect('/settings/quiet-hours?done=kept', 303);
    });
}

function typedValues({ from = '', until = '', timeZone = '' }: Record<string, string>): QuietValues {
  return { keeps: true, from, until, timeZone };
}

type Shown = Pick<QuietHoursView, 'values' | 'isNew'> & { errors: FieldErrors; done?: Sentence | undefined };

function show(c: PageContext, parts: Parts, { done, ...view }: Shown) {
  const { words } = c.var;
  const body = quietHoursBody(words, { ...view, timeZones: timeZonesWith(view.values.timeZone) });
  const flash = done && { meaning: 'good' as const, sentence: done };
  const status = Object.keys(view.errors).length > 0 ? 422 : 200;
  return renderPage(c, parts, { title: words.t('quiet.title'), body, flash }, status);
}

/** All there are; a machine's own may go by an older name. */
function timeZonesWith(chosen: string): string[] {
  return [...new Set([...Intl.supportedValuesOf('timeZone'), 'UTC', chosen])].filter(Boolean).sort();
}
