import { spawn, spawnSync } from 'node:child_process';
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it, vi } from 'vitest';
import { check, steps } from '../../scripts/launch/check.mjs';
import { commands } from '../../scripts/launch/commands.mjs';
import { acquire, isStale, withLock } from '../../scripts/launch/lock.mjs';
import { namesIn, requireName } from '../../scripts/launch/named-programs.mjs';
import { findNpm } from '../../scripts/launch/npm.mjs';
import { readStamp, serves, stampFor, writeStamp } from '../../scripts/launch/packages.mjs';
import { environmentFor, fromRoot } from '../../scripts/launch/run.mjs';
import { chooseRuntime } from '../../scripts/launch/runtime.mjs';
import { decide, findPart, systemParts } from '../../scripts/launch/system.mjs';
import { root } from '../support/architecture.ts';

const scratch = realpathSync(mkdtempSync(join(tmpdir(), 'altwright-launch-')));
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

let folders = 0;
function emptyFolder(): string {
  folders += 1;
  const folder = join(scratch, String(folders));
  mkdirSync(folder);
  return folder;
}

describe('choosing a Node', () => {
  const machine = { version: '20.20.2', platform: 'linux', arch: 'x64', libc: 'glibc' };

  it('takes the one at hand when it is new enough', () => {
    expect(chooseRuntime({ ...machine, version: '24.0.0' })).toEqual({ kind: 'own' });
    expect(chooseRuntime({ ...machine, version: '26.3.0', platform: 'darwin' })).toEqual({ kind: 'own' });
  });

  it.each(['x64', 'arm64'])('installs the pinned one on Linux %s', (arch) => {
    expect(chooseRuntime({ ...machine, arch })).toEqual({ kind: 'install', name: `linux-${arch}` });
  });

  it.each([{ platform: 'darwin', arch: 'arm64', libc: '' }, { libc: 'musl' }, { arch: 'riscv64' }])(
    'says which Node to install where npm has none: %o',
    (difference) => {
      const choice = chooseRuntime({ ...machine, ...difference });
      expect(choice).toMatchObject({ kind: 'refuse', message: expect.stringContaining('install Node 24') });
    },
  );

  it.each(['linux-x64', 'linux-arm64'])('pins the one for %s by a hash', (name) => {
    const read = (file: string) => JSON.parse(readFileSync(join(root, 'scripts/runtime', name, file), 'utf8'));
    const locked = read('package-lock.json').packages[`node_modules/node-${name}`];
    expect(locked.version).toBe(read('package.json').dependencies[`node-${name}`]);
    expect(locked.integrity).toMatch(/^sha512-/);
  });
});

describe('the stamp of an installation', () => {
  const stamp = { lock: 'abc', dev: false, platform: 'linux-x64' };

  it.each([
    { installed: undefined, needed: stamp, answer: false },
    { installed: stamp, needed: stamp, answer: true },
    { installed: { ...stamp, dev: true }, needed: stamp, answer: true },
    { installed: stamp, needed: { ...stamp, dev: true }, answer: false },
    { installed: { ...stamp, lock: 'old' }, needed: stamp, answer: false },
    { installed: { ...stamp, platform: 'linux-arm64' }, needed: stamp, answer: false },
  ])('$installed serves $needed: $answer', ({ installed, needed, answer }) => {
    expect(serves(installed, needed)).toBe(answer);
  });

  it('is read as it was written, and is nothing where it is missing or torn', () => {
    const folder = emptyFolder();
    expect(readStamp(folder)).toBeUndefined();
    writeStamp(folder, stamp);
    expect(readStamp(folder)).toEqual(stamp);
    writeFileSync(join(folder, '.altwright-packages.json'), '{"lock":');
    expect(readStamp(folder)).toBeUndefined();
  });

  it('changes with the lockfile', () => {
    const folder = emptyFolder();
    const of = (text: string) => {
      writeFileSync(join(folder, 'package-lock.json'), text);
      return stampFor(folder, true).lock;
    };
    expect(of('{}')).not.toBe(of('{"packages":{}}'));
  });
});

