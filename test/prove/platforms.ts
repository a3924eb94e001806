import { parseArgs } from 'node:util';
import { familyOfSoftware } from '../../src/platforms/index.ts';
import { tallyRandomPosts, wrongsOf } from '../contracts/random-posts.ts';
import { type DialectName, dialects } from '../support/sandbox-instance/dialects/index.ts';
import { proveFamilies } from './platforms/families.ts';
import { type Report, reportOf, sumOf } from './platforms/report.ts';

/**
 * `npm run prove -- platforms --posts 500 --seed 7 --family hollo`: random posts of every family are described under
 * random faults at every request and put back again; nothing else may change, and no text of a person be overwritten.
 */
const { values } = parseArgs({
  options: {
    posts: { type: 'string', default: '25' },
    seed: { type: 'string', default: '1' },
    family: { type: 'string' },
  },
});
const [posts, seed] = [Number(values.posts), Number(values.seed)];
const known = (name: DialectName) => familyOfSoftware(dialects[name]().software) !== undefined;
const names = (Object.keys(dialects) as DialectName[]).filter(known);
/** Whole posts are long; what led to the first few is enough to begin with. */
const mostCauses = 5;

const report = values.family === undefined ? await proveAll() : await proveOne(values.family);
process.stdout.write(`${JSON.stringify(report)}\n`);
process.exitCode = report.ok ? 0 : 1;

async function proveAll(): Promise<Report> {
  const script = process.argv[1] ?? '';
  const argumentsFor = (family: string) => [
    script,
    '--posts',
    String(posts),
    '--seed',
    String(seed),
    '--family',
    family,
  ];
  return sumOf(await proveFamilies(names, argumentsFor), seed);
}

async function proveOne(family: string): Promise<Report> {
  const name = names.find((each) => each === family);
  if (!name) throw new Error(`There is no family "${family}". There are: ${names.join(', ')}.`);
  const beganAtMs = Date.now();
  const tally = await tallyRandomPosts(name, { posts, seed });
  const one = reportOf(tally, seed);
  const seconds = Math.round((Date.now() - beganAtMs) / 1000);
  const { described, refused, partly, undone } = one;
  const wrong = wrongsOf(tally);
  process.stderr.write(
    `${name}: ${posts} posts in ${seconds} s, ${described} described, ${partly} in part, ${refused} refused, ${undone} put back, ${wrong.length} wrong\n`,
  );
  for (const line of wrong.slice(0, mostCauses)) process.stderr.write(`  ${line}\n`);
  return one;
}
