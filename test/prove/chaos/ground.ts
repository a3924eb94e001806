import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { targetFor } from '../../../src/captioner/family.ts';
import { prepareImage } from '../../../src/images/prepare-image.ts';
import type { Clock } from '../../../src/lib/clock.ts';
import { type SandboxInstance, startSandboxInstance } from '../../support/sandbox-instance/index.ts';
import { renderPicture } from '../../support/sandbox-instance/photographs.ts';
import { sandboxModel, startSandboxOllama } from '../../support/sandbox-ollama/index.ts';
import { freePort } from '../../support/server-process.ts';
import type { Login, ServerAccount } from '../../support/story/coming-in.ts';

const model = sandboxModel({ name: 'gemma3:4b', msPerImage: 60, loadMs: 60 });
/** Nobody waits in a proof for what a server's limits would make a person wait for. */
const roomyLimit = 1_000_000;

/** For each person, the servers (by number) where she has an account. */
export type Household = readonly (readonly number[])[];

export type Person = { login: Login; accounts: ServerAccount[] };

/** A picture that Altwright must describe: `sha256` is of what the model gets to see. */
export type Picture = { key: string; mediaId: string; instance: SandboxInstance; sha256: string };

export type Ground = Awaited<ReturnType<typeof openGround>>;

export type GroundWish = {
  household: Household;
  /** Pictures in all, about one in five of which needs no description. */
  images: number;
  seed: number;
  /** The time the servers live in. */
  clock: Clock;
};

const names = ['Robin', 'Sam', 'Kim'];

/** The far ends, which live in this process and outlive every kill, and the program's folder and settings. */
export async function openGround({ household, images, seed, clock }: GroundWish) {
  const numbers = [...new Set(household.flat())];
  const instances = await Promise.all(numbers.map((number) => openInstance(number, seed, clock)));
  const perAccount = Math.ceil(images / household.flat().length);
  const people: Person[] = [];
  const pictures: Picture[] = [];
  for (const [index, servers] of household.entries()) {
    const name = names[index] ?? `Person ${index + 1}`;
    const person: Person = { login: { name, password: 'nineteen quiet herons' }, accounts: [] };
    for (const server of servers) {
      const instance = instances[server] as SandboxInstance;
      const account = { username: name.toLowerCase(), password: 'a walk by the sea' };
      person.accounts.push({ origin: instance.origin, ...account });
      pictures.push(...(await fill(instance, account, { images: perAccount, seed: `${seed} ${index} ${server}` })));
    }
    people.push(person);
  }
  requireDifferent(pictures);

  const ollama = await startSandboxOllama({ models: [model], seed, port: await freePort() });
  const dataDir = mkdtempSync(join(tmpdir(), 'altwright-chaos-'));
  const hosts = instances.map(({ origin }) => new URL(origin).host);
  const settings = {
    ...{ DATA_DIR: dataDir, PORT: String(await freePort()), OLLAMA_HOST: ollama.url },
    ...{ ALLOWED_HOSTS: hosts.join(','), PUBLISH_AFTER_MS: '0', EDITS_PER_HOUR: '600' },
  };
  const close = async () => {
    await Promise.all([...instances, ollama].map((server) => server.close()));
    rmSync(dataDir, { recursive: true, force: true });
  };
  return { instances, ollama, people, pictures, dataDir, settings, before: snapshotsOf(instances), close };
}

async function openInstance(number: number, seed: number, clock: Clock): Promise<SandboxInstance> {
  const port = await freePort();
  const instance = await startSandboxInstance({ dialect: 'mastodon', seed: seed * 10 + number, port, clock });
  for (const limit of ['token', 'user', 'address', 'paging', 'statuses']) instance.setRateLimit(limit, roomyLimit);
  return instance;
}

type Filling = { images: number; seed: string };

/** Makes the account with its past, and answers its pictures that are to be described. */
async function fill(
  instance: SandboxInstance,
  login: { username: string; password: string },
  { images, seed }: Filling,
): Promise<Picture[]> {
  const account = instance.createAccount(login);
  const made = instance.fillWithPosts(account, { posts: Math.ceil(images * 0.7), images, seed: numberOf(seed) });
  const wanted = made
    .filter(({ visibility }) => visibility !== 'direct')
    .flatMap(({ id, mediaIds }) => mediaIds.map((mediaId, index) => ({ postId: id, mediaId, number: index + 1 })))
    .filter(({ mediaId }) => !instance.media(mediaId)?.description);
  const pictures: Picture[] = [];
  for (const { postId, mediaId, number } of wanted) {
    const key = keyOf(instance.postUrl(postId), number);
    pictures.push({ key, mediaId, instance, sha256: await hashForModel(instance, mediaId) });
  }
  return pictures;
}

const numberOf = (seed: string) => createHash('sha256').update(seed).digest().readUInt32BE(0);

/** How pages and posts name the same picture: the post's address and the place in it, from 1. */
export const keyOf = (postUrl: string, number: number) => `${postUrl} ${number}`;

/** All posts of all servers as they stand now. */
export const snapshotsOf = (instances: SandboxInstance[]) => instances.map((instance) => instance.snapshot());

async function hashForModel(instance: SandboxInstance, mediaId: string) {
  const media = instance.media(mediaId);
  if (!media) throw new Error(`there is no picture ${mediaId}`);
  const bytes = await renderPicture(media.source, media.mimeType);
  const { forModel } = await prepareImage(bytes, targetFor(model.family, model.name));
  return createHash('sha256').update(forModel).digest('hex');
}

/** The model's log tells pictures apart by their bytes alone. */
function requireDifferent(pictures: Picture[]): void {
  if (new Set(pictures.map(({ sha256 }) => sha256)).size === pictures.length) return;
  throw new Error('two pictures of this proof are the same; another seed makes others');
}
