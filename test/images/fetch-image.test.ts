import { createHash } from 'node:crypto';
import type { RequestListener } from 'node:http';
import { describe, expect, it } from 'vitest';
import { fetchImage } from '../../src/images/fetch-image.ts';
import { createSafeFetch } from '../../src/lib/safe-fetch.ts';
import { listen, refusal } from '../lib/far-end.ts';
import { draw, noise, red } from './pictures.ts';

const fetch = createSafeFetch({ allowedHosts: () => ['127.0.0.1', 'localhost'], userAgent: 'Altwright/test' });
const clock = { now: () => 1_000_000, sleep: async () => {} };

async function fetchFrom(onRequest: RequestListener, options: { maxBytes?: number; timeoutMs?: number } = {}) {
  return fetchImage(`http://${await listen(onRequest)}/picture`, { fetch, clock, ...options });
}

const answer =
  (status: number, headers: Record<string, string> = {}, body: string | Uint8Array = ''): RequestListener =>
  (_request, response) =>
    response.writeHead(status, headers).end(body);

describe('fetchImage', () => {
  it('tells the type by the bytes, not by the label', async () => {
    const png = await draw(20, 20, () => red)
      .png()
      .toBuffer();
    const { bytes, mimeType, sha256 } = await fetchFrom(answer(200, { 'content-type': 'text/plain' }, png));
    expect(mimeType).toBe('image/png');
    expect(Buffer.from(bytes).equals(png)).toBe(true);
    expect(sha256).toBe(createHash('sha256').update(png).digest('hex'));
  });

  it('follows to the object store of a server', async () => {
    const png = await draw(20, 20, () => red)
      .png()
      .toBuffer();
    const store = await listen(answer(200, {}, png));
    const location = `http://localhost:${store.split(':')[1]}/bucket/picture`;
    expect((await fetchFrom(answer(302, { location }))).mimeType).toBe('image/png');
  });

  it.each([
    ['a missing picture', answer(404), 'validation', 'gone'],
    ['a removed picture', answer(410), 'validation', 'gone'],
    ['a forbidden picture', answer(403), 'validation', 'forbidden'],
    ['a server in trouble', answer(502, {}, '<html>'), 'platform', 'unavailable'],
    ['an empty file', answer(200), 'validation', 'empty'],
    [
      'a web page',
      answer(200, { 'content-type': 'image/png' }, '<!doctype html>sign in'),
      'validation',
      'unsupported-type',
    ],
    ['words', answer(200, { 'content-type': 'image/png' }, 'hello'), 'validation', 'unsupported-type'],
  ])('refuses %s', async (_name, onRequest, category, code) => {
    expect(await refusal(fetchFrom(onRequest))).toMatchObject({ category, code });
  });

  it('waits as long as a rate limit asks', async () => {
    const error = await refusal(fetchFrom(answer(429, { 'retry-after': '30' })));
    expect(error).toMatchObject({ category: 'platform', code: 'rate-limited', retryAtMs: 1_030_000 });
  });

  it('refuses a file that is too large, announced or not, as the picture\u2019s own fault', async () => {
    const large = await noise(300, 300).png().toBuffer();
    const announced = answer(200, { 'content-length': String(large.byteLength) }, large);
    const streamed: RequestListener = (_request, response) => response.write(large, () => response.end());
    for (const onRequest of [announced, streamed]) {
      const error = await refusal(fetchFrom(onRequest, { maxBytes: 10_000 }));
      expect(error).toMatchObject({ category: 'validation', code: 'too-large' });
    }
  });

  it('can be tried again after silence', async () => {
    const silent: RequestListener = (_request, response) => void response.write('\x89PNG');
    expect(await refusal(fetchFrom(silent, { timeoutMs: 50 }))).toMatchObject({
      category: 'platform',
      code: 'timeout',
    });
  });

  it('stops when told to, with the reason given', async () => {
    const controller = new AbortController();
    const host = await listen((_request, response) => response.write('x', () => controller.abort('cancelled')));
    const options = { fetch, clock, signal: controller.signal };
    await expect(fetchImage(`http://${host}/`, options)).rejects.toBe('cancelled');
  });
});
