import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { targetFor } from '../../../src/captioner/family.ts';
import { prepareImage } from '../../../src/images/prepare-image.ts';
import { startSandboxInstance } from '../../support/sandbox-instance/index.ts';
import { renderPicture } from '../../support/sandbox-instance/photographs.ts';
import { sandboxModel, startSandboxOllama } from '../../support/sandbox-ollama/index.ts';
import { freePort } from '../../support/server-process.ts';

const model = sandboxModel({ name: 'gemma3:4b', msPerImage: 60, loadMs: 60 });
const imagesPerKill = 3;
/** Nobody waits in the proof for what a server's limits would make a person wait for. */
const roomyLimit = 1_000_000;

/** A picture that Altwright must describe: `sha256` is of what the model gets to see. */
export type Picture = { key: string; postId: string; mediaId: string; sha256: string };

export type Ground = Awaited<ReturnType<typeof openGround>>;

/** The far ends, which live in this process and outlive every kill, and the program's folder and settings. */
export async function openGround(kills: number, seed: number) {
  const instance = await startSandboxInstance({ dialect: 'mastodon', seed });
  for (const limit of ['token', 'user', 'address', 'paging', 'statuses']) instance.setRateLimit(limit, roomyLimit);
  const account = instance.createAccount({ username: 'robin', password: 'a walk by the sea' });
  const images = kills * imagesPerKill;
  const made = instance.fillWithPosts(account, { posts: Math.ceil(images * 0.7), images, seed });
  const ollama = await startSandboxOllama({ models: [model], seed });
  const dataDir = mkdtempSync(join(tmpdir(), 'altwright-crash-'));

  const wanted = made
    .filter(({ visibility }) => visibility !== 'direct')
    .flatMap(({ id, mediaIds }) => mediaIds.map((mediaId, index) => ({ postId: id, mediaId, number: index + 1 })))
    .filter(({ mediaId }) => !instance.media(mediaId)?.description);
  const pictures: Picture[] = [];
  for (const { postId, mediaId, number } of wanted) {
    const key = keyOf(instance.postUrl(postId), number);
    pictures.push({ key, postId, mediaId, sha256: await hashForModel(instance, mediaId) });
  }
  const settings = {
    ...{ DATA_DIR: dataDir, PORT: String(await freePort()), OLLAMA_HOST: ollama.url },
    ...{ ALLOWED_HOSTS: new URL(instance.origin).host, PUBLISH_AFTER_MS: '0', EDITS_PER_HOUR: '600' },
  };
  const close = async () => {
    await Promise.all([instance.close(), ollama.close()]);
    rmSync(dataDir, { recursive: true, force: true });
  };
  return { instance, account, ollama, pictures, dataDir, settings, before: instance.snapshot(), close };
}

/** How pages and posts name the same picture: the post's address and the place in it, from 1. */
export const keyOf = (postUrl: string, number: number) => `${postUrl} ${number}`;

async function hashForModel(instance: Awaited<ReturnType<typeof startSandboxInstance>>, mediaId: string) {
  const media = instance.media(mediaId);
  if (!media) throw new Error(`there is no picture ${mediaId}`);
  const bytes = await renderPicture(media.source, media.mimeType);
  const { forModel } = await prepareImage(bytes, targetFor(model.family, model.name));
  return createHash('sha256').update(forModel).digest('hex');
}
