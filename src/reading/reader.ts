import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { setPriority } from 'node:os';
import type { Clock } from '../lib/clock.ts';
import { toErrorRecord } from '../lib/errors.ts';
import type { Log } from '../lib/log.ts';
import { within } from '../lib/within.ts';
import { isInstalled } from './installation.ts';
import type { ReadText, TextReader } from './reading.ts';

export type ReaderOptions = {
  /** Where what reads is installed, if it is. */
  folder: string;
  clock: Clock;
  log: Log;
  /** After so long without a picture the process ends, and its memory is free. */
  idleMs?: number;
  /** The longest that one picture may take, the start of the process included. */
  mostMs?: number;
  /** The process's program, for tests of processes that misbehave. */
  program?: URL;
};

/** What goes to the process and what comes back, in turn. */
export type ReadingOrder = { bytes: Uint8Array };
export type ReadingAnswer = { read: ReadText } | { problem: string };

const readingProgram = new URL('../../workers/reading.ts', import.meta.url);
/** What it is built on gives memory back to itself only, so it begins anew now and then. */
const picturesAProcess = 100;
/** What does not work is not tried for each picture of a run, but it may have been mended since. */
const failuresInARow = 3;
const restMs = 600_000;

/**
 * Reads pictures one after the other in a process of its own, which takes about a gigabyte: it is started when it is
 * needed, gives its memory back by ending, and takes nobody with it when it dies.
 */
export function createReader({ folder, clock, log, program = readingProgram, ...limits }: ReaderOptions): TextReader {
  const { idleMs = 60_000, mostMs = 30_000 } = limits;
  let child: ChildProcess | null = null;
  let pictures = 0;
  let failures = 0;
  let restsUntil = 0;
  let idle: NodeJS.Timeout | undefined;
  let last: Promise<unknown> = Promise.resolve();
  let isClosed = false;

  function begin(): ChildProcess {
    if (child?.connected && pictures < picturesAProcess) return child;
    end();
    pictures = 0;
    child = fork(program, [folder], {
      serialization: 'advanced',
      // Nothing of the environment, which has secrets in it, and the settings of a debugger least of all.
      ...{ env: { MALLOC_ARENA_MAX: '2' }, execArgv: [] },
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    });
    // What it cannot be told, it answers by ending.
    child.on('error', () => {});
    yieldTo(child);
    return child;
  }

  function end(): void {
    child?.kill('SIGKILL');
    child = null;
  }

  async function readOne(bytes: Uint8Array): Promise<ReadText | null> {
    if (isClosed || !isInstalled(folder) || clock.now() < restsUntil) return null;
    clearTimeout(idle);
    try {
      const process = begin();
      pictures += 1;
      const answer = await within(mostMs, ask(process, { bytes }));
      failures = 0;
      if ('read' in answer) return answer.read;
      log.warn({ problem: answer.problem }, 'a picture could not be read');
    } catch (thrown) {
      end();
      failures += 1;
      if (failures % failuresInARow === 0) restsUntil = clock.now() + restMs;
      log.warn({ error: toErrorRecord(thrown) }, 'the process that reads pictures broke off');
    } finally {
      idle = setTimeout(end, idleMs).unref();
    }
    return null;
  }

  return {
    canRead: () => isInstalled(folder),
    readText(bytes) {
      const reading = last.then(() => readOne(bytes));
      last = reading;
      return reading;
    },
    async close() {
      isClosed = true;
      clearTimeout(idle);
      const ended = child && child.exitCode === null ? once(child, 'exit') : null;
      end();
      await ended;
    },
  };
}

async function ask(process: ChildProcess, order: ReadingOrder): Promise<ReadingAnswer> {
  const { promise, resolve, reject } = Promise.withResolvers<ReadingAnswer>();
  const onExit = (code: number | null, signal: string | null) => reject(new Error(`it ended: ${signal ?? code}`));
  process.once('message', resolve);
  process.once('exit', onExit);
  try {
    process.send(order, (thrown) => thrown && reject(thrown));
    return await promise;
  } finally {
    process.off('message', resolve);
    process.off('exit', onExit);
  }
}

/** Reading may wait; pages and models may not. Where that is not allowed, it shares. */
function yieldTo({ pid }: ChildProcess): void {
  try {
    if (pid !== undefined) setPriority(pid, 10);
  } catch {
    // It has ended already, or the machine does not let us.
  }
}
