import { Hono } from 'hono';
import { longestHint } from '../../../templates/pages/again.ts';
import { triedBody, tryFormBody } from '../../../templates/pages/try.ts';
import { type CaptionLength, captionLengths } from '../../captioner/captioner.ts';
import { requestOf } from '../../generation/request.ts';
import { defaultSettings } from '../../generation/settings.ts';
import { sniffType } from '../../images/picture-type.ts';
import { AppError } from '../../lib/errors.ts';
import { newId } from '../../lib/ids.ts';
import { type Sentence, say } from '../../lib/sentence.ts';
import type { Env, PageContext } from '../context.ts';
import { modelsView, startingModel } from '../models-view.ts';
import type { Parts } from '../parts.ts';
import { renderPage } from '../render.ts';
import { triedViewOf } from '../tried-view.ts';

/** The largest file that is taken. It waits in memory and is never on the disk. */
export const mostPictureBytes = 20_000_000;
/** How often a page without scripts looks again. */
const lookEverySeconds = 3;

/** One picture of the person's own machine, described and not kept. */
export function tryPage(parts: Parts): Hono<Env> {
  const { desk } = parts;
  return new Hono<Env>()
    .get('/', (c) => showForm(c, parts, {}))
    .post('/', (c) => take(c, parts))
    .get('/:id', (c) => showTried(c, parts, c.req.param('id')))
    .get('/:id/picture', (c) => {
      const { picture } = desk.find(c.var.user.id, c.req.param('id'));
      return picture ? c.body(picture.thumbnail, 200, { 'content-type': 'image/webp' }) : c.notFound();
    })
    .post('/:id/removal', (c) => {
      const { id } = desk.find(c.var.user.id, c.req.param('id'));
      desk.cancel(c.var.user.id, id);
      return c.redirect(`/try/${id}`, 303);
    });
}

type Upload = { ticket: string; hint: string; length: CaptionLength; model: string; bytes: Uint8Array };

async function readUpload(c: PageContext): Promise<Upload> {
  const body = await c.req.parseBody();
  const text = (name: string) => (typeof body[name] === 'string' ? body[name].trim() : '');
  const { picture } = body;
  const bytes = picture instanceof File ? new Uint8Array(await picture.arrayBuffer()) : new Uint8Array();
  const hint = Array.from(text('hint')).slice(0, longestHint).join('');
  const length = captionLengths.find((known) => known === text('length')) ?? defaultSettings.length;
  return { ticket: text('ticket'), hint, length, model: text('model'), bytes };
}

async function take(c: PageContext, parts: Parts) {
  const { ticket, hint, length, model, bytes } = await readUpload(c);
  const { user, words } = c.var;
  try {
    requireUpload(bytes);
    const about = { language: words.language, text: '', isSensitive: false, siblings: [], hint };
    const request = requestOf({ ...defaultSettings, length }, about);
    const errand = {
      picture: { bytes },
      postLanguage: about.language,
      request,
      model: model || null,
      settle: () => 'drafted' as const,
    };
    const isTicket = /^[0-9a-f-]{36}$/.test(ticket);
    const { id } = parts.desk.ask({ userId: user.id, imageId: null, errand, ...(isTicket && { id: ticket }) });
    return c.redirect(`/try/${id}`, 303);
  } catch (thrown) {
    if (!(thrown instanceof AppError) || thrown.code === 'not-found') throw thrown;
    return showForm(c, parts, { hint, length, model, error: thrown.sentence });
  }
}

function requireUpload(bytes: Uint8Array): void {
  if (bytes.byteLength === 0) throw new AppError('validation', say('desk.noPicture'), { code: 'empty' });
  const sniffed = sniffType(bytes);
  if (sniffed && 'picture' in sniffed) return;
  throw new AppError('validation', say('desk.notPicture'), { code: 'unsupported-type' });
}

type Typed = { hint?: string; length?: CaptionLength; model?: string; error?: Sentence };

async function showForm(
  c: PageContext,
  parts: Parts,
  { hint = '', length = defaultSettings.length, model, error }: Typed,
) {
  const { words, user } = c.var;
  const overview = await parts.models.overview();
  const body = tryFormBody(words, {
    models: modelsView(c, parts, overview),
    model: model || startingModel(parts, user.id, overview),
    ticket: newId(parts.clock.now()),
    megabytes: mostPictureBytes / 1_000_000,
    ...{ hint, length, error },
  });
  const isWaitingForModel = overview.kind !== 'ready';
  const streamUrl = `/events?topics=inbox${isWaitingForModel ? ',models' : ''}`;
  return renderPage(c, parts, { title: words.t('desk.tryTitle'), body, streamUrl }, error ? 422 : 200);
}

function showTried(c: PageContext, parts: Parts, id: string) {
  const { words, user } = c.var;
  const view = triedViewOf(parts, user.id, id);
  return renderPage(c, parts, {
    title: words.t('desk.tryTitle'),
    body: triedBody(words, view),
    streamUrl: `/events?topics=inbox,wish:${id}`,
    ...(view.wish.endedAtMs === null && { refreshSeconds: lookEverySeconds }),
  });
}
