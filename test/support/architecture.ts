import { globSync, readFileSync } from 'node:fs';
import { dirname, join, posix } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('../..', import.meta.url));

/** A row of ARCHITECTURE.md's table: a folder or file, and the names of what it may import. */
export type Room = { path: string; mayImport: string[] };

/** One import as it stands in a module; `target` is a path from the root or a package's name. */
export type Import = { from: string; target: string; typeOnly: boolean };

/** The table of rooms that ARCHITECTURE.md shows. */
export function readRooms(): Room[] {
  const text = readFileSync(join(root, 'ARCHITECTURE.md'), 'utf8');
  const rows = text.matchAll(/^\| `([a-z./-]+)` \| [^|]* \| ([^|]*)\|$/gm);
  return [...rows].map(([, path = '', names = '']) => ({ path, mayImport: names.split(/[,\s]+/).filter(Boolean) }));
}

/** The modules of the program, as paths from the root. */
export function findModules(): string[] {
  return globSync('{src,workers,templates,db}/**/*.ts', { cwd: root }).sort();
}

/** The imports of a module's text, dynamic ones included. */
export function importsOf(from: string, text: string): Import[] {
  const standing = text.matchAll(/^(?:import|export)\s+(type\s)?(?:[^'";]*?\sfrom\s+)?['"]([^'"]+)['"]/gm);
  const dynamic = text.matchAll(/\bimport\(\s*()['"]([^'"]+)['"]/g);
  return [...standing, ...dynamic].map(([, type, specifier = '']) => {
    const target = specifier.startsWith('.') ? posix.join(dirname(from), specifier) : specifier;
    return { from, target, typeOnly: Boolean(type) };
  });
}

/** Whether a name of the table means this module: `lib` and `db` are folders, `generation/settings` is a file. */
function means(name: string, module: string): boolean {
  const places = [name, `src/${name}`];
  return places.some((place) => module === `${place}.ts` || module.startsWith(`${place}/`));
}

/** The row a module belongs to. */
export function roomOf(module: string, rooms: Room[]): Room | undefined {
  return rooms.find(({ path }) => module === path || module.startsWith(`${path}/`));
}

/** Whether the table lets this import stand. Packages are not its concern, except that SQL lives in db/. */
export function isAllowed({ from, target, typeOnly }: Import, rooms: Room[]): boolean {
  if (/^(drizzle-orm|better-sqlite3)($|\/)/.test(target)) return from.startsWith('db/');
  if (!/^(src|workers|templates|db|test|bench|scripts|static)\//.test(target)) return true;
  const room = roomOf(from, rooms);
  if (!room) return false;
  if (room === roomOf(target, rooms) || (typeOnly && room.mayImport.includes('types'))) return true;
  return room.mayImport.some((name) => means(name, target));
}

/** What each module loads at run time, by module. */
export type Graph = Map<string, string[]>;

export function graphOf(imports: Import[]): Graph {
  const graph: Graph = new Map();
  for (const { from, target, typeOnly } of imports) {
    if (!typeOnly) graph.set(from, [...(graph.get(from) ?? []), target]);
  }
  return graph;
}

/** Everything that is loaded when these modules are. */
export function reachableFrom(starts: string[], graph: Graph): Set<string> {
  const reached = new Set(starts);
  for (const module of reached) for (const target of graph.get(module) ?? []) reached.add(target);
  return reached;
}

/** The modules that load themselves by way of others. */
export function modulesInCycles(graph: Graph): string[] {
  return [...graph.keys()].filter((module) => reachableFrom(graph.get(module) ?? [], graph).has(module));
}
