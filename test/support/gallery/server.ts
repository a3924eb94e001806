import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { serve } from '@hono/node-server';
import { Hono } from 'hono';
import sharp from 'sharp';
import { rgbaToThumbHash } from 'thumbhash';
import { loadAssets } from '../../../src/web/assets.ts';
import { wordsPartial } from '../../../templates/components/pair.ts';
import { type GalleryPicture, galleryPage } from './page.ts';

const root = fileURLToPath(new URL('../../../', import.meta.url));
const photos = ['chelsea', 'rocket', 'astronaut', 'coffee', 'hubble_deep_field', 'camera'];
const types: Record<string, string> = {
  css: 'text/css',
  js: 'text/javascript',
  svg: 'image/svg+xml',
  jpg: 'image/jpeg',
};
const policy =
  "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

export type Gallery = {
  url: string;
  /** Ends the page's stream and refuses every later one. */
  endStream: () => void;
  close: () => Promise<void>;
};

/** Serves every component in every state under the program's own Content-Security-Policy. */
export async function startGallery(port = 0): Promise<Gallery> {
  const pictures = await Promise.all(photos.map(measure));
  const app = new Hono();
  app.get('/', (c) => {
    c.header('Content-Security-Policy', policy);
    return c.html(String(galleryPage(pictures, c.req.query('words'))));
  });
  const stream = createStream();
  app.get('/events', stream.answer);
  const htmx = loadAssets().find('htmx/htmx.min.js')?.bytes ?? null;
  app.get('/assets/htmx/htmx.min.js', () => new Response(htmx, { headers: { 'content-type': types.js ?? '' } }));
  app.get('/assets/thumbhash/thumbhash.js', () => file('node_modules/thumbhash/thumbhash.js'));
  app.get('/assets/*', ({ req }) => file(`static/${req.path.slice('/assets/'.length)}`));
  app.get('/photos/:name', ({ req }) => file(`test/support/photos/${req.param('name')}`));
  return new Promise((resolve) => {
    const server = serve({ fetch: app.fetch, hostname: '127.0.0.1', port }, (info) => {
      const close = () =>
        new Promise<void>((closed) => {
          stream.end();
          server.close(() => closed());
        });
      resolve({ url: `http://127.0.0.1:${info.port}/`, endStream: stream.end, close });
    });
  });
}

/** A stream that brings one message and then waits. */
function createStream() {
  const open = new Set<ReadableStreamDefaultController<string>>();
  let hasEnded = false;
  const message = `data: ${wordsPartial('2', 'A rocket rises <b>slowly</b> into the night.')}\n\n`;
  const answer = (): Response => {
    if (hasEnded) return new Response(null, { status: 503 });
    let own: ReadableStreamDefaultController<string> | undefined;
    const body = new ReadableStream<string>({
      start: (controller) => {
        own = controller;
        open.add(controller);
        controller.enqueue(message);
      },
      cancel: () => {
        if (own) open.delete(own);
      },
    });
    return new Response(body.pipeThrough(new TextEncoderStream()), {
      headers: { 'content-type': 'text/event-stream' },
    });
  };
  const end = () => {
    hasEnded = true;
    for (const controller of open) controller.close();
    open.clear();
  };
  return { answer, end };
}

function file(path: string): Response {
  const type = types[path.split('.').pop() ?? ''] ?? 'application/octet-stream';
  return new Response(new Uint8Array(readFileSync(root + path)), { headers: { 'content-type': type } });
}

async function measure(name: string): Promise<GalleryPicture> {
  const photo = sharp(`${root}test/support/photos/${name}.jpg`);
  const { width = 0, height = 0 } = await photo.metadata();
  const { data, info } = await photo
    .resize(100, 100, { fit: 'inside' })
    .ensureAlpha()
    .raw()
    .toBuffer({ resolveWithObject: true });
  const thumbhash = Buffer.from(rgbaToThumbHash(info.width, info.height, data)).toString('base64');
  return { src: `/photos/${name}.jpg`, width, height, thumbhash };
}

if (import.meta.main) console.log(`The gallery hangs at ${(await startGallery(4321)).url}`);
