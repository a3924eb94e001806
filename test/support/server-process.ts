import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));

export type ServerProcess = {
  /** Resolves with the exit code when it has ended, however it came to that. */
  ended: Promise<number | null>;
  pid: number;
  /** No signal handler, no last word. */
  kill: () => Promise<void>;
  /** In order; answers the exit code. */
  stop: () => Promise<number | null>;
};
/** `link` is the one it printed: to the set-up page the first time, else to its first page. */
export type ReadyServer = ServerProcess & { link: string };
/** Rejects when the program ends before it is ready. */
export type StartingServer = ServerProcess & { ready: Promise<ReadyServer> };

/** How to start the program: as `npm start` does unless told otherwise. */
export type Command = readonly [program: string, ...args: string[]];

/** Starts the program as a process of its own over these settings and waits until it is ready. */
export async function startServerProcess(settings: Record<string, string>, command?: Command): Promise<ReadyServer> {
  const starting = beginServerProcess(settings, command);
  try {
    return await starting.ready;
  } catch (thrown) {
    await starting.kill();
    throw thrown;
  }
}

/** The same for who does not want to wait until it is ready. */
export function beginServerProcess(
  settings: Record<string, string>,
  command: Command = [process.execPath, 'src/main.ts'],
): StartingServer {
  const [program, ...args] = command;
  const env = { NODE_ENV: 'production', LOG_LEVEL: 'error', ...process.env, ...settings };
  const child = spawn(program, args, { cwd: root, env, stdio: ['ignore', 'pipe', 'pipe'] });
  const ended = once(child, 'exit').then(([code]: (number | null)[]) => code ?? null);
  const end = async (signal: NodeJS.Signals) => {
    child.kill(signal);
    return await ended;
  };
  const pid = child.pid ?? Number.NaN;
  const server: ServerProcess = {
    pid,
    ended,
    kill: async () => void (await end('SIGKILL')),
    stop: () => end('SIGTERM'),
  };
  const ready = firstLink(child, ended).then((link) => ({ ...server, link }));
  // Who kills it before has no use for the news.
  ready.catch(() => {});
  return { ...server, ready };
}

/** What the program prints first that can be opened; its log goes to our own standard error. */
async function firstLink({ stdout, stderr }: ChildProcess, ended: Promise<number | null>): Promise<string> {
  let said = '';
  stdout?.on('data', (chunk) => process.stderr.write(chunk));
  const link = new Promise<string>((resolve) => {
    stderr?.on('data', (chunk) => {
      said += String(chunk);
      const found = /^\s*.*?(https?:\/\/\S+)\s*$/m.exec(said)?.[1];
      if (found) resolve(found);
    });
  });
  const died = ended.then((code) => {
    throw new Error(`the program ended (${code}) before it was ready: ${said}`);
  });
  return await Promise.race([link, died]);
}

/** Below the ports that systems give to outgoing connections: one of those must not take it while nobody listens. */
const steadyPorts = { from: 20_000, to: 32_000 };

/** A port that was free a moment ago, for a program that must come back at the same address. */
export async function freePort(): Promise<number> {
  const { from, to } = steadyPorts;
  const port = from + Math.floor(Math.random() * (to - from));
  const server = createServer();
  const isFree = await new Promise<boolean>((resolve) => {
    server.once('error', () => resolve(false));
    server.listen(port, '127.0.0.1', () => resolve(true));
  });
  if (!isFree) return await freePort();
  server.close();
  await once(server, 'close');
  return port;
}
