import { Hono } from 'hono';
import { findActiveRunId } from '../../../db/dashboard.ts';
import { measuredPaceMs } from '../../../db/runs.ts';
import {
  type GenerateView,
  generateAnswer,
  generateBody,
  noConnectionBody,
  type PreviewView,
} from '../../../templates/pages/generate.ts';
import type { Connection } from '../../connections/connections.ts';
import type { ModelOverview } from '../../generation/models.ts';
import { createPreviews } from '../../generation/previews.ts';
import { checkSettings } from '../../generation/service.ts';
import { AppError, toErrorRecord } from '../../lib/errors.ts';
import { type Sentence, say } from '../../lib/sentence.ts';
import type { Env, PageContext } from '../context.ts';
import type { FieldErrors } from '../form.ts';
import { modelsView, startingModel } from '../models-view.ts';
import type { Parts } from '../parts.ts';
import { answerHtml, connectionName, renderPage } from '../render.ts';
import { isLive } from '../request.ts';
import { type RunForm, readRunForm, runConnection, settingsErrors, valuesOf, wishOf } from '../run-form.ts';

/** Starting a run, after a look at what it would find if the person wants one. */
export function generatePage(parts: Parts): Hono<Env> {
  const previews = createPreviews(parts);
  return new Hono<Env>()
    .get('/', async (c) => {
      const { activeConnection, words } = c.var;
      if (!activeConnection) {
        return renderPage(c, parts, { title: words.t('generate.title'), body: noConnectionBody(words) });
      }
      const overview = await parts.models.overview();
      const settings = parts.generation.settingsFor(c.var.user, runConnection(activeConnection));
      const problem = activeConnection.status === 'expired' ? say('runs.connectionExpired') : null;
      return show(c, parts, { connection: activeConnection, overview, values: valuesOf(settings), problem }, 200);
    })
    .post('/preview', async (c) => {
      const form = await readRunForm(c);
      const ground = await readGround(c, parts, form);
      if (hasErrors(ground.errors)) return show(c, parts, ground, 422);
      try {
        const look = { userId: c.var.user.id, connectionId: form.connectionId, signal: c.req.raw.signal };
        const settings = checkSettings(wishOf(form.values), runConnection(ground.connection).instance.descriptionLimit);
        const preview = await previews.look({ ...look, settings });
        return show(c, parts, { ...ground, preview }, 200);
      } catch (thrown) {
        const trouble = await seeToDeadToken(parts, ground.connection, thrown);
        return show(c, parts, { ...ground, ...asTrouble(trouble, form) }, 422);
      }
    });
}

/** A look is often the first to learn that a token has died. What stands in the way once that was seen to. */
async function seeToDeadToken({ connections }: Parts, { id, status }: Connection, thrown: unknown): Promise<unknown> {
  if (!(thrown instanceof AppError) || thrown.category !== 'authentication' || status !== 'active') return thrown;
  const instead = await connections.tokenDied(id, toErrorRecord(thrown));
  return instead ? new AppError(instead.category, instead.sentence, { cause: thrown }) : thrown;
}

/** `POST /tasks`: the form starts a run. */
export async function startRun(c: PageContext, parts: Parts) {
  const form = await readRunForm(c);
  const ground = await readGround(c, parts, form);
  const errors = { ...modelErrors(parts, ground.overview, form.model), ...ground.errors };
  if (hasErrors(errors)) return show(c, parts, { ...ground, errors }, 422);
  const { user } = c.var;
  try {
    const { id } = await parts.generation.start(
      user,
      runConnection(ground.connection),
      wishOf(form.values),
      form.model,
    );
    // What an administrator chooses is what everybody begins with.
    if (user.role === 'admin' || !parts.models.hasChoice()) parts.models.choose(form.model);
    return c.redirect(`/tasks/${id}`, 303);
  } catch (thrown) {
    return show(c, parts, { ...ground, ...asTrouble(thrown, form) }, 422);
  }
}

type Shown = {
  connection: Connection;
  overview: ModelOverview;
  values: GenerateView['values'];
  model?: string;
  errors?: FieldErrors;
  problem?: Sentence | null;
  preview?: Omit<PreviewView, 'model' | 'estimateMs'>;
};

/** What a posted form stands on: the connection it was made for, the models there are, and what is wrong with it. */
async function readGround(c: PageContext, parts: Parts, { connectionId, model, values }: RunForm): Promise<Shown> {
  const connection = parts.connections.get(c.var.user.id, connectionId);
  const overview = await parts.models.overview();
  return { connection, overview, values, model, errors: errorsOf(connection, values) };
}

function errorsOf(connection: Connection, values: RunForm['values']): FieldErrors {
  try {
    checkSettings(wishOf(values), runConnection(connection).instance.descriptionLimit);
    return {};
  } catch (thrown) {
    return settingsErrors(thrown);
  }
}

function modelErrors({ models }: Parts, overview: ModelOverview, model: string): FieldErrors {
  if (overview.kind === 'unreachable') return { model: overview.error.sentence };
  if (overview.kind === 'none') return { model: say('models.none') };
  if (models.trials.outcomeOf(model) === 'blind') return { model: say('models.blind', { model }) };
  return overview.models.some(({ name }) => name === model) ? {} : { model: say('generate.modelMissing') };
}

/** Where the sentence of an error belongs: beside the link of the one post, or above the form. */
function asTrouble(thrown: unknown, { values }: RunForm): Pick<Shown, 'errors' | 'problem'> {
  if (!(thrown instanceof AppError)) throw thrown;
  const isAboutPost = values.postUrl !== '' && (thrown.category === 'validation' || thrown.code === 'gone');
  return isAboutPost && !aboutRun.includes(thrown.code ?? '')
    ? { errors: { postUrl: thrown.sentence } }
    : { problem: thrown.sentence };
}

const aboutRun = ['replaced', 'already-active', 'connection-expired', 'quota', 'queue-full', 'disk-full'];

function show(c: PageContext, parts: Parts, shown: Shown, status: 200 | 422) {
  const { words } = c.var;
  const view = viewOf(c, parts, shown);
  if (isLive(c)) return answerHtml(c, generateAnswer(words, view), status);
  const isWaitingForModel = shown.overview.kind !== 'ready' || view.models.pull?.outcome === 'running';
  return renderPage(
    c,
    parts,
    {
      title: words.t('generate.title'),
      body: generateBody(words, view),
      streamUrl: `/events?topics=inbox${isWaitingForModel ? ',models' : ''}`,
    },
    status,
  );
}

function viewOf(c: PageContext, parts: Parts, shown: Shown): GenerateView {
  const { connection, overview, values, errors = {}, problem = null, preview } = shown;
  const { user } = c.var;
  const model = shown.model || startingModel(parts, user.id, overview);
  return {
    connection: connectionName(connection),
    descriptionLimit: runConnection(connection).instance.descriptionLimit,
    models: modelsView(c, parts, overview),
    activeRunId: findActiveRunId(parts.reader, user.id) ?? null,
    preview: preview ? { ...preview, ...estimate(parts, model, preview.images) } : null,
    ...{ values, errors, model, problem },
  };
}

function estimate({ reader }: Parts, model: string, images: number) {
  const paceMs = measuredPaceMs(reader, model);
  return { model, estimateMs: paceMs === null ? null : Math.ceil((paceMs * images) / 1000) * 1000 };
}

const hasErrors = (errors: FieldErrors = {}) => Object.keys(errors).length > 0;
