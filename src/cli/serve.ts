import { type Program, speech, startProgram, type Trial } from '../compose.ts';
import { type Config, loadConfig } from '../config.ts';
import { createLog, type Log } from '../lib/log.ts';
import { orExit } from './exit.ts';

/** Starts everything and stays until a signal comes. */
export async function serve(trial: Trial = {}): Promise<void> {
  const config = await orExit(async () => loadConfig());
  const log = createLog(config.logLevel);
  const program = await orExit(() => startProgram(config, log, trial));
  stopOnSignal(program, log);
  greet(program, config);
}

/** Two lines for the person at the keyboard, on standard error so that the log stays pure. */
function greet({ parts, origin }: Program, config: Config): void {
  const { t } = speech();
  const address = parts.publicAddress.current() ?? openable(origin);
  const link = parts.users.prepareSetUp();
  const lines = link
    ? [t('cli.setUp'), `  ${config.publicUrl ? address : openable(origin)}/set-up/${link.token}`]
    : [t('cli.serving', { address })];
  process.stderr.write(`\n${lines.join('\n')}\n\n`);
}

/** An address a browser can open, for a server that listens on all of them. */
export function openable(origin: string): string {
  return origin
    .replace('//0.0.0.0', '//localhost')
    .replace('//[::]', '//localhost')
    .replace('//127.0.0.1', '//localhost');
}

/** The first signal ends the program in order; one that follows later, when that takes too long, at once. */
export function stopOnSignal(program: Pick<Program, 'stop'>, log: Log): void {
  const patienceMs = 1000;
  let stoppingSinceMs: number | undefined;
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(signal, () => {
      // A launcher and a terminal may both pass the same signal on.
      if (stoppingSinceMs !== undefined && Date.now() - stoppingSinceMs < patienceMs) return;
      if (stoppingSinceMs !== undefined) process.exit(1);
      stoppingSinceMs = Date.now();
      log.info({ signal }, 'stopping');
      void program.stop().then(() => process.exit(0));
    });
  }
}
