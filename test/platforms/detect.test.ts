import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { createSafeFetch } from '../../src/lib/safe-fetch.ts';
import { detectAgain, detectInstance } from '../../src/platforms/detect.ts';
import type { Fetch } from '../../src/platforms/platform.ts';
import { errorOf, impatientClock } from '../contracts/platform-world.ts';
import { type DialectName, dialects } from '../support/sandbox-instance/dialects/index.ts';
import { type SandboxInstance, startSandboxInstance } from '../support/sandbox-instance/index.ts';

const fetch: Fetch = createSafeFetch({ userAgent: 'Altwright tests', allowedHosts: () => ['127.0.0.1'] });
const detect = (typed: string, given: Fetch = fetch) =>
  detectInstance(typed, { fetch: given, clock: impatientClock, allowHttp: (host) => host.startsWith('127.0.0.1') });
const codeOf = async (typed: string, given?: Fetch) => (await errorOf(detect(typed, given))).code;

/** Answers by address, as servers that no sandbox plays would. */
function farEnd(answers: Record<string, unknown>): Fetch {
  return async (input) => {
    const { origin, pathname } = new URL(input);
    const answer = answers[origin + pathname];
    if (typeof answer === 'string') return new Response(null, { status: 302, headers: { location: answer } });
    return answer === undefined ? new Response('<h1>Not found</h1>', { status: 404 }) : Response.json(answer);
  };
}

const nodeinfoAt = (origin: string, name: string, version: string) => ({
  [`${origin}/.well-known/nodeinfo`]: {
    links: [{ rel: 'http://nodeinfo.diaspora.software/ns/schema/2.0', href: `${origin}/n` }],
  },
  [`${origin}/n`]: { software: { name, version } },
});

describe('detection of a running server', () => {
  let sandbox: SandboxInstance;
  let host: string;
  beforeAll(async () => {
    sandbox = await startSandboxInstance({ dialect: 'gotosocial' });
    sandbox.createAccount({ username: 'bob', password: 'bob' });
    host = new URL(sandbox.origin).host;
  });
  afterAll(() => sandbox.close());

  it.each([
    (known: string) => known,
    (known: string) => `http://${known}`,
    (known: string) => ` http://${known}/@bob `,
    (known: string) => `@bob@${known}`,
    (known: string) => `bob@${known}`,
  ])('finds it, however it is written (%#)', async (write) => {
    const { instance, family } = await detect(write(host));
    expect(family.name).toBe('gotosocial');
    expect(instance).toMatchObject({
      origin: sandbox.origin,
      domain: host,
      software: 'gotosocial',
      descriptionLimit: 1500,
      maxMediaAttachments: 6,
    });
  });

  it('does not go to plain http unless it is allowed', async () => {
    const asked = sandbox.log.length;
    const options = { fetch, clock: impatientClock };
    expect((await errorOf(detectInstance(sandbox.origin, options))).code).toBe('unreachable');
    expect(sandbox.log.length).toBe(asked);
  });

  it('refuses a private address by the guard of the fetch', async () => {
    const guarded = createSafeFetch({ userAgent: 'Altwright tests', allowedHosts: () => [] });
    expect(await codeOf(host, guarded)).toBe('private-address');
  });

  it('passes on that a server does not answer', async () => {
    const gone = await startSandboxInstance({ dialect: 'mastodon' });
    await gone.close();
    expect(await codeOf(gone.origin)).toBe('unreachable');
  });
});

describe('detection of a server that hides its nodeinfo', () => {
  it.each(Object.keys(dialects).filter((dialect) => dialect !== 'other') as DialectName[])(
    'knows %s all the same, by its instance API or by a probe',
    async (dialect) => {
      const sandbox = await startSandboxInstance({ dialect });
      onTestFinished(() => sandbox.close());
      const plain = await detect(sandbox.origin);
      sandbox.faults.add({ fault: 'status', code: 404, body: '<h1>Not here</h1>', when: { path: /nodeinfo/ } });
      expect((await detect(sandbox.origin)).instance).toEqual(plain.instance);
    },
  );
});

