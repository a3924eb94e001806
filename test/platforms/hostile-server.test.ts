import { describe, expect, it } from 'vitest';
import { connectPlatform } from '../../src/platforms/index.ts';
import { errorOf, impatientClock } from '../contracts/platform-world.ts';
import { socialInstance } from '../support/review-web.ts';

const status = {
  ...{ id: '1', uri: 'https://social.example/1', url: 'https://social.example/@bob/1' },
  ...{ created_at: '2026-03-01T12:00:00.000Z', visibility: 'public', sensitive: false, content: '<p>Fog</p>' },
  ...{ reblog: null, poll: null, account: { id: '7' } },
  media_attachments: [{ id: 'm', type: 'image', url: 'https://social.example/m.jpg' }],
};

/** Bob's client of a server that gives the same answer to everything. */
function clientOf(answer: unknown, code = 200) {
  return connectPlatform({
    instance: socialInstance,
    credentials: { accessToken: 'bobs-secret-token', scopes: 'read' },
    accountId: '7',
    clock: impatientClock,
    fetch: async () => Response.json(answer, { status: code }),
  });
}

describe('a server that means harm', () => {
  it.each(['javascript:alert(1)', ' javascript:alert(1)', 'data:text/html,x', 'nonsense'])(
    'gets no link to %j into a page',
    async (url) => {
      expect((await clientOf({ ...status, url }).readPost('1')).url).toBe(status.uri);
      expect((await clientOf({ ...status, url, uri: url }).readPost('1')).url).toBe('');
    },
  );

  it('is refused a post of a thousand pictures', async () => {
    const media_attachments = Array.from({ length: 1000 }, (_, id) => ({ id: `${id}`, type: 'image' }));
    expect((await errorOf(clientOf({ ...status, media_attachments }).readPost('1'))).code).toBe('bad-answer');
  });

  it.each([
    ['empty pages', []],
    ['one page', [status]],
    ['one page without pictures', [{ ...status, media_attachments: [] }]],
  ])('cannot have its %s turned for ever', async (_name, page) => {
    let asked = 0;
    const client = connectPlatform({
      instance: socialInstance,
      credentials: { accessToken: 'a', scopes: '' },
      accountId: '7',
      clock: impatientClock,
      fetch: async (input) => {
        asked += 1;
        const { origin } = new URL(input);
        return Response.json(page, { headers: { link: `<${origin}/?max_id=${asked}>; rel="next"` } });
      },
    });
    expect((await Array.fromAsync(client.listPosts())).at(-1)?.cursor).toBeNull();
    expect(asked).toBeLessThanOrEqual(101);
  });

  it('does not get the token it was sent into the log or a page', async () => {
    const error = await errorOf(clientOf({ error: 'Bearer bobs-secret-token is odd' }, 400).readPost('1'));
    expect(error.code).toBe('invalid');
    expect(JSON.stringify([error.sentence, String(error.cause)])).not.toContain('bobs-secret-token');
  });

  it('is told in few words when its error has no bottom', async () => {
    const depth = 100_000;
    const body = `{"error":${'{"message":'.repeat(depth)}"deep"${'}'.repeat(depth)}}`;
    const client = connectPlatform({
      instance: socialInstance,
      credentials: { accessToken: 'a', scopes: '' },
      accountId: '7',
      clock: impatientClock,
      fetch: async () => new Response(body, { status: 400 }),
    });
    expect((await errorOf(client.readPost('1'))).code).toBe('invalid');
  });
});
