import type { Connection } from '../../src/connections/connections.ts';
import type { TestClock } from './clock.ts';
import { testInstance, testOllama } from './engine.ts';
import type { HistoryOptions } from './sandbox-instance/history.ts';
import type { SandboxOllamaOptions } from './sandbox-ollama/index.ts';
import { openTestWeb } from './web.ts';

const scopes = 'read:accounts read:statuses write:statuses';

export type RunWebOptions = {
  posts?: HistoryOptions;
  ollama?: SandboxOllamaOptions;
  /** Nobody answers where Ollama should be. */
  withoutOllama?: boolean;
  clock?: TestClock;
};

/** The web app with both sandboxes behind it, and Bob connected to the server where he has posted. */
export async function openRunWeb({ posts, ollama: ollamaOptions, withoutOllama = false, ...more }: RunWebOptions = {}) {
  const instance = await testInstance({ dialect: 'mastodon' });
  const ollama = await testOllama({ timeScale: 0.01, ...ollamaOptions });
  const env: Record<string, string> = withoutOllama ? {} : { OLLAMA_HOST: ollama.url };
  const web = await openTestWeb({ env, ...more });
  const connect = async (username: string): Promise<Connection> => {
    const account = instance.createAccount({ username, password: 'a password of his' });
    instance.fillWithPosts(account, posts ?? { posts: 3, images: 4, others: 0 });
    const token = instance.issueToken(account, scopes);
    return web.parts.connections.addToken({ userId: web.bob.user.id, server: instance.origin, token });
  };
  const connection = await connect('bob');
  const browser = web.as(web.bob);
  const text = async (path: string) => await (await browser.get(path)).text();
  return { ...web, instance, ollama, connect, connection, browser, text };
}

/** The fields that the form of a run sends, with the defaults of a quick run. */
export function runFields(connectionId: string, changed: Record<string, string> = {}): Record<string, string> {
  return {
    ...{ connectionId, model: 'gemma3:4b', maxPostsPerRun: '50', maxCaptionLength: '500' },
    ...{ optimalMinLength: '80', optimalMaxLength: '200', processingDelaySeconds: '0' },
    ...{ fromDate: '', toDate: '', postUrl: '', visibilities: 'public', includeReplies: 'on' },
    ...changed,
  };
}
