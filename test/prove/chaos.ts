import { parseArgs } from 'node:util';
import { z } from 'zod';
import { engines, proveAgainstChaos } from './chaos/chaos.ts';

/**
 * `npm run prove -- chaos --kills 200 --engine sqlite --seed 7`: three people at work while the program, the model
 * server and the servers of their posts are killed at seeded moments.
 */
const { values } = parseArgs({
  options: {
    kills: { type: 'string', default: '10' },
    engine: { type: 'string', default: 'sqlite' },
    seed: { type: 'string', default: '1' },
  },
});
const report = await proveAgainstChaos({
  kills: Number(values.kills),
  engine: z.enum(engines).parse(values.engine),
  seed: Number(values.seed),
  tell: (line) => process.stderr.write(`${line}\n`),
});
process.stdout.write(`${JSON.stringify(report)}\n`);
process.exitCode = report.ok ? 0 : 1;
