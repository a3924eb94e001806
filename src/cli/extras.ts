import { installReading, removeReading } from '../compose/reading.ts';
import { speech } from '../compose.ts';
import { loadConfig } from '../config.ts';
import { orExit } from './exit.ts';

/** Installs what reads the text in pictures; said again it does nothing. */
export async function installOcr(): Promise<void> {
  const { t } = speech();
  process.stderr.write(`${t('cli.extraInstalling')}\n`);
  const outcome = await orExit(() => installReading(loadConfig()));
  process.stdout.write(`${t(outcome === 'installed' ? 'cli.extraInstalled' : 'cli.extraThere')}\n`);
}

/** Removes it again. */
export async function removeOcr(): Promise<void> {
  const wasThere = await orExit(() => removeReading(loadConfig()));
  process.stdout.write(`${speech().t(wasThere ? 'cli.extraRemoved' : 'cli.extraMissing')}\n`);
}
