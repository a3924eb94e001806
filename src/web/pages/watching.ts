import { Hono } from 'hono';
import { z } from 'zod';
import { findActiveScheduled, findWatch, listEndedScheduled, type WatchRow } from '../../../db/watches.ts';
import { progressSentence } from '../../../templates/pages/run-sentence.ts';
import { type WatchingView, type WatchValues, watchingBody } from '../../../templates/pages/watching.ts';
import type { Connection } from '../../connections/connections.ts';
import type { ModelOverview } from '../../generation/models.ts';
import { watchWish } from '../../generation/watching.ts';
import { type Sentence, say } from '../../lib/sentence.ts';
import type { Env, PageContext } from '../context.ts';
import { type FieldErrors, readForm } from '../form.ts';
import type { Parts } from '../parts.ts';
import { connectionName, renderPage } from '../render.ts';
import { runStatusOf } from '../run-view.ts';
import { warningPath } from './publishing-warning.ts';

const ticked = z
  .string()
  .optional()
  .transform((value) => value !== undefined);

/** An empty field is no number. */
const typedNumber = (message: string, number: z.ZodType<number, number>) =>
  z.string(message).trim().regex(/^\d+$/, message).transform(Number).pipe(number);

const watchForm = watchWish.extend({
  isWatching: ticked,
  publishesUnasked: ticked,
  patienceMinutes: typedNumber('watching.patienceRange', watchWish.shape.patienceMinutes),
  nightlyPictures: typedNumber('watching.nightlyRange', watchWish.shape.nightlyPictures),
  nightHour: typedNumber('watching.hourRange', watchWish.shape.nightHour),
});

const doneSentences: Record<string, Sentence> = {
  on: say('watching.savedOn'),
  off: say('watching.saved'),
};

/** What is described for a connection without being asked. */
export function watchingPage(parts: Parts): Hono<Env> {
  const { connections, models, reader } = parts;
  const ownConnection = (c: PageContext) => connections.get(c.var.user.id, c.req.param('id') ?? '');

  return new Hono<Env>()
    .get('/:id/watching', async (c) => {
      const connection = ownConnection(c);
      const overview = await models.overview();
      const values = valuesOf(findWatch(reader, connection.id), overview);
      return show(c, parts, {
        connection,
        overview,
        values,
        errors: {},
        done: doneSentences[c.req.query('done') ?? ''],
      });
    })
    .post('/:id/watching', async (c) => {
      const connection = ownConnection(c);
      const form = await readForm(c, watchForm);
      const overview = await models.overview();
      const errors = { ...modelError(overview, form.typed.model), ...(form.ok ? {} : form.errors) };
      if (!form.ok || Object.keys(errors).length > 0) {
        return show(c, parts, { connection, overview, values: valuesTyped(form.typed), errors });
      }
      parts.watching.save({ userId: c.var.user.id, connectionId: connection.id }, form.values);
      const isOn = form.values.isWatching || form.values.nightlyPictures > 0;
      return c.redirect(nextPath(c, parts, connection.id, form.values.publishesUnasked, isOn), 303);
    });
}

/** What an edit does on the server must be known before the first one, also where nobody is asked later. */
function nextPath(c: PageContext, { publishing }: Parts, connectionId: string, publishes: boolean, isOn: boolean) {
  const path = `/connections/${connectionId}/watching?done=${isOn ? 'on' : 'off'}`;
  const { isAccepted } = publishing.warning({ user: c.var.user, connectionId });
  return publishes && !isAccepted ? warningPath(connectionId, path) : path;
}

const installedOf = (overview: ModelOverview) =>
  overview.kind === 'ready' ? overview.models.map(({ name }) => name) : [];

function modelError(overview: ModelOverview, model: string | undefined): FieldErrors {
  if (overview.kind === 'unreachable') return { model: overview.error.sentence };
  if (overview.kind === 'none') return { model: say('models.none') };
  return installedOf(overview).some((name) => name === model) ? {} : { model: say('watching.modelMissing') };
}

function valuesOf(watch: WatchRow | undefined, overview: ModelOverview): WatchValues {
  const chosen = overview.kind === 'ready' ? overview.chosen : '';
  return {
    isWatching: watch?.isWatching ?? false,
    patienceMinutes: String(watch?.patienceMinutes ?? 60),
    nightlyPictures: String(watch?.nightlyPictures ?? 0),
    nightHour: String(watch?.nightHour ?? 2),
    publishesUnasked: (watch?.publishesUnaskedSince ?? null) !== null,
    model: installedOf(overview).find((name) => name === watch?.model) ?? chosen,
  };
}

function valuesTyped(typed: Record<string, string>): WatchValues {
  const text = (name: keyof WatchValues) => typed[name] ?? '';
  return {
    isWatching: typed.isWatching !== undefined,
    patienceMinutes: text('patienceMinutes'),
    nightlyPictures: text('nightlyPictures'),
    nightHour: text('nightHour'),
    publishesUnasked: typed.publishesUnasked !== undefined,
    model: text('model'),
  };
}

type Shown = {
  connection: Connection;
  overview: ModelOverview;
  values: WatchValues;
  errors: FieldErrors;
  done?: Sentence | undefined;
};

function show(c: PageContext, parts: Parts, { connection, overview, values, errors, done }: Shown) {
  const { words } = c.var;
  const view: WatchingView = {
    ...{ values, errors, models: installedOf(overview) },
    connection: connectionName(connection),
    watch: findWatch(parts.reader, connection.id) ?? null,
    latestRun: latestRunOf(c, parts, connection.id),
    isExpired: connection.status === 'expired',
    lookMinutes: parts.config.watchMinutes,
    timeZone: Intl.DateTimeFormat().resolvedOptions().timeZone,
    nowMs: parts.clock.now(),
  };
  const flash = done && { meaning: 'good' as const, sentence: done };
  const status = Object.keys(errors).length > 0 ? 422 : 200;
  return renderPage(c, parts, { title: words.t('watching.title'), body: watchingBody(words, view), flash }, status);
}

function latestRunOf(c: PageContext, parts: Parts, connectionId: string): WatchingView['latestRun'] {
  const { reader } = parts;
  const task = findActiveScheduled(reader, connectionId) ?? listEndedScheduled(reader, connectionId, 0, 1)[0];
  if (!task) return null;
  const sentence = task.summary ?? progressSentence(c.var.words, runStatusOf(parts, task));
  return { id: task.id, createdAt: task.createdAt, sentence };
}
