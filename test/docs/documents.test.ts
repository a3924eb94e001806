import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { describe, expect, it } from 'vitest';
import packageJson from '../../package.json' with { type: 'json' };

const root = join(import.meta.dirname, '..', '..');
const notOurs = new Set(['node_modules', '.git', '.runtime', 'data']);

/** Every Markdown file of the project, by its path from the root. */
function findDocuments(folder = root): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    if (notOurs.has(entry.name)) return [];
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return findDocuments(path);
    return entry.name.endsWith('.md') ? [relative(root, path)] : [];
  });
}

const documents = findDocuments();
/** The documents that speak of modules by their paths below `src/`. */
const maps = ['ARCHITECTURE.md', ...documents.filter((document) => document.startsWith('docs/decisions/'))];
const textOf = (document: string) => readFileSync(join(root, document), 'utf8');
const withoutCode = (text: string) => text.replace(/^```[\s\S]*?^```/gm, '');

/** What a document links to or shows: the addresses in `[…](…)`. */
function linksIn(document: string): string[] {
  return [...withoutCode(textOf(document)).matchAll(/\]\(([^)\s]+)\)/g)].map(([, address = '']) => address);
}

/** The anchors that headings make, in the manner of the hosting sites. */
function anchorsOf(document: string): string[] {
  const headings = [...withoutCode(textOf(document)).matchAll(/^#+ (.+)$/gm)];
  return headings.map(([, words = '']) =>
    words
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\s_-]/gu, '')
      .replaceAll(' ', '-'),
  );
}

function isFound(document: string, address: string): boolean {
  const [path = '', anchor] = address.split('#');
  const target = path === '' ? document : join(dirname(document), path);
  if (!existsSync(join(root, target))) return false;
  return anchor === undefined || anchorsOf(target).includes(anchor);
}

function lineCount(document: string): number {
  return textOf(document).trimEnd().split('\n').length;
}

describe('the documents', () => {
  it('are found', () => {
    expect(documents).toEqual(expect.arrayContaining(['README.md', 'docs/configuration.md', 'SECURITY.md']));
  });

  it.each(documents)('%s links only to what is there', (document) => {
    const own = linksIn(document).filter((address) => !/^(https?:|mailto:)/.test(address));
    expect(own.filter((address) => !isFound(document, address))).toEqual([]);
  });

  it.each(documents)('%s speaks of npm scripts that exist', (document) => {
    const called = [...textOf(document).matchAll(/npm run ([\w:-]+)/g)].map(([, name = '']) => name);
    expect(called.filter((name) => !(name in packageJson.scripts))).toEqual([]);
  });

  it.each(documents)('%s names files of the source that are there', (document) => {
    const named = [...textOf(document).matchAll(/`((?:src|db|scripts|templates|test|workers|bench)\/[\w./-]+)`/g)];
    const exact = named.map(([, path = '']) => path).filter((path) => !/NAME|TAG|NAMESPACE|WHAT/.test(path));
    expect(exact.filter((path) => !existsSync(join(root, path)))).toEqual([]);
  });

  it.each(maps)('%s names modules that are there', (document) => {
    const named = [...textOf(document).matchAll(/`(([a-z]+)\/[\w./-]+)`/g)];
    const inRooms = named.filter(([, , room = '']) => existsSync(join(root, 'src', room)));
    const paths = inRooms.map(([, path = '']) => join(root, 'src', path));
    expect(paths.filter((path) => !existsSync(path) && !existsSync(`${path}.ts`))).toEqual([]);
  });

  it('have every npm script in README.md or CONTRIBUTING.md', () => {
    const told = textOf('README.md') + textOf('CONTRIBUTING.md');
    const isTold = (name: string) => new RegExp(`npm (run )?${name}\\b`).test(told);
    expect(Object.keys(packageJson.scripts).filter((name) => !isTold(name))).toEqual([]);
  });

  it('stay short enough to be read', () => {
    expect(lineCount('README.md')).toBeLessThanOrEqual(150);
    const decisions = documents.filter((document) => document.startsWith('docs/decisions/'));
    expect(decisions.filter((document) => lineCount(document) > 50)).toEqual([]);
    expect(decisions.length).toBeGreaterThan(10);
  });
});

/** The commands below `./altwright` or one of its commands, as its help lists them. */
function commandsBelow(parents: string[]): string[] {
  const ask = ['src/cli.ts', ...parents, '--help'];
  const { stdout } = spawnSync(process.execPath, ask, { cwd: root, encoding: 'utf8' });
  const listed = stdout.split('Commands:\n')[1] ?? '';
  return [...listed.matchAll(/^ {2}([a-z-]+)/gm)].map(([, name = '']) => name);
}

describe('README.md', () => {
  it('names commands of ./altwright that exist', () => {
    const named = [...textOf('README.md').matchAll(/`\.\/altwright ([a-z][a-z ]*)/g)];
    const below = ['user', 'extras'].flatMap((parent) => commandsBelow([parent]).map((name) => `${parent} ${name}`));
    const existing = [...commandsBelow([]), ...below];
    const commands = named.map(([, words = '']) => words.trim());
    expect(commands).toContain('user add');
    expect(commands.filter((command) => !existing.includes(command))).toEqual([]);
  });
});

describe('ARCHITECTURE.md', () => {
  it('names every folder under src', () => {
    const folders = readdirSync(join(root, 'src'), { withFileTypes: true }).filter((entry) => entry.isDirectory());
    const rooms = textOf('ARCHITECTURE.md');
    expect(folders.map(({ name }) => `| \`src/${name}\` |`).filter((row) => !rooms.includes(row))).toEqual([]);
  });
});

describe('the record of dependencies', () => {
  const record = textOf('docs/decisions/0000-dependencies.md');
  const dependencies = Object.keys(packageJson.dependencies);

  it('has a reason for each that the program runs with', () => {
    expect(dependencies.filter((name) => !record.includes(`\`${name}\``))).toEqual([]);
  });

  it('has no row for one that is gone', () => {
    const rows = [...record.matchAll(/^\| `([^`]+)` \|/gm)].map(([, name = '']) => name);
    expect(rows.filter((name) => !dependencies.includes(name))).toEqual([]);
    expect(rows.length).toBeGreaterThan(10);
  });
});
