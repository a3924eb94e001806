import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { createHostFetch, createSafeFetch, type SafeFetchInit } from '../../src/lib/safe-fetch.ts';
import { codeOf, listen, listenRaw, refusal } from './far-end.ts';

const safeFetch = createSafeFetch({ allowedHosts: () => ['127.0.0.1'], userAgent: 'Altwright/test' });

/** Fetches and reads to the end. */
async function read(address: string, init?: SafeFetchInit): Promise<string> {
  return (await safeFetch(address, init)).text();
}

/** undici puts a connection back one turn after its answer was read. */
function connectionIsIdle(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

describe('addresses', () => {
  const strict = createSafeFetch({ allowedHosts: () => [], userAgent: 'Altwright/test' });

  it.each([
    'http://127.0.0.1:1/',
    'http://127.1:1/',
    'http://0x7f.1:1/',
    'http://2130706433:1/',
    'http://[::1]:1/',
    'http://[::ffff:127.0.0.1]:1/',
    'http://169.254.169.254/latest/meta-data/',
    'http://localhost:1/',
    'https://10.0.0.1/',
  ])('refuses %s, naming the host and the setting', async (address) => {
    const error = await refusal(strict(address));
    expect(error).toMatchObject({ category: 'platform', code: 'private-address' });
    expect(error.sentence).toEqual({ key: 'net.privateAddress', values: { host: new URL(address).host } });
  });

  it('refuses a name that has one private address among public ones', async () => {
    const lookup = async () => [
      { address: '93.184.216.34', family: 4 },
      { address: '10.0.0.1', family: 4 },
    ];
    const fetch = createSafeFetch({ allowedHosts: () => [], userAgent: 'a', lookup });
    expect(await codeOf(fetch('http://example.org/'))).toBe('private-address');
  });

  it('refuses a public host by plain http unless it is on the list', async () => {
    const lookup = async () => [{ address: '93.184.216.34', family: 4 }];
    const fetch = createSafeFetch({ allowedHosts: () => ['10.0.0.0/8'], userAgent: 'a', lookup });
    expect(await codeOf(fetch('http://example.org/'))).toBe('plain-http');
    expect(await codeOf(fetch('http://93.184.216.34/'))).toBe('plain-http');
  });

  it('connects to the very address it checked, whatever the name answers next', async () => {
    const host = await listen((_request, response) => response.end('hello'));
    const port = host.split(':')[1];
    let asked = 0;
    const lookup = async () => {
      asked += 1;
      return [{ address: asked === 1 ? '127.0.0.1' : '10.0.0.1', family: 4 }];
    };
    const fetch = createSafeFetch({ allowedHosts: () => ['127.0.0.0/8'], userAgent: 'a', lookup });
    expect(await (await fetch(`http://rebinding.example:${port}/`)).text()).toBe('hello');
    expect(asked).toBe(1);
  });

  it('obeys a change of the allow-list at once', async () => {
    const host = await listen((_request, response) => response.end('hello'));
    const allowed: string[] = [];
    const fetch = createSafeFetch({ allowedHosts: () => allowed, userAgent: 'a' });
    const localhost = `http://localhost:${host.split(':')[1]}/`;
    expect(await codeOf(fetch(localhost))).toBe('private-address');
    allowed.push(`localhost:${host.split(':')[1]}`);
    expect((await fetch(localhost)).status).toBe(200);
  });

  it.each(['file:///etc/passwd', 'ftp://example.org/', 'data:text/plain,hello'])('refuses %s', async (address) => {
    expect(await codeOf(strict(address))).toBe('bad-scheme');
  });

  it.each(['no address', 'https://bob:secret@example.org/'])('refuses %s', async (address) => {
    const error = await refusal(strict(address));
    expect(error.code).toBe('bad-address');
    expect(JSON.stringify(error.sentence)).not.toContain('secret');
  });
});

describe('requests and answers', () => {
  it('sends method, headers and body of every kind, and answers a real Response', async () => {
    const host = await listen(async (request, response) => {
      const chunks = await Array.fromAsync(request);
      response.writeHead(201, { 'set-cookie': ['a=1', 'b=2'], 'x-odd': 'caf\u00e9' });
      response.end(
        JSON.stringify({ ...request.headers, method: request.method, body: Buffer.concat(chunks).toString() }),
      );
    });
    const form = await safeFetch(`http://${host}/`, { method: 'POST', body: new URLSearchParams({ a: 'b c' }) });
    expect(form).toBeInstanceOf(Response);
    expect(form.url).toBe(`http://${host}/`);
    expect(form.status).toBe(201);
    expect(form.headers.getSetCookie()).toEqual(['a=1', 'b=2']);
    expect(await form.json()).toMatchObject({
      method: 'POST',
      body: 'a=b+c',
      'content-type': 'application/x-www-form-urlencoded;charset=UTF-8',
      'user-agent': 'Altwright/test',
    });
    const request = new Request(`http://${host}/`, {
      method: 'PUT',
      body: '{}',
      headers: { authorization: 'Bearer x' },
    });
    expect(await (await safeFetch(request)).json()).toMatchObject({
      method: 'PUT',
      body: '{}',
      authorization: 'Bearer x',
    });
  });

  it('unpacks gzip and says no more that it was packed', async () => {
    const host = await listen((_request, response) => {
      response.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync('hello'));
    });
    const answer = await safeFetch(`http://${host}/`);
    expect(answer.headers.has('content-encoding')).toBe(false);
    expect(await answer.text()).toBe('hello');
  });

  it.each(['constructor', '__proto__', 'zip'])(
    'refuses a body packed as %s and closes its connection',
    async (name) => {
      const closed = Promise.withResolvers<void>();
      const host = await listen((request, response) => {
        request.socket.on('close', closed.resolve);
        response.writeHead(200, { 'content-encoding': name }).write('packed, and going on');
      });
      expect(await codeOf(safeFetch(`http://${host}/`))).toBe('bad-answer');
      await closed.promise;
    },
  );

  it('answers 204, 304 and HEAD without a body', async () => {
    const host = await listen((request, response) => {
      response.writeHead(request.url === '/304' ? 304 : request.method === 'HEAD' ? 200 : 204, { etag: 'x' }).end();
    });
    for (const [path, method] of [
      ['204', 'GET'],
      ['304', 'GET'],
      ['200', 'HEAD'],
    ] as const) {
      const answer = await safeFetch(`http://${host}/${path}`, { method });
      expect([answer.status, await answer.text()]).toEqual([Number(path), '']);
    }
  });

  it('reads again once when a kept-alive connection was closed meanwhile, but never writes twice', async () => {
    const methods: string[] = [];
    const host = await listenRaw((socket) => {
      let requests = 0;
      socket.on('data', (data) => {
        methods.push(data.toString().split(' ')[0] ?? '');
        requests += 1;
        if (requests > 1) return socket.destroy();
        socket.write('HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok');
      });
    });
    expect(await read(`http://${host}/`)).toBe('ok');
    await connectionIsIdle();
    expect(await read(`http://${host}/`)).toBe('ok');
    await connectionIsIdle();
    expect(methods).toEqual(['GET', 'GET', 'GET']);
    expect(await codeOf(safeFetch(`http://${host}/`, { method: 'POST', body: 'x' }))).toBe('unreachable');
    expect(methods).toEqual(['GET', 'GET', 'GET', 'POST']);
  });
});

