import { readdir, readFile } from 'node:fs/promises';
import { type ModelTarget, prepareImage } from '../src/images/prepare-image.ts';
import { sharp } from '../src/images/sharp.ts';

/**
 * What preparing pictures costs beyond the sharp calls somebody would write for the same two outputs: one decoding for
 * the model, one for the thumbnail. Two pictures at a time, as in a run. Both ways take turns. `ratio` compares
 * processor time, which is what a run has too little of and which other programs hardly change; `wallRatio` time passed.
 */
const budget = 1.1;
const rounds = 10;
const target: ModelTarget = { longestSidePx: 4096, mostPixels: 786_432, minSidePx: 64, maxAspect: 20 };

const photos = new URL('../test/support/photos/', import.meta.url);

async function loadPictures(): Promise<Buffer[]> {
  const names = (await readdir(photos)).filter((name) => name.endsWith('.jpg')).sort();
  const small = await Promise.all(names.map((name) => readFile(new URL(name, photos))));
  // Phones send larger ones: the same photographs at the sizes servers keep.
  const large = small.map((bytes) => sharp(bytes).resize({ width: 2000 }).jpeg({ quality: 90 }).toBuffer());
  return [...small, ...(await Promise.all(large))];
}

async function bareSharpCalls(bytes: Buffer): Promise<void> {
  const resized = (side: number) =>
    sharp(bytes, { failOn: 'error' })
      .autoOrient()
      .flatten({ background: '#fff' })
      .resize({ width: side, height: side, fit: 'inside', withoutEnlargement: true });
  await Promise.all([
    resized(1024).jpeg({ quality: 85 }).toBuffer(),
    resized(640).webp({ quality: 75, effort: 2 }).toBuffer(),
  ]);
}

type Times = { wallMs: number; processorMs: number };

/** Works through all pictures with two lanes. */
async function measure(work: (bytes: Buffer) => Promise<unknown>): Promise<Times> {
  const waiting = pictures.values();
  const lane = async () => {
    for (const bytes of waiting) await work(bytes);
  };
  const startMs = performance.now();
  const usage = process.cpuUsage();
  await Promise.all([lane(), lane()]);
  const { user, system } = process.cpuUsage(usage);
  return { wallMs: performance.now() - startMs, processorMs: (user + system) / 1000 };
}

const pictures = await loadPictures();
const prepared: Times[] = [];
const bare: Times[] = [];
for (let round = 0; round < rounds; round += 1) {
  prepared.push(await measure((bytes) => prepareImage(bytes, target)));
  bare.push(await measure(bareSharpCalls));
}

const fastest = (times: Times[], name: keyof Times) => Math.min(...times.map((one) => one[name]));
const rounded = (value: number) => Math.round(value * 1000) / 1000;
const ratioOf = (name: keyof Times) => rounded(fastest(prepared, name) / fastest(bare, name));
const ratio = ratioOf('processorMs');
console.log(
  JSON.stringify({
    name: 'images',
    ok: ratio <= budget,
    ratio,
    budget,
    wallRatio: ratioOf('wallMs'),
    pictures: pictures.length,
    prepareMs: rounded(fastest(prepared, 'processorMs') / pictures.length),
    bareMs: rounded(fastest(bare, 'processorMs') / pictures.length),
  }),
);
