import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { z } from 'zod';
import type { Reference } from './points.ts';

const root = join(import.meta.dirname, '../../..');
const vitest = join(root, 'node_modules/vitest/vitest.mjs');

/** A test by its file (from the root of the project) and its full title; `passed` where it was run and went well. */
export type KnownTest = { file: string; title: string; passed: boolean };

const listed = z.array(z.object({ name: z.string(), file: z.string() }));
const reported = z.object({
  testResults: z.array(
    z.object({
      name: z.string(),
      assertionResults: z.array(z.object({ fullName: z.string(), status: z.string() })),
    }),
  ),
});

/** The tests that these files hold, not run. */
export async function listTests(files: string[]): Promise<KnownTest[]> {
  const tests = listed.parse(await toJson(files, (path) => ['list', '--no-static-parse', `--json=${path}`]));
  return tests.map(({ name, file }) => ({ file: fromRoot(file), title: name.replaceAll(' > ', ' '), passed: false }));
}

/** The tests of these files, run. */
export async function runTests(files: string[]): Promise<KnownTest[]> {
  const report = reported.parse(await toJson(files, (path) => ['run', '--reporter=json', `--outputFile=${path}`]));
  return report.testResults.flatMap(({ name, assertionResults }) =>
    assertionResults.map(({ fullName, status }) => ({
      file: fromRoot(name),
      title: fullName,
      passed: status === 'passed',
    })),
  );
}

/** The tests that a point means. Titles of tables of tests begin alike, so there may be several. */
export function testsOf({ file, title }: Reference, tests: KnownTest[]): KnownTest[] {
  return tests.filter((test) => test.file === file && test.title.includes(title));
}

const fromRoot = (path: string) => relative(root, path);

/** What vitest writes, however its tests end; throws with its words when it wrote nothing. */
async function toJson(files: string[], commandFor: (path: string) => string[]): Promise<unknown> {
  const folder = mkdtempSync(join(tmpdir(), 'altwright-traps-'));
  const path = join(folder, 'tests.json');
  try {
    const words = await finish([vitest, ...commandFor(path), ...files]);
    try {
      return JSON.parse(readFileSync(path, 'utf8'));
    } catch (cause) {
      throw new Error(`vitest told of no tests: ${words.slice(-2000)}`, { cause });
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function finish(command: string[]): Promise<string> {
  const child = spawn(process.execPath, command, { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] });
  const words: string[] = [];
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (text) => words.push(text));
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', () => resolve(words.join('')));
  });
}
