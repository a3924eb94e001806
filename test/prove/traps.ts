import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Point, type Reference, readPoints } from './traps/points.ts';
import { runTests, testsOf } from './traps/runs.ts';

/**
 * `npm run prove -- traps`: every point of docs/platforms.md with the tests that cover it, which are run. Fails when a
 * heading or a point has none, or one that does not exist or does not pass.
 */
const { points, empty } = readPoints(readFileSync(join(import.meta.dirname, '../../docs/platforms.md'), 'utf8'));
const tests = await runTests([...new Set(points.flatMap((point) => point.tests.map(({ file }) => file)))]);

function stateOf(reference: Reference): 'passed' | 'failed' | 'does not exist' {
  const meant = testsOf(reference, tests);
  if (meant.length === 0) return 'does not exist';
  return meant.every(({ passed }) => passed) ? 'passed' : 'failed';
}

function linesOf(point: Point): string[] {
  const named = point.tests.map((reference) => `    ${stateOf(reference)}: ${reference.file}: ${reference.title}`);
  return [`${isCovered(point) ? '✓' : '✗'} ${point.text}`, ...(named.length > 0 ? named : ['    no test'])];
}

const isCovered = (point: Point) => point.tests.length > 0 && point.tests.every((test) => stateOf(test) === 'passed');

for (const [heading, below] of Map.groupBy(points, ({ headings }) => headings.join(' › '))) {
  process.stderr.write(`\n${heading}\n${below.flatMap(linesOf).join('\n')}\n`);
}
for (const title of empty) process.stderr.write(`✗ nothing stands below "${title}"\n`);

const covered = points.filter(isCovered).length;
const ok = points.length > 0 && covered === points.length && empty.length === 0;
const report = { name: 'traps', ok, traps: points.length, covered, emptyHeadings: empty.length, tests: tests.length };
process.stdout.write(`${JSON.stringify(report)}\n`);
process.exitCode = ok ? 0 : 1;
