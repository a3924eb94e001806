import { describe, expect, it } from 'vitest';
import type { Fetch } from '../../src/platforms/platform.ts';
import { probeMisskey, readInstanceApi } from '../../src/platforms/probing.ts';
import { errorOf, impatientClock } from '../contracts/platform-world.ts';

const origin = 'https://some.example';
const readingOf = (fetch: Fetch) => ({ fetch, clock: impatientClock, allowHttp: () => false });

/** A server that answers these addresses and nothing else. */
const serverOf =
  (answers: Record<string, unknown>): Fetch =>
  async (input, init) => {
    const answer = answers[`${init?.method} ${new URL(input).pathname}`];
    return answer === undefined ? new Response('<h1>Not found</h1>', { status: 404 }) : Response.json(answer);
  };

describe('the instance API', () => {
  const read = (answers: Record<string, unknown>) => readInstanceApi(origin, readingOf(serverOf(answers)));

  it.each([
    ['3.5.3 (compatible; Pixelfed 0.12.4)', 'pixelfed', '0.12.4'],
    ['3.5.3 (compatible; Pixelfed v0.12.4-dev)', 'pixelfed', '0.12.4-dev'],
    ['4.0.0 (not true; really snac/2.96)', 'snac', '2.96'],
    ['4.2.1 (compatible; Iceshrimp.NET/2024.1-beta4.security2+abc)', 'iceshrimp.net', '2024.1-beta4.security2+abc'],
    ['2.7.2 (compatible; Pleroma 2.7.0)', 'pleroma', '2.7.0'],
    ['2.7.2 (compatible; Akkoma 3.13.2-0-gde0a1b2)', 'akkoma', '3.13.2-0-gde0a1b2'],
    ['2.8.0 (compatible; Friendica 2024.08)', 'friendica', '2024.08'],
    ['3.0.0 (compatible; Sharkey 2024.9.1)', 'sharkey', '2024.9.1'],
  ])('tells the real name in "%s"', async (version, software, own) => {
    expect(await read({ 'GET /api/v1/instance': { version } })).toEqual({ origin, software, version: own });
  });

  it.each([
    ['https://github.com/mastodon/mastodon', 'mastodon'],
    ['https://github.com/glitch-soc/mastodon.git', 'mastodon'],
    ['https://codeberg.org/superseriousbusiness/gotosocial/', 'gotosocial'],
    ['https://some.example', null],
    ['not an address', null],
    [null, null],
  ])('tells the name by where its source lies: %s', async (address, software) => {
    const answer = { version: '4.5.0', source_url: address };
    expect(await read({ 'GET /api/v2/instance': answer })).toEqual({ origin, software, version: '4.5.0' });
  });

  it('is not spoken by a web server, nor by an API of something else', async () => {
    expect(await read({})).toBeNull();
    expect(await read({ 'GET /api/v2/instance': { ok: true }, 'GET /api/v1/instance': [] })).toBeNull();
  });

  it('is asked where a redirect leads', async () => {
    const moved: Fetch = async (input) => {
      const { host, pathname } = new URL(input);
      if (host === 'some.example') {
        return new Response(null, { status: 302, headers: { location: `https://home.example${pathname}` } });
      }
      return Response.json({ version: '4.0.0 (not true; really snac/2.96)' });
    };
    expect(await readInstanceApi(origin, readingOf(moved))).toMatchObject({ origin: 'https://home.example' });
  });

  it('passes on that a server does not answer', async () => {
    const silent: Fetch = async () => {
      throw new TypeError('fetch failed');
    };
    expect((await errorOf(readInstanceApi(origin, readingOf(silent)))).code).toBe('unreachable');
  });
});

describe('the probe for Misskey', () => {
  const isRelative = (software: string) => ['misskey', 'sharkey'].includes(software);
  const probe = (answers: Record<string, unknown>) => probeMisskey(origin, isRelative, readingOf(serverOf(answers)));
  const meta = { version: '2025.10.2', maxNoteTextLength: 3000 };

  it.each([
    ['https://github.com/misskey-dev/misskey', 'misskey'],
    ['https://activitypub.software/TransFem-org/Sharkey/', 'sharkey'],
    ['https://git.example/somebody/my-fork', 'misskey'],
    [undefined, 'misskey'],
  ])('takes a server whose source lies at %s for %s', async (repositoryUrl, software) => {
    const found = await probe({ 'POST /api/meta': { ...meta, repositoryUrl } });
    expect(found).toEqual({ origin, software, version: '2025.10.2' });
  });

  it('finds nothing where the question is not understood', async () => {
    expect(await probe({})).toBeNull();
    expect(await probe({ 'POST /api/meta': { version: '1.0' } })).toBeNull();
    expect(await probe({ 'GET /api/meta': meta })).toBeNull();
  });
});
