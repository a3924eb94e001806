import { migrate as migrateAll, speech } from '../compose.ts';
import { loadConfig } from '../config.ts';
import { orExit } from './exit.ts';

/** Brings the database up to date without starting anything; `serve` does the same by itself. */
export async function migrate(): Promise<void> {
  const count = await orExit(() => migrateAll(loadConfig()));
  const { t } = speech();
  process.stdout.write(`${count === 0 ? t('cli.upToDate') : t('cli.migrated', { count })}\n`);
}
