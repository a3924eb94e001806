import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readPoints } from './traps/points.ts';
import { listTests, testsOf } from './traps/runs.ts';

const sample = `# Servers

Some words.

## Here

- One thing, told
  on two lines.
  *Tests:* platforms/hollo: refuses direct posts · sandbox/hollo: sends the edit · generation/run/listing: lists
- Another thing.

## There

### Below

Nothing yet.
`;

describe('the points of a document on servers', () => {
  it('are its list items, with their headings and tests', () => {
    expect(readPoints(sample).points).toEqual([
      {
        headings: ['Servers', 'Here'],
        text: 'One thing, told on two lines.',
        tests: [
          { file: 'test/platforms/hollo.test.ts', title: 'refuses direct posts' },
          { file: 'test/support/sandbox-instance-tests/hollo.test.ts', title: 'sends the edit' },
          { file: 'test/generation/run/listing.test.ts', title: 'lists' },
        ],
      },
      { headings: ['Servers', 'Here'], text: 'Another thing.', tests: [] },
    ]);
  });

  it('are missed below a heading without any', () => {
    expect(readPoints(sample).empty).toEqual(['Below', 'There']);
  });
});

describe('docs/platforms.md', () => {
  const { points, empty } = readPoints(readFileSync(join(import.meta.dirname, '../../docs/platforms.md'), 'utf8'));

  it('has a point below every heading', () => expect(empty).toEqual([]));

  it('has a test for every point', () => {
    expect(points.filter(({ tests }) => tests.length === 0).map(({ text }) => text)).toEqual([]);
  });

  it('names tests that there are', async () => {
    const named = points.flatMap((point) => point.tests);
    const known = await listTests([...new Set(named.map(({ file }) => file))]);
    const unknown = named.filter((reference) => testsOf(reference, known).length === 0);
    expect(unknown.map(({ file, title }) => `${file}: ${title}`)).toEqual([]);
  });
});
