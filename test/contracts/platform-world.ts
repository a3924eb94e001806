import type { Clock } from '../../src/lib/clock.ts';
import { AppError } from '../../src/lib/errors.ts';
import { createSafeFetch } from '../../src/lib/safe-fetch.ts';
import { detectInstance } from '../../src/platforms/detect.ts';
import { connectPlatform } from '../../src/platforms/index.ts';
import type { EditablePost, Fetch } from '../../src/platforms/platform.ts';
import type { DialectName } from '../support/sandbox-instance/dialects/index.ts';
import { type SandboxInstance, startSandboxInstance } from '../support/sandbox-instance/index.ts';
import type { Account } from '../support/sandbox-instance/records.ts';
import { differencesOf } from './differences.ts';

export const scopes = 'read:accounts read:statuses write:statuses';

/** Real time, but pauses between repeats take none. */
export const impatientClock: Clock = { now: () => Date.now(), sleep: async () => {} };

const safeFetch = createSafeFetch({ userAgent: 'Altwright tests', allowedHosts: () => ['127.0.0.1'] });

export type PlatformWorld = Awaited<ReturnType<typeof openWorld>>;

/** A sandbox instance with Bob on it and a client that holds his token. */
export async function openWorld(dialect: DialectName, version?: string) {
  const sandbox = await startSandboxInstance({ dialect, ...(version !== undefined && { version }) });
  const differences = differencesOf(dialect);
  // The client's pauses take no time here, so the server must not count by it.
  sandbox.liftRateLimits();
  const patience = { writeMs: 10_000 };
  const fetch: Fetch = (url, init) => {
    const { pathname, search } = new URL(url);
    const isWrite =
      init?.method === 'PUT' || differences.isEdit({ method: init?.method ?? 'GET', path: pathname + search });
    return safeFetch(url, isWrite ? { ...init, timeoutMs: patience.writeMs } : init);
  };
  const bob = sandbox.createAccount({ username: 'bob', password: 'bob' });
  const options = { fetch, clock: impatientClock, allowHttp: () => true };
  const { instance } = await detectInstance(sandbox.origin, options).catch(async (thrown) => {
    await sandbox.close();
    throw thrown;
  });

  const clientOf = (account: Account, given = differences.scopes) =>
    connectPlatform({
      instance,
      credentials: { accessToken: sandbox.issueToken(account, given), scopes: given },
      fetch,
      clock: impatientClock,
    });

  return { sandbox, instance, differences, fetch, bob, client: clientOf(bob), clientOf, patience };
}

/** The state an approval was given for. */
export function expectedOf({ fingerprint, post }: EditablePost) {
  return { fingerprint, mediaIds: post.media.map(({ id }) => id) };
}

/** The requests the server has seen that change what a post shows: see `Differences.isEdit`. */
export function editsOf({ log, dialect }: SandboxInstance) {
  return log.filter(differencesOf(dialect).isEdit);
}

/** The AppError a call ends with. */
export async function errorOf(call: Promise<unknown>): Promise<AppError> {
  try {
    await call;
  } catch (thrown) {
    if (thrown instanceof AppError) return thrown;
    throw thrown;
  }
  throw new Error('it went well');
}
