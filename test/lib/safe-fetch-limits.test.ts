import type { Socket } from 'node:net';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { createSafeFetch, type SafeFetchInit } from '../../src/lib/safe-fetch.ts';
import { codeOf, listen, listenRaw, refusal } from './far-end.ts';

const safeFetch = createSafeFetch({ allowedHosts: () => ['127.0.0.1'], userAgent: 'Altwright/test' });

/** Fetches and reads to the end. */
async function read(address: string, init?: SafeFetchInit): Promise<string> {
  return (await safeFetch(address, init)).text();
}

describe('size', () => {
  it('refuses an answer that announces too much, before reading it', async () => {
    const host = await listen((_request, response) => response.writeHead(200, { 'content-length': '2000' }).write('x'));
    const error = await refusal(safeFetch(`http://${host}/`, { maxBytes: 1000 }));
    expect(error).toMatchObject({ code: 'too-large', sentence: { values: { host } } });
  });

  it('cuts an answer off that sends more than allowed', async () => {
    const closed = Promise.withResolvers<void>();
    const host = await listen((_request, response) => {
      response.on('close', closed.resolve);
      const more = () => response.destroyed || response.write('x'.repeat(10_000), more);
      more();
    });
    expect(await codeOf(read(`http://${host}/`, { maxBytes: 1_000_000 }))).toBe('too-large');
    await expect(closed.promise).resolves.toBeUndefined();
  });

  it('cuts a gzip bomb off', async () => {
    const bomb = gzipSync(Buffer.alloc(100_000_000));
    const host = await listen((_request, response) => {
      response.writeHead(200, { 'content-encoding': 'gzip' }).end(bomb);
    });
    expect(bomb.byteLength).toBeLessThan(1_000_000);
    expect(await codeOf(read(`http://${host}/`, { maxBytes: 1_000_000 }))).toBe('too-large');
  });
});

describe('far ends that fail', () => {
  it('gives each reason its own sentence', async () => {
    const lookup = async () => {
      throw Object.assign(new Error('getaddrinfo ENOTFOUND'), { code: 'ENOTFOUND' });
    };
    const nameless = createSafeFetch({ allowedHosts: () => [], userAgent: 'a', lookup });
    expect((await refusal(nameless('http://gone.example/'))).sentence.key).toBe('net.unknownName');
    expect((await refusal(safeFetch('http://127.0.0.1:1/'))).sentence.key).toBe('net.refused');
    const plain = await listenRaw((socket) => socket.end('HTTP/1.1 400 no\r\n\r\n'));
    expect((await refusal(safeFetch(`https://${plain}/`))).sentence.key).toBe('net.certificate');
    const garbage = await listenRaw((socket) => socket.once('data', () => socket.end('SSH-2.0-OpenSSH\r\n')));
    expect((await refusal(safeFetch(`http://${garbage}/`))).code).toBe('bad-answer');
  });

  it('reports a connection that breaks in the body', async () => {
    const host = await listen((_request, response) => {
      response.writeHead(200, { 'content-length': '100' });
      response.write('half', () => response.destroy());
    });
    expect((await refusal(read(`http://${host}/`))).sentence.key).toBe('net.brokenOff');
  });

  it('reports packed bytes that are cut short', async () => {
    const packed = gzipSync('hello '.repeat(1000));
    const host = await listen((_request, response) => {
      response.writeHead(200, { 'content-encoding': 'gzip' }).end(packed.subarray(0, -10));
    });
    expect(await codeOf(read(`http://${host}/`))).toBe('bad-answer');
  });

  it('gives up on silence before the headers, within the body, and over all', async () => {
    const silent = await listen(() => {});
    expect(await codeOf(safeFetch(`http://${silent}/`, { headersTimeoutMs: 50 }))).toBe('timeout');
    expect(await codeOf(safeFetch(`http://${silent}/`, { timeoutMs: 50 }))).toBe('timeout');
    const stalled = await listen((_request, response) => void response.write('half'));
    expect(await codeOf(read(`http://${stalled}/`, { bodyTimeoutMs: 50 }))).toBe('timeout');
    expect(await codeOf(read(`http://${stalled}/`, { timeoutMs: 50 }))).toBe('timeout');
  });

  it('gives up on a connection that is not made', async () => {
    const lookup = () => new Promise<never>(() => {});
    const fetch = createSafeFetch({ allowedHosts: () => [], userAgent: 'a', lookup });
    expect(await codeOf(fetch('http://slow.example/', { connectTimeoutMs: 50 }))).toBe('timeout');
  });

  it('frees the connection of an answer that nobody reads when the time is up', async () => {
    const closed = Promise.withResolvers<void>();
    const host = await listen((_request, response) => {
      response.on('close', closed.resolve);
      response.write('half');
    });
    expect((await safeFetch(`http://${host}/`, { timeoutMs: 50 })).status).toBe(200);
    await expect(closed.promise).resolves.toBeUndefined();
  });
});

describe('aborting', () => {
  it('rejects with the reason and reaches the far end before the headers', async () => {
    const reached = Promise.withResolvers<Socket>();
    const host = await listen((request) => reached.resolve(request.socket));
    const controller = new AbortController();
    const answer = safeFetch(`http://${host}/`, { method: 'POST', body: '{}', signal: controller.signal });
    const socket = await reached.promise;
    const closed = new Promise((resolve) => socket.on('error', () => {}).on('close', resolve));
    controller.abort('enough');
    await expect(answer).rejects.toBe('enough');
    await expect(closed).resolves.toBeDefined();
  });

  it('rejects a read with the reason and reaches the far end in the middle of a body', async () => {
    const closed = Promise.withResolvers<void>();
    const host = await listen((_request, response) => {
      response.on('close', closed.resolve);
      response.write('half');
    });
    const controller = new AbortController();
    const answer = await safeFetch(`http://${host}/`, { signal: controller.signal });
    const text = answer.text();
    controller.abort('enough');
    await expect(text).rejects.toBe('enough');
    await expect(closed.promise).resolves.toBeUndefined();
  });

  it('closes the far end when a stalled body is cancelled, packed or not', async () => {
    for (const encoding of ['identity', 'gzip']) {
      const closed = Promise.withResolvers<void>();
      const host = await listen((_request, response) => {
        response.on('close', closed.resolve);
        response.writeHead(200, { 'content-encoding': encoding });
        response.write(encoding === 'gzip' ? gzipSync('half').subarray(0, 12) : 'half');
      });
      const reader = (await safeFetch(`http://${host}/`, { timeoutMs: 0 })).body?.getReader();
      if (encoding === 'identity') await reader?.read();
      void reader?.read().catch(() => {});
      await reader?.cancel();
      await expect(closed.promise).resolves.toBeUndefined();
    }
  });

  it('hears an abort that comes while the request is made ready', async () => {
    const host = await listen(() => {});
    const controller = new AbortController();
    const answer = safeFetch(`http://${host}/`, { method: 'POST', body: '{}', signal: controller.signal });
    controller.abort('enough');
    await expect(answer).rejects.toBe('enough');
  });

  it('asks nobody when the signal had aborted already', async () => {
    let asked = 0;
    const host = await listen((_request, response) => {
      asked += 1;
      response.end();
    });
    await expect(safeFetch(`http://${host}/`, { signal: AbortSignal.abort('before') })).rejects.toBe('before');
    expect(asked).toBe(0);
  });
});
