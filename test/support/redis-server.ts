import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { describe } from 'vitest';
import { findPart, systemParts } from '../../scripts/launch/system.mjs';
import { freePort } from './server-process.ts';

const part = systemParts.find(({ name }) => name === 'Redis');
const findProgram = () => part && findPart(part);

export type RedisServer = {
  /** The same however often it is killed and started again. */
  url: string;
  port: number;
  /** No last word; with an append-only file, what it acknowledged is there again after `start`. */
  kill: () => Promise<void>;
  start: () => Promise<void>;
  /** Stands still with its sockets open, as on a machine that is suspended. */
  freeze: () => void;
  thaw: () => void;
  /** Ends it and removes its folder. */
  stop: () => Promise<void>;
};

/** A real Redis on a free port of loopback, in a folder of its own. Without `appendOnly` it forgets all when killed. */
export async function startRedisServer({ appendOnly = false } = {}): Promise<RedisServer> {
  const folder = mkdtempSync(join(tmpdir(), 'altwright-redis-'));
  const port = await freePort();
  let child: ChildProcess | undefined;

  async function start() {
    child = spawnRedis(['--port', String(port), '--dir', folder, '--appendonly', appendOnly ? 'yes' : 'no']);
    await untilAnswering(port, child);
  }

  async function end(signal: NodeJS.Signals) {
    const ending = child;
    child = undefined;
    if (!ending || ending.exitCode !== null || ending.signalCode !== null) return;
    const ended = once(ending, 'exit');
    ending.kill(signal);
    await ended;
  }

  await start();
  return {
    url: `redis://127.0.0.1:${port}`,
    port,
    start,
    kill: () => end('SIGKILL'),
    freeze: () => void child?.kill('SIGSTOP'),
    thaw: () => void child?.kill('SIGCONT'),
    async stop() {
      await end('SIGKILL');
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** A `describe` whose tests are skipped, and named at the end of the run, where there is no Redis. */
export function describeWithRedis(name: string, tests: () => void): void {
  const isThere = findProgram() !== undefined;
  describe.skipIf(!isThere)(isThere ? name : `${name} [needs Redis]`, tests);
}

function spawnRedis(args: string[]): ChildProcess {
  const program = findProgram();
  if (!program) throw new Error('Redis was not found (Debian: apt-get install redis-server).');
  const safe = ['--bind', '127.0.0.1', '--save', '', '--appendfsync', 'always', '--loglevel', 'warning'];
  const child = spawn(program, [...args, ...safe], { stdio: 'ignore' });
  // Not left behind by a program that fails.
  const kill = () => child.kill('SIGKILL');
  process.once('exit', kill);
  child.once('exit', () => process.off('exit', kill));
  return child;
}

/** Until it says PONG, which it does only once its append-only file is read. */
async function untilAnswering(port: number, child: ChildProcess): Promise<void> {
  while (!(await answers(port))) {
    if (child.exitCode !== null || child.signalCode !== null) throw new Error('redis-server ended before it was ready');
    await pause(20);
  }
}

function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => socket.write('PING\r\n'));
    socket.once('data', (reply) => {
      socket.destroy();
      resolve(reply.toString().startsWith('+PONG'));
    });
    socket.once('error', () => resolve(false));
  });
}
