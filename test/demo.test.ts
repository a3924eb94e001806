import { execFile } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it, onTestFinished } from 'vitest';
import { startServerProcess } from './support/server-process.ts';
import { expectPath } from './support/story/coming-in.ts';
import { createVisitor, formOf } from './support/visitor/index.ts';

const program = join(import.meta.dirname, 'support/demo/main.ts');
/** No model server is there, so the sandbox's describes the pictures on whatever machine. */
const quiet = { OLLAMA_HOST: '127.0.0.1:9' };

async function runDemo(...args: string[]) {
  const { stdout } = await promisify(execFile)(process.execPath, [program, ...args], {
    env: { ...process.env, ...quiet },
  });
  return JSON.parse(stdout.trim().split('\n').at(-1) ?? '');
}

describe('the demo', () => {
  it('lets a person in by the link it prints, her account connected, and leaves nothing behind', async () => {
    const TMPDIR = mkdtempSync(join(tmpdir(), 'altwright-demo-test-'));
    onTestFinished(() => rmSync(TMPDIR, { recursive: true, force: true }));
    const settings = { ...quiet, PORT: '0', TMPDIR };
    const demo = await startServerProcess(settings, [process.execPath, program]);
    onTestFinished(demo.kill);
    const visitor = createVisitor();
    const page = await visitor.open(demo.link);
    const home = await visitor.submit(page, formOf(page, /^\/invitations\//));
    expectPath(home, '/');
    const generate = await visitor.open(`${home.url.origin}/generate`);
    expect(generate.words).toContain('robin');
    expect(generate.forms.some(({ action }) => action === '/tasks')).toBe(true);
    expect(await demo.stop()).toBe(0);
    expect(readdirSync(TMPDIR)).toEqual([]);
  });
});

describe('the demo without a head', () => {
  it.each(['mastodon', 'gotosocial', 'hollo'])(
    'describes and publishes on %s what lacks a description, and changes nothing else',
    async (dialect) => {
      const { notPublished, ...report } = await runDemo('--headless', '--dialect', dialect);
      expect(report).toMatchObject({ name: 'demo', ok: true, dialect, postsChangedOtherwise: 0 });
      expect(report.posts).toBeGreaterThanOrEqual(12);
      expect(report.images).toBeGreaterThanOrEqual(20);
      const reasons: Record<string, number> = Object.assign({}, ...notPublished);
      const left = Object.values(reasons).reduce((sum, count) => sum + count, 0);
      expect(report.published + left).toBe(report.images);
      expect(Object.keys(reasons).join(' ')).toMatch(/damaged.*no longer/);
    },
  );

  it('names the dialects when it is asked for one it does not know', async () => {
    await expect(runDemo('--dialect', 'myspace')).rejects.toMatchObject({
      code: 2,
      stderr: expect.stringContaining('mastodon, gotosocial, hollo'),
    });
  });
});
