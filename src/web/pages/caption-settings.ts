import { Hono } from 'hono';
import { captionSettingsBody } from '../../../templates/pages/caption-settings.ts';
import type { RunFormValues } from '../../../templates/pages/run-settings.ts';
import type { Connection } from '../../connections/connections.ts';
import { resetSettings, saveSettings } from '../../generation/saved-settings.ts';
import { type Sentence, say } from '../../lib/sentence.ts';
import type { Env, PageContext } from '../context.ts';
import type { FieldErrors } from '../form.ts';
import type { Parts } from '../parts.ts';
import { connectionName, renderPage } from '../render.ts';
import { readRunForm, runConnection, settingsErrors, valuesOf, wishOf } from '../run-form.ts';

const doneSentences: Record<string, Sentence> = {
  saved: say('generate.saved'),
  defaults: say('generate.defaultsBack'),
};

/** What every run of a connection starts from. */
export function captionSettingsPage(parts: Parts): Hono<Env> {
  const { generation, connections } = parts;
  const ownConnection = (c: PageContext) => connections.get(c.var.user.id, c.req.param('id') ?? '');

  return new Hono<Env>()
    .get('/:id', (c) => {
      const connection = ownConnection(c);
      const settings = generation.settingsFor(c.var.user, runConnection(connection));
      const done = doneSentences[c.req.query('done') ?? ''];
      return show(c, parts, connection, valuesOf(settings), {}, done);
    })
    .post('/:id', async (c) => {
      const connection = ownConnection(c);
      const { values } = await readRunForm(c);
      const owner = { userId: c.var.user.id, connection: runConnection(connection) };
      try {
        saveSettings(parts, owner, wishOf(values));
      } catch (thrown) {
        return show(c, parts, connection, values, settingsErrors(thrown));
      }
      return c.redirect(`/settings/connections/${connection.id}?done=saved`, 303);
    })
    .post('/:id/defaults', (c) => {
      const connection = ownConnection(c);
      resetSettings(parts, { userId: c.var.user.id, connection: runConnection(connection) });
      return c.redirect(`/settings/connections/${connection.id}?done=defaults`, 303);
    });
}

function show(
  c: PageContext,
  parts: Parts,
  connection: Connection,
  values: RunFormValues,
  errors: FieldErrors,
  done?: Sentence,
) {
  const { words } = c.var;
  const { descriptionLimit } = runConnection(connection).instance;
  const view = { connection: connectionName(connection), values, errors, descriptionLimit };
  return renderPage(
    c,
    parts,
    {
      title: words.t('generate.settingsTitle'),
      body: captionSettingsBody(words, view),
      flash: done && { meaning: 'good', sentence: done },
    },
    Object.keys(errors).length > 0 ? 422 : 200,
  );
}
