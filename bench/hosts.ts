import { parseArgs } from 'node:util';
import { createOllamaCaptioner } from '../src/captioner/engines/ollama.ts';
import { joinCaptioners } from '../src/captioner/hosts/joint.ts';
import { systemClock as clock } from '../src/lib/clock.ts';
import { createHostFetch } from '../src/lib/safe-fetch.ts';
import { makeTestDatabase } from '../test/support/database.ts';
import { modelName, openEngine, settlePerson } from '../test/support/engine.ts';
import { startSandboxInstance } from '../test/support/sandbox-instance/index.ts';
import { sandboxModel, startSandboxOllama } from '../test/support/sandbox-ollama/index.ts';
import { patchwork } from './site/patchwork.ts';
import { timeRun } from './site/timed-run.ts';

/**
 * What two model hosts of unequal speed come to together: the pictures a run gets described a second at both, over what
 * each comes to alone, summed. Each of the three runs takes about `--seconds 20`, from its claim to its last draft in
 * the rows; `--quick 250 --slow 600` are the milliseconds of a picture at each host.
 */
const target = 0.95;
const { values } = parseArgs({
  options: {
    seconds: { type: 'string', default: '20' },
    quick: { type: 'string', default: '250' },
    slow: { type: 'string', default: '600' },
  },
});
const [seconds, quickMs, slowMs] = [Number(values.seconds), Number(values.quick), Number(values.slow)];
const fetch = createHostFetch({ userAgent: 'Altwright bench', allowedHosts: () => ['127.0.0.1'] });

const quick = await measure([quickMs]);
const slow = await measure([slowMs]);
const both = await measure([quickMs, slowMs]);
const ratio = Math.round((1000 * both.perSecond) / (quick.perSecond + slow.perSecond)) / 1000;
console.log(
  JSON.stringify({
    name: 'hosts',
    ok: [quick, slow, both].every(({ isWhole }) => isWhole) && ratio >= target,
    ratio,
    target,
    perSecond: { quick: rounded(quick.perSecond), slow: rounded(slow.perSecond), both: rounded(both.perSecond) },
    pictures: both.pictures,
    share: both.share,
  }),
);

/** One run at hosts of these speeds, which have the model in memory already. */
async function measure(msPerImage: number[]) {
  const pictures = Math.round(msPerImage.reduce((sum, ms) => sum + (seconds * 1000) / ms, 0));
  const database = await makeTestDatabase();
  const instance = await startSandboxInstance({ dialect: 'mastodon' });
  const hosts = await Promise.all(
    msPerImage.map((ms) =>
      startSandboxOllama({ models: [sandboxModel({ name: modelName, loadMs: 0, msPerImage: ms })] }),
    ),
  );
  const engine = openEngine(database, hosts, { gateOptions: { range: { least: 1, most: 8 } } });
  const captioners = hosts.map(({ url }) => createOllamaCaptioner({ url, fetch, clock }));
  await Promise.all(captioners.map((captioner) => captioner.warm(modelName)));
  await joinCaptioners(captioners, { clock, onListing: engine.slots.note }).models();
  const bob = await settlePerson(database, instance, 'bob');
  for (let index = 0; index < pictures; index += 1) instance.createPost(bob.account, await postOf(index, pictures));
  await engine.start();

  const { row, wallMs } = await timeRun(engine, bob, { processingDelaySeconds: 0, maxPostsPerRun: pictures });
  await engine.stop();
  await Promise.all([instance, ...hosts].map((server) => server.close()));
  database.close();
  return {
    pictures,
    isWhole: row.status === 'completed' && row.imagesDrafted === pictures,
    perSecond: (1000 * pictures) / wallMs,
    share: hosts.map(({ log }) => log.filter(({ route, images }) => route === '/api/chat' && images.length > 0).length),
  };
}

/** Its picture is made before the clock runs: the sandbox would make it while the run works. */
async function postOf(index: number, pictures: number) {
  const createdAt = Date.now() - (pictures - index) * 3_600_000;
  return { text: `Picture ${index}`, createdAt, media: [{ bytes: await patchwork(index) }] };
}

function rounded(perSecond: number): number {
  return Math.round(1000 * perSecond) / 1000;
}
