import { spawnSync } from 'node:child_process';
import {
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  findModules,
  graphOf,
  type Import,
  importsOf,
  isAllowed,
  modulesInCycles,
  reachableFrom,
  readRooms,
  roomOf,
  root,
} from './support/architecture.ts';

const rooms = readRooms();
const modules = findModules();
const imports = modules.flatMap((module) => importsOf(module, readFileSync(join(root, module), 'utf8')));
const graph = graphOf(imports);

/** Lints files that are written into a folder of their own, with the project's settings; answers what was found. */
function lint(files: Record<string, string>, only: string): { path: string; line: number; rule: string }[] {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'altwright-lint-')));
  try {
    for (const file of ['biome.json', 'package.json']) copyFileSync(join(root, file), join(folder, file));
    for (const [path, text] of Object.entries(files)) {
      mkdirSync(join(folder, dirname(path)), { recursive: true });
      writeFileSync(join(folder, path), text);
    }
    const biome = join(root, 'node_modules/@biomejs/biome/bin/biome');
    const args = [biome, 'lint', '--reporter=github', '--max-diagnostics=none', `--only=${only}`, '.'];
    const { stdout } = spawnSync(process.execPath, args, { cwd: folder, encoding: 'utf8' });
    const found = stdout.matchAll(/title=lint\/([^,]+),file=([^,]+),line=(\d+)/g);
    return [...found].map(([, rule = '', path = '', line]) => ({
      rule,
      path: relative(folder, path),
      line: Number(line),
    }));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const fileIn = (path: string) => (path.endsWith('.ts') ? path : `${path}/probe.ts`);

/** A module that imports one file of each of these, one a line. */
function probe(from: string, targets: string[]): string {
  const lines = targets.map((target, index) => {
    const local = /^(src|workers|templates|db|test)\b/.test(target);
    const path = relative(dirname(from), target);
    const specifier = !local || path.startsWith('.') ? path : `./${path}`;
    return `import { value as value${index} } from '${local ? specifier : target}';`;
  });
  return `${lines.join('\n')}\n`;
}

describe('the table of rooms in ARCHITECTURE.md', () => {
  it('names every folder and file that the program consists of', () => {
    const places = readdirSync(join(root, 'src')).map((name) => `src/${name}`);
    const unnamed = [...places, ...modules].filter((place) => !roomOf(fileIn(place), rooms) && !roomOf(place, rooms));
    expect(unnamed).toEqual([]);
    expect(rooms.length).toBeGreaterThan(20);
  });

  it('is short enough to be read', () => {
    expect(readFileSync(join(root, 'ARCHITECTURE.md'), 'utf8').split('\n').length).toBeLessThanOrEqual(120);
  });
});

describe('the linter', () => {
  const targets = [
    ...rooms.map(({ path }) => fileIn(path)),
    ...['src/generation/run/events.ts', 'src/generation/run/run.ts', 'src/generation/settings.ts'],
    ...['drizzle-orm', 'better-sqlite3', 'test/probe.ts'],
  ];
  const strict = rooms.filter(({ mayImport }) => !mayImport.includes('types'));
  const files = rooms.map(({ path }) => fileIn(path));
  const found = lint(
    Object.fromEntries(files.map((file) => [file, probe(file, targets)])),
    'style/noRestrictedImports',
  );

  it.each(strict.map(({ path }) => path))('refuses in %s what the table does not allow, and only that', (path) => {
    const from = fileIn(path);
    const refused = found.filter((each) => each.path === from).map(({ line }) => targets[line - 1]);
    const forbidden = targets.filter((target) => !isAllowed({ from, target, typeOnly: false }, rooms));
    expect(refused.sort()).toEqual(forbidden.sort());
    expect(refused).not.toEqual([]);
  });

  it('keeps the database and the queue out of generation/run', () => {
    const from = 'src/generation/run/probe.ts';
    const text = probe(from, ['db/probe.ts', 'src/queue/probe.ts', 'src/lib/probe.ts']);
    expect(lint({ [from]: text }, 'style/noRestrictedImports').map(({ line }) => line)).toEqual([1, 2]);
  });

  const mistakes: Record<string, string> = {
    'nursery/noFloatingPromises': 'async function work() {}\nexport function start() {\n  work();\n}\n',
    'style/noDefaultExport': 'export default 1;\n',
    'style/noNonNullAssertion': 'export const first = (all: string[]) => all[0]!;\n',
    'style/noProcessEnv': 'export const port = process.env.PORT;\n',
    'style/useImportType': "import { Log } from '../lib/log.ts';\nexport type Writer = (log: Log) => void;\n",
    'style/useNodejsImportProtocol': "import { join } from 'path';\nexport { join };\n",
    'suspicious/noConsole': "console.log('x');\n",
    'suspicious/noExplicitAny': 'export const value: any = 1;\n',
    'suspicious/noTsIgnore': '// @ts-ignore\nexport const value: string = 1;\n',
  };

  it.each(Object.entries(mistakes))('finds what %s is about', (rule, text) => {
    expect(lint({ 'src/web/probe.ts': text }, rule).map((each) => each.rule)).toEqual([rule]);
  });

  it('finds modules that import each other', () => {
    const one = "import { b } from './b.ts';\nexport const a = () => b;\n";
    const other = "import { a } from './a.ts';\nexport const b = () => a;\n";
    const found = lint({ 'src/web/a.ts': one, 'src/web/b.ts': other }, 'suspicious/noImportCycles');
    expect(found.map(({ path }) => path).sort()).toEqual(['src/web/a.ts', 'src/web/b.ts']);
  });
});

describe('reading the imports', () => {
  const read = (text: string) => importsOf('src/lib/probe.ts', text);

  it('sees imports, exports, types and dynamic imports', () => {
    const text = [
      "import { a,\n  b } from '../web/app.ts';",
      "import type { C } from './c.ts';",
      "export * from '../../db/open.ts';",
      "import 'pino';",
      "const d = await import('../queue/queue.ts');",
    ].join('\n');
    expect(read(text).map(({ target, typeOnly }) => [target, typeOnly])).toEqual([
      ['src/web/app.ts', false],
      ['src/lib/c.ts', true],
      ['db/open.ts', false],
      ['pino', false],
      ['src/queue/queue.ts', false],
    ]);
  });

  it('tells a forbidden import from an allowed one', () => {
    const edge = (from: string, target: string, typeOnly = false): Import => ({ from, target, typeOnly });
    expect(isAllowed(edge('src/progress/hub.ts', 'src/generation/run/events.ts'), rooms)).toBe(true);
    expect(isAllowed(edge('src/progress/hub.ts', 'src/generation/run/run.ts'), rooms)).toBe(false);
    expect(isAllowed(edge('templates/layout.ts', 'src/config.ts', true), rooms)).toBe(true);
    expect(isAllowed(edge('templates/layout.ts', 'src/config.ts'), rooms)).toBe(false);
    expect(isAllowed(edge('src/users/users.ts', 'drizzle-orm'), rooms)).toBe(false);
    expect(isAllowed(edge('src/unheard-of/x.ts', 'src/lib/ids.ts'), rooms)).toBe(false);
  });

  it('finds a cycle of three, and none where types close it', () => {
    const edges = ['a', 'b', 'c'].map((name, index) => ({ from: name, target: 'bca'.charAt(index), typeOnly: false }));
    expect(modulesInCycles(graphOf(edges))).toEqual(['a', 'b', 'c']);
    expect(modulesInCycles(graphOf(edges.map((edge) => ({ ...edge, typeOnly: edge.from === 'c' }))))).toEqual([]);
  });
});

describe('the tree', () => {
  it('is read whole', () => {
    expect(modules).toContain('src/lib/errors.ts');
    expect(modules).toContain('db/open.ts');
    expect(imports.length).toBeGreaterThan(modules.length);
  });

  it('imports only what the table allows', () => {
    expect(imports.filter((each) => !isAllowed(each, rooms))).toEqual([]);
  });

  it('has no cycles', () => {
    expect(modulesInCycles(graph)).toEqual([]);
  });

  it('keeps the templates to hono and i18next', () => {
    const packages = imports.filter(({ from, target }) => from.startsWith('templates/') && /^[a-z@]/.test(target));
    const others = packages.filter(({ target }) => !/^(hono|i18next|node:|templates\/|src\/|db\/)/.test(target));
    expect(others).toEqual([]);
  });

  it('loads neither database nor queue in a thread that writes captions', () => {
    const starts = modules.filter((module) => /^(workers|src\/generation\/run)\//.test(module));
    const reached = [...reachableFrom(starts, graph)];
    expect(starts).not.toEqual([]);
    expect(reached.filter((module) => /^(db|src\/queue|src\/web)\//.test(module))).toEqual([]);
  });
});
