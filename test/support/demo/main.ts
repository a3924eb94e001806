import { parseArgs } from 'node:util';
import { type DialectName, dialects } from '../sandbox-instance/dialects/index.ts';
import { runHeadless } from './headless.ts';
import { runInteractive } from './interactive.ts';

/**
 * `npm run demo`: Altwright between a sandbox server full of posts and a model that describes them, ready to click
 * through. With `--headless` it does the whole job by itself and ends with one JSON object on the last line.
 */
const { values } = parseArgs({
  options: { headless: { type: 'boolean', default: false }, dialect: { type: 'string', default: 'mastodon' } },
});
const isKnown = (name: string): name is DialectName => Object.hasOwn(dialects, name);

if (!isKnown(values.dialect)) {
  process.stderr.write(`There is no dialect "${values.dialect}". There are: ${Object.keys(dialects).join(', ')}.\n`);
  process.exitCode = 2;
} else if (values.headless) {
  const report = await runHeadless(values.dialect, (line) => process.stderr.write(`${line}\n`));
  process.stdout.write(`${JSON.stringify(report)}\n`);
  process.exitCode = report.ok ? 0 : 1;
} else await runInteractive(values.dialect);
