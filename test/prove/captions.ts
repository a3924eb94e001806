import { parseArgs } from 'node:util';
import { ensureSystemParts } from '../../scripts/launch/system.mjs';

/**
 * `npm run prove -- captions --model gemma4`: pictures with known contents through the whole captioner, a line for each,
 * to see how well a model describes. With OLLAMA_HOST in the environment a real one there; else the sandbox's, which
 * says a good description of each, so that what is proved is everything around it.
 */
const { values } = parseArgs({
  options: {
    model: { type: 'string' },
    /** Only pictures whose names contain this. */
    only: { type: 'string', default: '' },
  },
});

await ensureSystemParts();
// Looks for the browser when it is loaded.
const { launchBrowser } = await import('../support/chromium.ts');
const { proveCaptions } = await import('./captions/proof.ts');

const browser = await launchBrowser();
try {
  const report = await proveCaptions({
    browser,
    host: process.env.OLLAMA_HOST ?? null,
    model: values.model ?? null,
    only: values.only,
    say: (line) => void process.stderr.write(`${line}\n`),
  });
  process.stdout.write(`${JSON.stringify(report)}\n`);
  process.exitCode = report.ok ? 0 : 1;
} finally {
  await browser.close();
}
