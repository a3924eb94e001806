import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { familyOfSoftware } from '../../src/platforms/index.ts';
import { differencesOf } from '../contracts/differences.ts';
import { root } from '../support/architecture.ts';
import { type DialectName, dialects } from '../support/sandbox-instance/dialects/index.ts';

const read = (file: string) => readFileSync(join(root, file), 'utf8');
const registry = 'src/platforms/index.ts';
/** As the registry has them: one import and one place in the list each. */
const names = [
  ...(/families: readonly PlatformFamily\[\] = \[(.*?)\];/s.exec(read(registry))?.[1] ?? '').matchAll(/\w+/g),
]
  .map(([name]) => name)
  .sort();

/** The file of a family, and parts of it beside: `pleroma.ts`, `pleroma/find-post.ts`, `snac-answers.ts`. */
const isOfAFamily = (file: string) => new RegExp(`^src/platforms/(${names.join('|')})(-[a-z-]+)?(\\.ts|/)`).test(file);
/** A server that speaks Misskey's API and keeps its name to itself has to be called something. */
const guesses: Record<string, string[]> = { 'src/platforms/probing.ts': ['misskey'] };

function codeOf(file: string): string {
  const withoutComments = read(file).replace(/\/\*.*?\*\/|^\s*\/\/.*$/gms, '');
  // The APIs that families share are called after the servers that had them first.
  return withoutComments.replace(/(mastodon|misskey)-api/g, '');
}

describe('the registry of platform families', () => {
  it('has a family in each file beside it that is called after one, by its name and for its software', () => {
    // What nobody knows is a server of the sandbox, too.
    expect([...names, 'other'].sort()).toEqual(Object.keys(dialects).sort());
    for (const name of names) expect(familyOfSoftware(dialects[name as DialectName]().software)?.name).toBe(name);
  });

  it('takes one import and one line for a family', () => {
    for (const name of names) {
      const lines = codeOf(registry)
        .split('\n')
        .filter((line) => new RegExp(`\\b${name}\\b`).test(line));
      expect(lines.map((line) => line.trim())).toEqual([`import { ${name} } from './${name}.ts';`, `${name},`]);
    }
  });

  it('is all there is: no other source names a family', () => {
    const files = globSync('{src,workers,templates,db}/**/*.ts', { cwd: root }).map((file) =>
      file.replaceAll('\\', '/'),
    );
    const others = files.filter((file) => file !== registry && !isOfAFamily(file));
    expect(others.length).toBeGreaterThan(200);
    const named = others.flatMap((file) =>
      names
        .filter((name) => new RegExp(`(?<![\\w-])${name}(?![\\w-])`).test(codeOf(file)))
        .filter((name) => !guesses[file]?.includes(name))
        .map((name) => `${file} names ${name}`),
    );
    expect(named).toEqual([]);
  });

  it.each(names)('has %s proved: by a sandbox, by what it declares, by a test that plays the contract', (name) => {
    const dialect = name as DialectName;
    expect(dialects[dialect]().software.toLowerCase()).toContain(name);
    expect(differencesOf(dialect).scopes).not.toBe('');
    const test = read(`test/platforms/${name}.test.ts`);
    const plays = ['platformContract', 'describeRandomPosts'].filter((play) => test.includes(`${play}('${name}'`));
    expect(plays).toEqual(['platformContract', 'describeRandomPosts']);
  });

  it.each(names)('has %s explained to who runs Altwright', (name) => {
    expect(read('README.md').toLowerCase()).toContain(name);
    expect(read('docs/publishing.md').toLowerCase()).toContain(name);
  });
});
