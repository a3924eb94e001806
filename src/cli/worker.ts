import { startHelper } from '../compose/helper.ts';
import { speech } from '../compose.ts';
import { loadConfig } from '../config.ts';
import { createLog } from '../lib/log.ts';
import { orExit } from './exit.ts';
import { stopOnSignal } from './serve.ts';

/** Describes pictures for an Altwright on another machine, until a signal comes. */
export async function worker(): Promise<void> {
  const config = await orExit(async () => loadConfig());
  const log = createLog(config.logLevel);
  stopOnSignal(await orExit(() => startHelper(config, log)), log);
  process.stderr.write(`\n${speech().t('cli.helping')}\n\n`);
}
