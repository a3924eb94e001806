import { createHash } from 'node:crypto';
import { type Clock, systemClock } from '../lib/clock.ts';
import { AppError } from '../lib/errors.ts';
import { retryAfterMs } from '../lib/retry-after.ts';
import type { SafeFetch } from '../lib/safe-fetch.ts';
import { say } from '../lib/sentence.ts';
import { pictureError, requirePicture } from './picture-errors.ts';
import type { PictureType } from './picture-type.ts';

export type FetchImageOptions = {
  fetch: SafeFetch;
  maxBytes?: number;
  timeoutMs?: number;
  signal?: AbortSignal;
  clock?: Clock;
};

/** `bytes` own their buffer and may be transferred to another thread; `sha256` in hex. */
export type FetchedImage = { bytes: Uint8Array<ArrayBuffer>; mimeType: PictureType; sha256: string };

/**
 * Downloads one picture. What the picture itself is at fault for is a validation error (`gone`, `forbidden`, `empty`,
 * `too-large`, `unsupported-type`), what may be better later a platform error (`rate-limited`, `unavailable`,
 * `timeout`, `unreachable`, …).
 */
export async function fetchImage(
  url: string,
  { fetch, maxBytes = 40_000_000, timeoutMs = 60_000, signal, clock = systemClock }: FetchImageOptions,
): Promise<FetchedImage> {
  const response = await fetch(url, {
    headers: { accept: 'image/jpeg,image/png,image/webp,image/gif,image/avif,image/*;q=0.5,*/*;q=0.1' },
    // Servers with an object store pass downloads on to its host.
    followToOtherHosts: true,
    maxBytes,
    timeoutMs,
    ...(signal && { signal }),
  }).catch((thrown: unknown) => Promise.reject(asPictureError(thrown, maxBytes)));
  if (!response.ok) {
    await response.body?.cancel();
    throw statusError(response, url, clock.now());
  }
  const bytes = await response.arrayBuffer().then(
    (buffer) => new Uint8Array(buffer),
    (thrown: unknown) => Promise.reject(asPictureError(thrown, maxBytes)),
  );
  const mimeType = requirePicture(bytes);
  return { bytes, mimeType, sha256: createHash('sha256').update(bytes).digest('hex') };
}

/** A picture that is too large stays too large, unlike an answer of a server that is. */
function asPictureError(thrown: unknown, maxBytes: number): unknown {
  if (!(thrown instanceof AppError) || thrown.code !== 'too-large') return thrown;
  return pictureError('too-large', 'tooLarge', { megabytes: Math.round(maxBytes / 1_000_000) }, thrown);
}

function statusError({ status, headers }: Response, url: string, nowMs: number): AppError {
  const { host } = new URL(url);
  if (status === 404 || status === 410) return pictureError('gone', 'gone', { host });
  const retryAtMs = retryAfterMs(headers.get('retry-after'), nowMs);
  const later = { cause: `HTTP ${status}`, ...(retryAtMs !== undefined && { retryAtMs }) };
  if (status === 429) {
    return new AppError('platform', say('images.rateLimited', { host }), { ...later, code: 'rate-limited' });
  }
  if (status >= 500 || status === 408 || status === 425) {
    return new AppError('platform', say('images.unavailable', { host, status }), { ...later, code: 'unavailable' });
  }
  return pictureError('forbidden', 'forbidden', { host, status });
}
