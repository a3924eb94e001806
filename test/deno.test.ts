import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { expect, it, onTestFinished } from 'vitest';
import { databaseFile } from '../db/file.ts';
import { testInstance, testOllama } from './support/engine.ts';
import { sandboxModel } from './support/sandbox-ollama/index.ts';
import { type Command, freePort, startServerProcess } from './support/server-process.ts';
import { connect, setUp } from './support/story/coming-in.ts';
import { approveEverything, readDrafts, untilPublished } from './support/story/deciding.ts';
import { followRun, startRun } from './support/story/run.ts';
import { createVisitor } from './support/visitor/index.ts';

/** What `deno task start` runs, by the program itself: the script npm puts before it passes no signals on. */
function denoCommand(): Command {
  const { tasks } = JSON.parse(readFileSync(join(import.meta.dirname, '../deno.json'), 'utf8'));
  const [, ...args] = tasks.start.split(' ');
  const { runInstall } = createRequire(import.meta.url)('deno/install_api.cjs');
  return [runInstall(), ...args];
}

/** What was read in the pictures that have a draft; null where nobody looked. */
function visibleTexts(dataDir: string): unknown[] {
  const db = new Database(databaseFile(dataDir), { readonly: true });
  const texts = db.prepare('select visible_text from images where text is not null').pluck().all();
  db.close();
  return texts;
}

const login = { name: 'Alice', password: 'nineteen quiet herons' };
const patienceMs = 60_000;
const pages = ['/', '/inbox', '/generate', '/tasks', '/publications', '/connections', '/settings', '/notices'];

it('does the whole job under Deno as well', async () => {
  const instance = await testInstance({ dialect: 'mastodon' });
  const account = instance.createAccount({ username: 'alice', password: 'a password of hers' });
  instance.fillWithPosts(account, { posts: 3, images: 3, others: 0, seed: 4 });
  const before = instance.snapshot();
  const ollama = await testOllama({ models: [sandboxModel({ name: 'gemma3:4b', msPerImage: 50, loadMs: 50 })] });
  const dataDir = mkdtempSync(join(tmpdir(), 'altwright-deno-'));
  onTestFinished(() => rmSync(dataDir, { recursive: true, force: true }));

  // As `altwright extras ocr` would have put it there.
  const extra = join(dataDir, 'extras/ocr');
  mkdirSync(extra, { recursive: true });
  symlinkSync(join(import.meta.dirname, '../node_modules'), join(extra, 'node_modules'));

  const settings = {
    ...{ DATA_DIR: dataDir, PORT: String(await freePort()), OLLAMA_HOST: ollama.url },
    ...{ ALLOWED_HOSTS: new URL(instance.origin).host, PUBLISH_AFTER_MS: '0' },
  };
  const server = await startServerProcess(settings, denoCommand());
  onTestFinished(() => server.kill());
  const { origin } = new URL(server.link);
  const visitor = createVisitor();
  await setUp(visitor, server.link, login);
  await connect(visitor, origin, { origin: instance.origin, ...account });
  const run = await startRun(visitor, origin, { processingDelaySeconds: '0' });
  expect(await followRun(visitor, run, patienceMs)).toMatchObject({ state: 'done' });
  const drafts = await readDrafts(visitor, origin);
  expect(drafts.map(({ text }) => text?.length)).toEqual([expect.any(Number), expect.any(Number), expect.any(Number)]);
  // Read, and nothing found; one of the posts is in a script that is not read.
  expect(visibleTexts(dataDir).toSorted()).toEqual(['', '', null]);
  await approveEverything(visitor, origin);
  await untilPublished(visitor, origin, patienceMs);
  const changes = instance.diff(before, instance.snapshot());
  expect(changes.flatMap(({ descriptions }) => descriptions)).toHaveLength(3);
  expect(changes.flatMap(({ otherwise }) => otherwise)).toEqual([]);
  for (const path of pages) expect((await visitor.open(origin + path)).status, path).toBe(200);
  expect(await server.stop()).toBe(0);
});
