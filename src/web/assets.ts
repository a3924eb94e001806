import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { extname, join } from 'node:path';
import { Hono } from 'hono';
import type { Env } from './context.ts';

const staticFolder = join(import.meta.dirname, '..', '..', 'static');
/**
 * Files of packages that pages load, by the path they are served under. htmx and its extension are one script: as two,
 * a timer of htmx may go off between them, and then the page's stream is never opened.
 */
const packageFiles = {
  'htmx/htmx.min.js': ['htmx.org', 'dist/htmx.min.js', 'dist/ext/hx-sse.min.js'],
  'thumbhash/thumbhash.js': ['thumbhash', 'thumbhash.js'],
} as const;

const types: Record<string, string> = {
  '.css': 'text/css; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.webmanifest': 'application/manifest+json',
};

type Asset = { bytes: Uint8Array<ArrayBuffer>; type: string; etag: string };

export type Assets = {
  /** `/assets/VERSION`: a version of the content, so that browsers may keep what lies below for ever. */
  root: string;
  find: (path: string) => Asset | undefined;
};

/** Every file of `static/` and those of packages, in memory: together they are small. */
export function loadAssets(): Assets {
  const files = new Map<string, Asset>();
  for (const path of readdirSync(staticFolder, { recursive: true, encoding: 'utf8' })) {
    if (types[extname(path)]) files.set(path.replaceAll('\\', '/'), readAsset([join(staticFolder, path)]));
  }
  const { resolve } = createRequire(import.meta.url);
  for (const [name, [packageName, ...paths]] of Object.entries(packageFiles)) {
    const folder = join(resolve(`${packageName}/package.json`), '..');
    files.set(name, readAsset(paths.map((path) => join(folder, path))));
  }

  const version = createHash('sha256');
  for (const [path, { etag }] of [...files].sort()) version.update(path).update(etag);
  return { root: `/assets/${version.digest('hex').slice(0, 12)}`, find: (path) => files.get(path) };
}

const newLine = Buffer.from('\n');
const nothing = Buffer.alloc(0);

/** The files one after the other. */
function readAsset(paths: string[]): Asset {
  const [first = nothing, ...others] = paths.map((path) => readFileSync(path));
  const bytes = new Uint8Array(Buffer.concat([first, ...others.flatMap((other) => [newLine, other])]));
  const etag = `"${createHash('sha256').update(bytes).digest('hex').slice(0, 24)}"`;
  return { bytes, type: types[extname(paths[0] ?? '')] ?? 'application/octet-stream', etag };
}

/** `/assets/VERSION/PATH` kept for a year, `/assets/PATH` asked for again with its ETag. */
export function assetRoutes({ assets }: { assets: Assets }): Hono<Env> {
  const prefix = `${assets.root}/`;
  return new Hono<Env>().get('/*', (c) => {
    const isVersioned = c.req.path.startsWith(prefix);
    const asset = assets.find(c.req.path.slice(isVersioned ? prefix.length : '/assets/'.length));
    if (!asset) return c.notFound();
    const caching = isVersioned ? 'public, max-age=31536000, immutable' : 'no-cache';
    const headers = { 'cache-control': caching, etag: asset.etag };
    if (c.req.header('if-none-match') === asset.etag) return c.body(null, 304, headers);
    return c.body(asset.bytes, 200, { ...headers, 'content-type': asset.type });
  });
}
