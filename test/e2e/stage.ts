import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { launchBrowser } from '../support/chromium.ts';
import { startSandboxInstance } from '../support/sandbox-instance/index.ts';
import type { NewPost } from '../support/sandbox-instance/posting.ts';
import { sandboxModel, startSandboxOllama } from '../support/sandbox-ollama/index.ts';
import { freePort, type ReadyServer, startServerProcess } from '../support/server-process.ts';

export type StageOptions = {
  /** What Alice has posted on her server, oldest first. */
  posts: NewPost[];
  /** How long the model takes for a picture, 40 % of it in silence. */
  msPerImage: number;
  /** Installed beside the model that describes. */
  otherModels?: string[];
  /** More settings for the program. */
  settings?: Record<string, string>;
};

export type Stage = Awaited<ReturnType<typeof openStage>>;

const anHourMs = 3_600_000;

/**
 * The program as `npm start` runs it, over a data folder of its own, between a server with Alice's posts and a model;
 * and a browser. One for each test file: open it in `beforeAll`, close it in `afterAll`.
 */
export async function openStage({ posts, msPerImage, otherModels = [], settings: more }: StageOptions) {
  const endings: (() => unknown)[] = [];
  const close = async () => {
    for (const end of endings.splice(0).reverse()) await end();
  };
  try {
    const browser: Browser = await launchBrowser();
    endings.push(() => browser.close());
    const instance = await startSandboxInstance({ dialect: 'mastodon' });
    endings.push(instance.close);
    const unknown = await startSandboxInstance({ dialect: 'other' });
    endings.push(unknown.close);
    const account = instance.createAccount({ username: 'alice', password: 'a walk by the sea' });
    const firstAt = Date.now() - (posts.length + 1) * anHourMs;
    const made = posts.map((post, at) => instance.createPost(account, { createdAt: firstAt + at * anHourMs, ...post }));

    const models = ['gemma3:4b', ...otherModels].map((name) => sandboxModel({ name, msPerImage, loadMs: 0 }));
    const ollama = await startSandboxOllama({ models });
    endings.push(ollama.close);
    const dataDir = mkdtempSync(join(tmpdir(), 'altwright-e2e-'));
    endings.push(() => rmSync(dataDir, { recursive: true, force: true }));
    const settings = {
      ...{ PORT: String(await freePort()), DATA_DIR: dataDir, OLLAMA_HOST: ollama.url },
      ...{
        ALLOWED_HOSTS: [instance, unknown].map(({ origin }) => new URL(origin).host).join(','),
        PUBLISH_AFTER_MS: '0',
        EDITS_PER_HOUR: '600',
      },
      ...more,
    };
    let server: ReadyServer = await startServerProcess(settings);
    endings.push(() => server.stop());

    return {
      browser,
      instance,
      /** A server whose software nobody knows. */
      unknown,
      account,
      posts: made,
      ollama,
      /** What the program printed for its first visitor. */
      setUpLink: server.link,
      address: new URL(server.link).origin,
      /** Kills the program without a warning; `start` brings it back at the same address. */
      kill: () => server.kill(),
      start: async () => {
        server = await startServerProcess(settings);
      },
      close,
    };
  } catch (thrown) {
    await close();
    throw thrown;
  }
}
