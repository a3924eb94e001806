import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openable } from '../../../src/cli/serve.ts';
import { type Program, startProgram } from '../../../src/compose.ts';
import { loadConfig } from '../../../src/config.ts';
import { createLog, type Log } from '../../../src/lib/log.ts';
import type { DialectName } from '../sandbox-instance/dialects/index.ts';
import { type SandboxInstance, startSandboxInstance } from '../sandbox-instance/index.ts';
import type { Account } from '../sandbox-instance/records.ts';
import { postAlbum } from './album.ts';
import { type ModelServer, openModelServer } from './model-server.ts';

export type StageOptions = {
  dialect: DialectName;
  /** How long the sandbox model takes for a picture. */
  msPerImage: number;
  /** Settings that are the demo's own unless the environment says otherwise. */
  usual: Record<string, string>;
};

export type Stage = {
  program: Program;
  log: Log;
  /** Where a browser opens it. */
  address: string;
  instance: SandboxInstance;
  /** Whose posts they are, and the password on the instance's own pages. */
  account: Account;
  modelServer: ModelServer;
  /** Ends everything in order and removes the data. */
  stop: () => Promise<void>;
};

/** Enough of everything that occurs: words in four languages, warnings, a reply, a poll, described and broken pictures. */
const history = { posts: 14, images: 24, broken: ['corrupt', 'gone'] as const };

/** The whole program over a data folder of its own, between a filled server and something that describes pictures. */
export async function openStage({ dialect, msPerImage, usual }: StageOptions): Promise<Stage> {
  const endings: (() => unknown)[] = [];
  const stop = async () => {
    for (const end of endings.splice(0).reverse()) await end();
  };
  try {
    const instance = await startSandboxInstance({ dialect });
    endings.push(instance.close);
    const account = instance.createAccount({ username: 'robin', password: 'a walk by the sea' });
    instance.fillWithPosts(account, { ...history, broken: [...history.broken] });
    postAlbum(instance, account, Date.now());
    const modelServer = await openModelServer(process.env.OLLAMA_HOST, msPerImage);
    endings.push(modelServer.close);

    const dataDir = mkdtempSync(join(tmpdir(), 'altwright-demo-'));
    endings.push(() => rmSync(dataDir, { recursive: true, force: true }));
    const config = loadConfig({
      ...{ LOG_LEVEL: 'warn', ...usual, ...process.env },
      ...{ DATA_DIR: dataDir, OLLAMA_HOST: modelServer.url, ALLOWED_HOSTS: new URL(instance.origin).host },
    });
    const log = createLog(config.logLevel);
    const program = await startProgram(config, log);
    endings.push(program.stop);
    return { program, log, address: openable(program.origin), instance, account, modelServer, stop };
  } catch (thrown) {
    await stop();
    throw thrown;
  }
}
