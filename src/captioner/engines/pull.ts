import type { PullProgress } from '../captioner.ts';
import { captionerError } from '../errors.ts';
import { translate } from './ask.ts';
import { createOllamaClient, type HostAccess } from './ollama-client.ts';
import { startWatchdog } from './watchdog.ts';

/** Verifying the sum of many gigabytes on a slow disk is silent for minutes. */
const idleMs = 600_000;

/** Downloads a model, telling every step. Rejects with `no-such-model`, `pull-failed` and the server's own errors. */
export async function pullModel(
  access: HostAccess,
  model: string,
  onProgress: (progress: PullProgress) => void,
  signal: AbortSignal,
): Promise<void> {
  signal.throwIfAborted();
  const hangUp = new AbortController();
  const limits = { firstByteMs: idleMs, idleMs, totalMs: Number.MAX_SAFE_INTEGER };
  const watchdog = startWatchdog(access.clock, limits, () => hangUp.abort());
  const place = { host: access.url, model };
  try {
    const client = createOllamaClient(access, AbortSignal.any([signal, hangUp.signal]));
    for await (const { status, completed, total } of await client.pull({ model, stream: true })) {
      watchdog.touch();
      onProgress({ step: status, completedBytes: completed ?? null, totalBytes: total ?? null });
    }
  } catch (thrown) {
    if (signal.aborted) throw signal.reason;
    // Errors come as lines of a running stream, because its first line is out before anything is known.
    const message = thrown instanceof Error ? thrown.message : '';
    if (/file does not exist|manifest unknown|invalid model name/i.test(message)) {
      throw captionerError('no-such-model', place, thrown);
    }
    const isErrorLine = thrown instanceof Error && thrown.constructor === Error;
    throw isErrorLine ? captionerError('pull-failed', place, thrown) : translate(thrown, place, watchdog);
  } finally {
    watchdog.stop();
    hangUp.abort();
  }
}