describe('detection', () => {
  it.each(['', 'bob', 'mastodon', 'not a server', 'https://', '@bob@', 'https://user:pw@host.example', 'a b.example'])(
    'asks for a better address than "%s"',
    async (typed) => expect(await codeOf(typed, farEnd({}))).toBe('bad-address'),
  );

  it('tells a web server from a fediverse server', async () => {
    const error = await errorOf(detect('www.example', farEnd({})));
    expect(error).toMatchObject({ category: 'validation', code: 'not-fediverse' });
    expect(error.sentence).toEqual({ key: 'platforms.notFediverse', values: { host: 'www.example' } });
    const page: Fetch = async () => new Response('<!doctype html>');
    expect(await codeOf('www.example', page)).toBe('not-fediverse');
  });

  it('names the software it cannot write to', async () => {
    const error = await errorOf(
      detect('links.example', farEnd(nodeinfoAt('https://links.example', 'lemmy', '0.19.5'))),
    );
    expect(error).toMatchObject({ category: 'validation', code: 'not-supported' });
    expect(error.sentence.values).toEqual({ host: 'links.example', software: 'lemmy' });
  });

  it.each([
    ['says nothing', {}],
    ['names nothing known', nodeinfoAt('https://hidden.example', 'our-own-name', '1.0')],
  ])('asks the instance API of a server whose nodeinfo %s', async (_, nodeinfo) => {
    const origin = 'https://hidden.example';
    const answer = { domain: 'hidden.example', version: '4.6.0+ours', source_url: 'https://git.example/we/mastodon' };
    const { instance } = await detect('hidden.example', farEnd({ ...nodeinfo, [`${origin}/api/v2/instance`]: answer }));
    expect(instance).toMatchObject({ origin, family: 'mastodon', software: 'mastodon', version: '4.6.0+ours' });
  });

  it.each([
    ['names itself', nodeinfoAt('https://fern.example', 'Fernpost', '1.4'), 'fernpost', '1.4'],
    ['names nothing', {}, 'unknown', '4.3.0'],
  ])(
    'knows no better than "other" of a server that speaks the Mastodon API and %s',
    async (_, nodeinfo, software, version) => {
      const api = { 'https://fern.example/api/v1/instance': { uri: 'https://Fern.example/', version: '4.3.0' } };
      const { instance, cautions } = await detect('fern.example', farEnd({ ...nodeinfo, ...api }));
      expect(instance).toMatchObject({ family: 'other', software, version, domain: 'fern.example' });
      expect(cautions[0]?.key).toBe(software === 'unknown' ? 'platforms.unnamedSoftware' : 'platforms.unknownSoftware');
    },
  );

  it('does not forget what a known server is because it does not name itself for a while', async () => {
    const origin = 'https://new.example';
    const api = { [`${origin}/api/v2/instance`]: { domain: 'new.example', version: '4.5.1' } };
    const known = await detect('new.example', farEnd({ ...nodeinfoAt(origin, 'mastodon', '4.5.0'), ...api }));
    const again = (given: Fetch) => detectAgain(known.instance, { fetch: given, clock: impatientClock });
    expect(await again(farEnd(api))).toMatchObject({ family: 'mastodon', version: '4.5.0' });
    const moved = farEnd({ ...nodeinfoAt(origin, 'fernpost', '1.4'), ...api });
    expect(await again(moved)).toMatchObject({ family: 'other', software: 'fernpost', version: '1.4' });
  });

  it('follows a known server through an update, even to a version it does not edit', async () => {
    const origin = 'https://new.example';
    const at = (version: string, limit: number) =>
      farEnd({
        ...nodeinfoAt(origin, 'mastodon', version),
        [`${origin}/api/v2/instance`]: {
          domain: 'new.example',
          configuration: { media_attachments: { description_limit: limit } },
        },
      });
    const { instance } = await detect('new.example', at('4.5.0', 1500));
    const again = (given: Fetch) => detectAgain(instance, { fetch: given, clock: impatientClock });
    expect(await again(at('4.6.0', 10_000))).toMatchObject({ version: '4.6.0', descriptionLimit: 10_000 });
    expect(await again(at('4.0.9', 1500))).toMatchObject({ version: '4.0.9', family: 'mastodon' });
  });

  it.each([
    ['mastodon', '4.0.15', '4.1.0'],
    ['hometown', '4.1.9+hometown-1.1', '4.2.0'],
    ['gotosocial', '0.17.3+git-abc', '0.18.0'],
    ['hollo', '0.8.7', '0.9.6'],
    ['hollo', '0.9.5', '0.9.6'],
  ])('names the version that is needed instead of %s %s', async (name, version, needed) => {
    const error = await errorOf(detect('old.example', farEnd(nodeinfoAt('https://old.example', name, version))));
    expect(error).toMatchObject({ category: 'validation', code: 'too-old' });
    expect(error.sentence.values).toMatchObject({ version, needed });
  });

  it.each([
    ['mastodon', '4.1.0'],
    ['Mastodon', '4.6.5+glitch'],
    ['hollo', '0.8.8'],
    ['hollo', '0.10.0-dev.1'],
    ['gotosocial', '0.20.0-rc1-8-g57cb4fe74+git-57cb4fe'],
  ])('takes %s %s', async (name, version) => {
    const origin = 'https://new.example';
    const answers = { ...nodeinfoAt(origin, name, version), [`${origin}/api/v2/instance`]: { domain: 'new.example' } };
    const { instance } = await detect('new.example', farEnd(answers));
    expect(instance).toMatchObject({ origin, version, descriptionLimit: 1500, descriptionMinimum: 0 });
  });

  it('does not believe a server that takes descriptions as long as a book', async () => {
    const origin = 'https://new.example';
    const configuration = { media_attachments: { description_limit: 1_000_000_000 } };
    const answers = {
      ...nodeinfoAt(origin, 'mastodon', '4.5.0'),
      [`${origin}/api/v2/instance`]: { domain: 'new.example', configuration },
    };
    expect((await detect('new.example', farEnd(answers))).instance.descriptionLimit).toBe(20_000);
  });

  it('finds the server behind a split domain, by handle and by redirect', async () => {
    const origin = 'https://social.example.org';
    const answers = {
      ...nodeinfoAt(origin, 'mastodon', '4.5.0'),
      [`${origin}/api/v2/instance`]: { domain: 'example.org', title: 'Split' },
      'https://example.org/.well-known/webfinger': `${origin}/.well-known/webfinger`,
      [`${origin}/.well-known/webfinger`]: {
        links: [{ rel: 'self', type: 'application/activity+json', href: `${origin}/users/bob` }],
      },
    };
    expect((await detect('@bob@example.org', farEnd(answers))).instance).toMatchObject({
      origin,
      domain: 'example.org',
    });
    const redirecting = { ...answers, 'https://example.org/.well-known/nodeinfo': `${origin}/.well-known/nodeinfo` };
    expect((await detect('example.org', farEnd(redirecting))).instance.origin).toBe(origin);
  });

  it('does not follow a server down to plain http or round in circles', async () => {
    const plain = { 'https://a.example/.well-known/nodeinfo': 'http://a.example/.well-known/nodeinfo' };
    expect(await codeOf('a.example', farEnd(plain))).toBe('not-fediverse');
    const circle = { 'https://a.example/.well-known/nodeinfo': 'https://a.example/.well-known/nodeinfo' };
    expect(await codeOf('a.example', farEnd(circle))).toBe('not-fediverse');
  });
});
