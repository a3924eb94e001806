/**
 * Completes package-lock.json after `npm install`.
 *
 * npm leaves an optional platform package out of the lock when the registry at hand does not carry it, and then
 * `npm ci` refuses on every machine ("Missing: … from lock file"). An entry with version, os and cpu is enough: npm
 * skips it where the platform differs, and asks the registry for it where it fits.
 */
import { readFileSync, writeFileSync } from 'node:fs';

const systems = ['android', 'darwin', 'freebsd', 'linux', 'openharmony', 'sunos', 'win32', 'aix', 'netbsd', 'openbsd'];
const processors = ['arm64', 'arm', 'x64', 'ia32', 'ppc64', 'riscv64', 's390x', 'loong64', 'mips64el', 'wasm32'];

/** Reads os, cpu and libc out of a name such as `@scope/cli-linux-arm64-musl`. */
function platformOf(name) {
  const words = name.split(/[/-]/);
  const libc = /musl/.test(name) ? ['musl'] : /gnu|glibc/.test(name) ? ['glibc'] : undefined;
  return {
    os: systems.filter((system) => words.includes(system)),
    cpu: processors.filter((processor) => words.includes(processor)),
    ...(libc && { libc }),
  };
}

const file = new URL('../package-lock.json', import.meta.url);
const lock = JSON.parse(readFileSync(file, 'utf8'));
const added = [];
for (const entry of Object.values(lock.packages)) {
  for (const [name, version] of Object.entries(entry.optionalDependencies ?? {})) {
    const path = `node_modules/${name}`;
    if (lock.packages[path] || !/^\d/.test(version)) continue;
    const { os, cpu, libc } = platformOf(name);
    if (os.length === 0) continue;
    lock.packages[path] = { version, optional: true, os, cpu, ...(libc && { libc }), ...(entry.dev && { dev: true }) };
    added.push(name);
  }
}
const sorted = Object.fromEntries(Object.entries(lock.packages).sort(([a], [b]) => (a < b ? -1 : 1)));
writeFileSync(file, `${JSON.stringify({ ...lock, packages: sorted }, null, 2)}\n`);
process.stderr.write(`package-lock.json: ${added.length} platform packages added\n`);
