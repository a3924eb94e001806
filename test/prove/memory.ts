import { parseArgs } from 'node:util';
import { proveMemory } from './memory/proof.ts';

/**
 * `npm run prove -- memory --seed 1`: of 200 pictures 80 are re-posts of others, and the model is asked about no more
 * than five of those; of 500 different ones, many of which differ in a word or a bar, none is taken for another.
 */
const { values } = parseArgs({
  options: {
    pictures: { type: 'string', default: '200' },
    reposts: { type: 'string', default: '80' },
    different: { type: 'string', default: '500' },
    seed: { type: 'string', default: '1' },
  },
});
const [pictures, reposts, different] = [Number(values.pictures), Number(values.reposts), Number(values.different)];
const report = await proveMemory({ pictures, reposts, different, seed: values.seed });
process.stdout.write(`${JSON.stringify(report)}\n`);
process.exitCode = report.ok ? 0 : 1;
