import { parseArgs } from 'node:util';
import { proveCrashSafety } from './chaos/crash.ts';

/**
 * `npm run prove -- crash --kills 200 --seed 7`: kill -9 at seeded moments of a run with publishing, restart, and see
 * that nothing was lost, described twice, published twice or stuck.
 */
const { values } = parseArgs({
  options: { kills: { type: 'string', default: '20' }, seed: { type: 'string', default: '1' } },
});
const report = await proveCrashSafety({
  kills: Number(values.kills),
  seed: Number(values.seed),
  tell: (line) => process.stderr.write(`${line}\n`),
});
process.stdout.write(`${JSON.stringify(report)}\n`);
process.exitCode = report.ok ? 0 : 1;