describe('the lock', () => {
  const owner = { id: 'one', host: 'here', pids: [1, 2] };
  const seen = { ageMs: 0, host: 'here', isAlive: () => true };

  it('holds as long as the launcher or its npm lives', () => {
    expect(isStale(owner, seen)).toBe(false);
    expect(isStale(owner, { ...seen, isAlive: (pid) => pid === 2 })).toBe(false);
    expect(isStale(owner, { ...seen, isAlive: () => false })).toBe(true);
  });

  it('is judged by its age where its processes cannot be seen', () => {
    expect(isStale(owner, { ageMs: 30_000, host: 'there', isAlive: () => false })).toBe(false);
    expect(isStale(owner, { ageMs: 61_000, host: 'there', isAlive: () => false })).toBe(true);
    expect(isStale(undefined, { ...seen, ageMs: 61_000 })).toBe(true);
    expect(isStale(owner, { ...seen, ageMs: 601_000 })).toBe(true);
  });

  it('has one owner at a time', () => {
    const path = join(emptyFolder(), 'lock');
    expect(acquire(path, owner)).toBe(true);
    expect(acquire(path, { ...owner, id: 'two' })).toBe(false);
    expect(JSON.parse(readFileSync(join(path, 'owner.json'), 'utf8'))).toEqual(owner);
  });

  it('lets one piece of work in after the other and leaves nothing behind', async () => {
    const stderr = vi.spyOn(process.stderr, 'write').mockReturnValue(true);
    const folder = emptyFolder();
    let inside = 0;
    const most: number[] = [];
    const work = async () => {
      inside += 1;
      most.push(inside);
      await new Promise((resolve) => setImmediate(resolve));
      inside -= 1;
    };
    // One process stands for many here, so its own number must not read as that of a process that is gone.
    const hold = () =>
      withLock(join(folder, 'lock'), (alsoHeldBy) => {
        alsoHeldBy(process.ppid);
        return work();
      });
    await Promise.all([hold(), hold()]);
    expect(most).toEqual([1, 1]);
    expect(readdirSync(folder)).toEqual([]);
    stderr.mockRestore();
  });

  it('is taken over from a launcher that was killed', async () => {
    const path = join(emptyFolder(), 'lock');
    const gone = spawnSync(process.execPath, ['-e', '']).pid;
    const { hostname } = await import('node:os');
    acquire(path, { id: 'killed', host: hostname(), pids: [gone] });
    await expect(withLock(path, async () => 'done')).resolves.toBe('done');
  });

  it('is given back when the work fails', async () => {
    const path = join(emptyFolder(), 'lock');
    const failing = withLock(path, () => Promise.reject(new Error('no network')));
    await expect(failing).rejects.toThrow('no network');
    await expect(withLock(path, async () => 'done')).resolves.toBe('done');
  });
});

describe('running a program', () => {
  it('finds its file from the root and leaves options and arguments alone', () => {
    expect(fromRoot(['--watch', 'src/main.ts', 'src/x'])).toEqual(['--watch', join(root, 'src/main.ts'), 'src/x']);
  });

  it('puts the chosen Node first for its children, and keeps a wish about memory arenas', () => {
    vi.stubEnv('PATH', '/usr/bin');
    expect(environmentFor('/opt/n24/bin/node', { NODE_ENV: 'production' })).toMatchObject({
      PATH: '/opt/n24/bin:/usr/bin',
      MALLOC_ARENA_MAX: '2',
      NODE_ENV: 'production',
    });
    vi.stubEnv('MALLOC_ARENA_MAX', '8');
    expect(environmentFor('/opt/n24/bin/node')).toMatchObject({ MALLOC_ARENA_MAX: '8' });
    vi.unstubAllEnvs();
  });

  it.each([
    { signal: 'SIGTERM', ending: 'process.exit(7)', code: 7, by: null },
    {
      signal: 'SIGHUP',
      ending: "process.removeAllListeners('SIGHUP'); process.kill(process.pid, 'SIGHUP')",
      code: null,
      by: 'SIGHUP',
    },
  ] as const)('hands $signal on and ends as the program ended', async ({ signal, ending, code, by }) => {
    const script = join(emptyFolder(), 'program.mjs');
    writeFileSync(
      script,
      `process.on('${signal}', () => { ${ending} });\nsetInterval(() => {}, 1000);\nconsole.log('ready');\n`,
    );
    const launch = `
      import { exitLike, runProgram } from ${JSON.stringify(join(root, 'scripts/launch/run.mjs'))};
      exitLike(await runProgram(process.execPath, [${JSON.stringify(script)}]));`;
    const launcher = spawn(process.execPath, ['--input-type=module', '-e', launch], { stdio: ['ignore', 'pipe', 2] });
    await new Promise((resolve) => launcher.stdout?.once('data', resolve));
    launcher.kill(signal);
    const ended = await new Promise((resolve) => launcher.once('exit', (...how) => resolve(how)));
    expect(ended).toEqual([code, by]);
  });

  it('finds the JavaScript of npm by what npm says, and beyond that on the path', () => {
    const folder = emptyFolder();
    const cli = join(folder, 'npm-cli.js');
    writeFileSync(cli, '');
    expect(findNpm({ npm_execpath: cli }, '/nowhere/bin/node')).toBe(cli);
    expect(() => findNpm({ npm_execpath: join(folder, 'pnpm.cjs'), PATH: folder }, '/nowhere/bin/node')).toThrow(
      /npm was not found/,
    );
  });
});

