import { parseArgs } from 'node:util';
import { z } from 'zod';
import { ensureSystemParts, systemParts } from '../../scripts/launch/system.mjs';
import { proveAgainstChaos } from './chaos/chaos.ts';
import { engines } from './chaos/machines.ts';

/**
 * `npm run prove -- chaos --kills 200 --engine redis --seed 7`: three people at work while the program, its helpers and
 * its Redis, the model server and the servers of their posts are killed at seeded moments.
 */
const { values } = parseArgs({
  options: {
    kills: { type: 'string', default: '10' },
    engine: { type: 'string', default: 'sqlite' },
    seed: { type: 'string', default: '1' },
  },
});
const engine = z.enum(engines).parse(values.engine);
if (engine === 'redis') {
  const parts = systemParts.filter(({ name }) => name === 'Redis');
  Object.assign(process.env, await ensureSystemParts(parts));
}
const report = await proveAgainstChaos({
  kills: Number(values.kills),
  engine,
  seed: Number(values.seed),
  tell: (line) => process.stderr.write(`${line}\n`),
});
process.stdout.write(`${JSON.stringify(report)}\n`);
process.exitCode = report.ok ? 0 : 1;
