import { parseArgs } from 'node:util';
import { defaultSettings } from '../src/generation/settings.ts';
import { makeTestDatabase } from '../test/support/database.ts';
import { modelName, openEngine, settlePerson } from '../test/support/engine.ts';
import { startSandboxInstance } from '../test/support/sandbox-instance/index.ts';
import { sandboxModel, startSandboxOllama } from '../test/support/sandbox-ollama/index.ts';
import { patchwork } from './site/patchwork.ts';
import { timeRun } from './site/timed-run.ts';

/**
 * How well a run keeps the model busy: the time from the claim of a run to its last draft in the rows, over the time
 * the sandbox model was generating (250 ms a picture, one slot). `--images 100 --delay 0` for other runs; the delay is
 * in seconds.
 */
const budget = 1.1;
const { values } = parseArgs({
  options: { images: { type: 'string', default: '60' }, delay: { type: 'string' } },
});
const images = Number(values.images);
const processingDelaySeconds = Number(values.delay ?? defaultSettings.processingDelaySeconds);

const database = await makeTestDatabase();
const instance = await startSandboxInstance({ dialect: 'mastodon' });
const ollama = await startSandboxOllama({ models: [sandboxModel({ name: modelName, loadMs: 0, msPerImage: 250 })] });
const engine = openEngine(database, ollama);
const bob = await settlePerson(database, instance, 'bob');
await postPictures();
await engine.start();

const { row, wallMs } = await timeRun(engine, bob, { processingDelaySeconds, maxPostsPerRun: images });
const busyMs = ollama.busyMs();
await engine.stop();
await Promise.all([instance.close(), ollama.close()]);
database.close();

const ratio = Math.round((1000 * wallMs) / busyMs) / 1000;
const isWhole = row.status === 'completed' && row.imagesDrafted === images;
console.log(
  JSON.stringify({
    name: 'saturation',
    ok: isWhole && ratio <= budget,
    ratio,
    budget,
    images: row.imagesDrafted,
    delaySeconds: processingDelaySeconds,
    wallMs,
    busyMs: Math.round(busyMs),
  }),
);

/** The pictures are made before the clock runs: the sandbox would make them while the run works. */
async function postPictures(): Promise<void> {
  for (let index = 0; index < images; index += 1) {
    const createdAt = Date.now() - (images - index) * 3_600_000;
    const media = [{ bytes: await patchwork(index) }];
    instance.createPost(bob.account, { text: `Picture ${index}`, createdAt, media });
  }
}