describe('./altwright', () => {
  it('finds the launcher through links, and leaves the current directory to the caller', () => {
    const folder = emptyFolder();
    writeFileSync(join(folder, 'node'), '#!/bin/sh\npwd\nprintf "%s\\n" "$@"\n');
    chmodSync(join(folder, 'node'), 0o755);
    symlinkSync(join(root, 'altwright'), join(folder, 'first'));
    symlinkSync('first', join(folder, 'second'));
    const env = { PATH: `${folder}:/usr/bin:/bin` };
    const { stdout } = spawnSync(join(folder, 'second'), ['user', 'add', 'a b'], {
      cwd: folder,
      env,
      encoding: 'utf8',
    });
    const launcher = join(root, 'scripts/launch.mjs');
    expect(stdout.trim().split('\n')).toEqual([folder, launcher, 'altwright', 'user', 'add', 'a b']);
  });
});

describe('the commands', () => {
  it('are what the scripts of package.json call', () => {
    const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
    for (const [name, script] of Object.entries(scripts)) expect(script).toBe(`exec node scripts/launch.mjs ${name}`);
    expect(Object.keys(commands).sort()).toEqual([...Object.keys(scripts), 'altwright'].sort());
  });

  it('ask for development packages only where they are used', () => {
    const production = Object.entries(commands).filter(([, { dev }]) => !dev);
    expect(production.map(([name]) => name).sort()).toEqual(['altwright', 'demo', 'start']);
  });

  it('refuse an unknown name before anything is installed, and list the names there are', () => {
    const folder = emptyFolder();
    for (const file of ['saturation.ts', 'fan-out.ts', 'fan-out.test.ts', 'notes.md'])
      writeFileSync(join(folder, file), '');
    const names = namesIn('.', folder);
    expect(names).toEqual(['fan-out', 'saturation']);
    expect(() => requireName('bench', 'saturation', names)).not.toThrow();
    expect(() => requireName('bench', undefined, names)).toThrow('npm run bench -- fan-out');
    expect(() => requireName('bench', '../x', names)).toThrow('There is no "../x"');
  });

  it.each([['bench'], ['no-such-command']])('end with 2 and keep standard output clean: %s', (...args) => {
    const { status, stdout, stderr } = spawnSync(process.execPath, [join(root, 'scripts/launch.mjs'), ...args], {
      encoding: 'utf8',
    });
    expect(stderr).toMatch(/There (is|are)|Which one/);
    expect([status, stdout]).toEqual([2, '']);
  });
});

describe('the check', () => {
  it('goes through format and lint, types, unused code and tests', () => {
    expect(steps.map(({ name }) => name)).toEqual(['format, lint, import rules', 'types', 'unused code', 'tests']);
  });

  it('runs the later steps after a failed one, and says what failed', async () => {
    const stderr = vi.spyOn(process.stderr, 'write').mockReturnValue(true);
    const ran: string[] = [];
    const step = (name: string, code: number) => ({
      name,
      run: async () => {
        ran.push(name);
        return { code, signal: null };
      },
    });
    const passed = await check('node', [step('first', 1), step('second', 0)]);
    const said = stderr.mock.calls.join('');
    stderr.mockRestore();
    expect([passed, ran]).toEqual([false, ['first', 'second']]);
    expect(said).toContain('Failed: first.');
  });
});

describe('what the tests need from the system', () => {
  const missing = { missing: ['Chromium'], root: false, debian: false, ci: false, tried: false };

  it.each([
    [{ ...missing, missing: [] }, 'nothing'],
    [{ ...missing, missing: [], ci: true }, 'nothing'],
    [{ ...missing, root: true, debian: true }, 'install'],
    [{ ...missing, root: true, debian: true, ci: true }, 'install'],
    [{ ...missing, root: true, debian: true, tried: true }, 'skip'],
    [{ ...missing, root: true, debian: true, tried: true, ci: true }, 'fail'],
    [{ ...missing, debian: true }, 'skip'],
    [{ ...missing, root: true }, 'skip'],
    [{ ...missing, ci: true }, 'fail'],
  ] as const)('%o: %s', (situation, action) => {
    expect(decide({ ...situation, missing: [...situation.missing] })).toBe(action);
  });

  it('is a browser and a Redis, each under a variable of its own', () => {
    expect(systemParts.map(({ name, debianPackage, variable }) => [name, debianPackage, variable])).toEqual([
      ['Chromium', 'chromium', 'ALTWRIGHT_TEST_CHROMIUM'],
      ['Redis', 'redis-server', 'ALTWRIGHT_TEST_REDIS'],
    ]);
  });

  it('is found at the first place that holds a program, or at the one that is set', () => {
    const part = { name: 'Node', debianPackage: 'nodejs', places: ['/nowhere', process.execPath], variable: 'X_NODE' };
    expect(findPart(part, {})).toBe(process.execPath);
    expect(findPart(part, { X_NODE: '/nowhere' })).toBeUndefined();
    expect(findPart({ ...part, places: [] }, { X_NODE: process.execPath })).toBe(process.execPath);
  });
});
