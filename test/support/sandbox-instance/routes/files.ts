import { Hono } from 'hono';
import { corruptPicture } from '../broken-pictures.ts';
import { type PictureFault, renderPicture, renderPreview } from '../photographs.ts';
import type { Media } from '../records.ts';
import type { Env, Sandbox } from '../sandbox.ts';
import { withheldAnswer } from '../withheld.ts';

/** The pictures themselves, for anybody who knows the address, as on the real servers. */
export function fileRoutes({ world }: Sandbox): Hono<Env> {
  const routes = new Hono<Env>();
  routes.get('/media/:key/:file', async (c) => {
    const media = world.media.get(world.mediaIdsByKey.get(c.req.param('key')) ?? '');
    if (!media) return c.notFound();
    if (media.fault) return faultyAnswer(media.fault, media.mimeType);
    const isPreview = c.req.param('file').startsWith('small');
    return isPreview ? picture(await previewOf(media), 'image/jpeg') : picture(await originalOf(media), media.mimeType);
  });
  return routes;
}

function originalOf({ source, mimeType }: Media) {
  return renderPicture(source, mimeType);
}

/** A film has a still picture as its preview. */
async function previewOf({ source, mimeType }: Media) {
  return renderPreview(await renderPicture(source, mimeType.startsWith('image/') ? mimeType : 'image/jpeg'));
}

function picture(bytes: Uint8Array<ArrayBuffer>, type: string): Response {
  return new Response(bytes, {
    headers: { 'content-type': type, 'cache-control': 'public, max-age=31536000, immutable' },
  });
}

function faultyAnswer(fault: PictureFault, type: string): Response {
  switch (fault) {
    case 'gone':
      return new Response('Not Found', { status: 404 });
    case 'forbidden':
      return new Response('Forbidden', { status: 403 });
    case 'corrupt':
      return picture(new Uint8Array(corruptPicture()), type);
    case 'empty':
      return picture(new Uint8Array(0), type);
    case 'wrong-type':
      return new Response('<!doctype html><title>Sign in</title>', { headers: { 'content-type': 'text/html' } });
    case 'endless':
      return new Response(endlessBytes(), { headers: { 'content-type': type } });
    case 'never':
      return withheldAnswer();
  }
}

/** Gives as long as somebody takes. */
function endlessBytes(): ReadableStream<Uint8Array> {
  return new ReadableStream({ pull: (controller) => controller.enqueue(new Uint8Array(65_536).fill(0xd8)) });
}
