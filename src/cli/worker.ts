import { speech } from '../compose.ts';

/** Helpers on other machines share work through Redis, which this version does not speak; says so. */
export function worker(): void {
  process.stderr.write(`${speech().t('cli.workerNeedsRedis')}\n`);
  process.exitCode = 2;
}
