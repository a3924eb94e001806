import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));

export type WorkerProcess = {
  /** The tasks it has begun, in order, as its log says. */
  begun: () => string[];
  /** No signal handler, no last word. */
  kill: () => Promise<void>;
  /** In order; answers the exit code. */
  stop: () => Promise<number | null>;
};

/** A helper as a process of its own, as `./altwright worker` starts it, with nothing but these settings. */
export function startWorkerProcess(settings: Record<string, string>): WorkerProcess {
  const env = { ...process.env, NODE_ENV: 'production', LOG_LEVEL: 'info', ...settings };
  const child = spawn(process.execPath, ['src/cli.ts', 'worker'], {
    cwd: root,
    env,
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const ended = once(child, 'exit') as Promise<[number | null]>;
  const begun: string[] = [];
  createInterface(child.stdout).on('line', (line) => {
    const { msg, taskId } = JSON.parse(line) as { msg?: string; taskId?: string };
    if (msg === 'task started' && taskId !== undefined) begun.push(taskId);
  });
  const end = async (signal: NodeJS.Signals) => {
    child.kill(signal);
    return (await ended)[0];
  };
  return { begun: () => [...begun], kill: async () => void (await end('SIGKILL')), stop: () => end('SIGTERM') };
}