describe('redirects', () => {
  /** A server that passes `/N` on to `/N-1` and answers `/0` with the authorization it saw. */
  const countdown = () =>
    listen((request, response) => {
      const left = Number(request.url?.slice(1));
      if (left > 0) return response.writeHead(302, { location: `/${left - 1}` }).end('moved');
      response.end(`arrived ${request.headers.authorization}`);
    });

  it('follows three on the same host and no fourth', async () => {
    const host = await countdown();
    const answer = await safeFetch(`http://${host}/3`, { headers: { authorization: 'Bearer x' } });
    expect(answer.url).toBe(`http://${host}/0`);
    expect(await answer.text()).toBe('arrived Bearer x');
    expect(await codeOf(safeFetch(`http://${host}/4`))).toBe('bad-redirect');
  });

  it('hands a redirect out when asked to, and fails on one when asked to', async () => {
    const host = await countdown();
    const answer = await safeFetch(`http://${host}/1`, { redirect: 'manual' });
    expect([answer.status, answer.headers.get('location')]).toEqual([302, '/0']);
    expect(await answer.text()).toBe('moved');
    expect(await codeOf(safeFetch(`http://${host}/1`, { redirect: 'error' }))).toBe('bad-redirect');
  });

  it('does not follow for a write', async () => {
    const host = await countdown();
    expect(await codeOf(safeFetch(`http://${host}/1`, { method: 'POST', body: 'x' }))).toBe('bad-redirect');
  });

  it('takes no credentials to another port', async () => {
    const target = await countdown();
    const host = await listen((_request, response) =>
      response.writeHead(307, { location: `http://${target}/0` }).end(),
    );
    expect(await read(`http://${host}/`, { headers: { authorization: 'Bearer x' } })).toBe('arrived undefined');
  });

  it('goes to another host only when asked to, and never to a private one', async () => {
    const target = await countdown();
    const elsewhere = `http://localhost:${target.split(':')[1]}/0`;
    const host = await listen((_request, response) => response.writeHead(302, { location: elsewhere }).end());
    expect(await codeOf(safeFetch(`http://${host}/`))).toBe('bad-redirect');
    const fetch = createSafeFetch({ allowedHosts: () => [host, 'localhost'], userAgent: 'a' });
    expect((await fetch(`http://${host}/`, { followToOtherHosts: true })).url).toBe(elsewhere);
    const strict = createSafeFetch({ allowedHosts: () => [host], userAgent: 'a' });
    expect(await codeOf(strict(`http://${host}/`, { followToOtherHosts: true }))).toBe('private-address');
  });

  it.each(['file:///etc/passwd', 'http://', ''])('does not follow to %j', async (location) => {
    const host = await listen((_request, response) => response.writeHead(302, { location }).end());
    const code = await codeOf(safeFetch(`http://${host}/`));
    expect(['bad-redirect', 'bad-scheme']).toContain(code);
  });
});

describe('the model host', () => {
  it('waits without limit unless a call gives one, and reaches private hosts only by its own list', async () => {
    const host = await listen((_request, response) => void response.write('a word'));
    const hostFetch = createHostFetch({ allowedHosts: () => [host], userAgent: 'a' });
    const reader = (await hostFetch(`http://${host}/`)).body?.getReader();
    expect(new TextDecoder().decode((await reader?.read())?.value)).toBe('a word');
    await reader?.cancel();
    expect(await codeOf(hostFetch(`http://${host}/`, { bodyTimeoutMs: 50 }).then((answer) => answer.text()))).toBe(
      'timeout',
    );
    expect(await codeOf(hostFetch('http://127.0.0.1:1/'))).toBe('private-address');
  });
});
