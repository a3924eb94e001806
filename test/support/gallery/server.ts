import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { serve } from '@hono/node-server';
import { Hono } from 'hono';
import sharp from 'sharp';
import { rgbaToThumbHash } from 'thumbhash';
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

/** Serves every component in every state under the program's own Content-Security-Policy. */
export async function startGallery(port = 0): Promise<{ url: string; close: () => Promise<void> }> {
  const pictures = await Promise.all(photos.map(measure));
  const app = new Hono();
  app.get('/', (c) => {
    c.header('Content-Security-Policy', policy);
    return c.html(galleryPage(pictures, c.req.query('words')));
  });
  app.get('/assets/htmx/:file', ({ req }) => file(`node_modules/htmx.org/dist/${folderOf(req.param('file'))}`));
  app.get('/assets/thumbhash/thumbhash.js', () => file('node_modules/thumbhash/thumbhash.js'));
  app.get('/assets/*', ({ req }) => file(`static/${req.path.slice('/assets/'.length)}`));
  app.get('/photos/:name', ({ req }) => file(`test/support/photos/${req.param('name')}`));
  return new Promise((resolve) => {
    const server = serve({ fetch: app.fetch, hostname: '127.0.0.1', port }, (info) => {
      const close = () => new Promise<void>((closed) => server.close(() => closed()));
      resolve({ url: `http://127.0.0.1:${info.port}/`, close });
    });
  });
}

function folderOf(name: string): string {
  return name === 'htmx.min.js' ? name : `ext/${name}`;
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
