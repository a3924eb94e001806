import { createServer } from 'node:http';
import { afterEach, describe, expect, it, onTestFinished } from 'vitest';
import { createSafeFetch } from '../../src/lib/safe-fetch.ts';
import { connectPlatform } from '../../src/platforms/index.ts';
import { errorOf, impatientClock, openWorld, type PlatformWorld, scopes } from '../contracts/platform-world.ts';
import { until } from '../support/engine.ts';

let world: PlatformWorld;
afterEach(() => world.sandbox.close());

const localFetch = createSafeFetch({ userAgent: 'test', allowedHosts: () => ['127.0.0.1'] });

/** Bob's stream, followed until the test ends; silence is noticed after `bodyTimeoutMs`. */
async function follow(at: Partial<PlatformWorld['instance']> = {}, bodyTimeoutMs = 20_000) {
  world = await openWorld('mastodon');
  const client = connectPlatform({
    instance: { ...world.instance, ...at },
    credentials: { accessToken: world.sandbox.issueToken(world.bob, scopes), scopes },
    fetch: (url, init) => localFetch(url, { ...init, bodyTimeoutMs }),
    clock: impatientClock,
    accountId: world.bob.id,
  });
  const stop = new AbortController();
  onTestFinished(() => stop.abort());
  const heard = { posts: 0 };
  const ended = (async () => {
    for await (const _ of client.ownPosts?.(stop.signal) ?? []) heard.posts += 1;
  })();
  ended.catch(() => {});
  return { heard, ended, stop };
}

const untilFollowed = () => until(() => world.sandbox.streams.size > 0);

describe('the stream of the home timeline', () => {
  it('tells of own posts with pictures, and of nothing else', async () => {
    const { heard } = await follow();
    await untilFollowed();
    const { sandbox, bob } = world;
    const anna = sandbox.createAccount({ username: 'anna', password: 'annas' });
    const hers = sandbox.createPost(anna, { text: 'Hers', media: [{}] });
    sandbox.createPost(bob, { text: 'Words only' });
    sandbox.createPost(bob, { text: '', boostOf: hers.id });
    sandbox.createPost(bob, { text: 'Fog', media: [{}] });
    await until(() => heard.posts > 0);
    expect(heard.posts).toBe(1);
    sandbox.createPost(bob, { text: 'More fog', media: [{}, {}] });
    await until(() => heard.posts === 2);
  });

  it('ends when the server closes it', async () => {
    const { ended } = await follow();
    await untilFollowed();
    for (const { close } of world.sandbox.streams) close();
    await expect(ended).resolves.toBeUndefined();
  });

  it('is closed by who no longer wants it', async () => {
    const { ended, stop } = await follow();
    await untilFollowed();
    stop.abort(new Error('enough'));
    await expect(ended).rejects.toThrow('enough');
    await until(() => world.sandbox.streams.size === 0);
  });

  it('breaks off when the server falls silent', async () => {
    const { ended } = await follow({}, 100);
    expect(await errorOf(ended)).toMatchObject({ category: 'platform', code: 'timeout' });
  });

  it('says in the words of the others why the server refuses it', async () => {
    const { ended, stop } = await follow();
    await untilFollowed();
    stop.abort();
    await ended.catch(() => {});
    const { sandbox, instance, bob, fetch } = world;
    const accessToken = sandbox.issueToken(bob, scopes);
    const credentials = { accessToken, scopes };
    const client = connectPlatform({ instance, credentials, fetch, clock: impatientClock, accountId: bob.id });
    const open = async () => {
      await client.ownPosts?.(AbortSignal.timeout(10_000)).next();
    };
    sandbox.revokeToken(accessToken);
    expect(await errorOf(open())).toMatchObject({ code: 'token-dead' });
    const moved = { Location: 'https://streaming.elsewhere.example/api/v1/streaming/user' };
    for (const answer of [{ code: 301, headers: moved }, { code: 503 }, { code: 200, body: '{}' }] as const) {
      sandbox.faults.add({ fault: 'status', ...answer, when: { path: /streaming/ }, times: 1 });
      expect(await errorOf(open())).toMatchObject({ category: 'platform' });
    }
  });

  it('survives what is no event, and does not read a line without an end', async () => {
    let write = (_: string) => {};
    const strange = createServer((_, response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      write = (text) => void response.write(text);
      response.write(':)\n');
    });
    await new Promise<void>((resolve) => strange.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => {
      strange.closeAllConnections();
      strange.close();
    });
    const address = strange.address();
    const port = typeof address === 'object' ? address?.port : undefined;
    const { heard, ended } = await follow({ origin: `http://127.0.0.1:${port}` });
    await until(() => write.length > 0 && write.toString().includes('response'));
    const post = JSON.stringify({ account: { id: world.bob.id }, media_attachments: [{}] });
    write(
      `event: update\ndata: {no json\n\nevent: filters_changed\n\nevent: delete\ndata: ${post}\n\nnonsense\n:thump\n`,
    );
    write(`event: update\r\ndata: ${post}\r\n\r\n`);
    await until(() => heard.posts === 1);
    write(`data: ${'x'.repeat(1_100_000)}`);
    expect(await errorOf(ended)).toMatchObject({ code: 'bad-answer' });
    expect(heard.posts).toBe(1);
  });

  const without = ['gotosocial', 'hollo', 'pixelfed', 'friendica', 'misskey'] as const;
  it.each(without)('is not asked for on %s', async (dialect) => {
    world = await openWorld(dialect);
    expect(world.client.ownPosts).toBeUndefined();
  });
});
