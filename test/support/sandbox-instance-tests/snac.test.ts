import { describe, expect, it } from 'vitest';
import { openScene, without } from './scene.ts';

type Scene = Awaited<ReturnType<typeof open>>;
type Picture = { id: string; description: string };

async function open(version?: string) {
  const scene = await openScene('snac', version);
  const read = async (postId: string) => (await scene.call('GET', `/api/v1/statuses/${postId}`)).json;
  const list = async (query = '') =>
    (await scene.call('GET', `/api/v1/accounts/${scene.bob.id}/statuses?${query}`)).json;
  /** An edit that loses nothing, with the ids of the status, as snac wants them. */
  const careful = async (postId: string, description = 'a cat') => {
    const { text: status, spoiler_text, sensitive, media_attachments } = await read(postId);
    const source = (await scene.call('GET', `/api/v1/statuses/${postId}/source`)).json;
    const media_ids = media_attachments.map(({ id }: Picture) => id);
    const media_attributes = [{ id: media_ids[0], description }];
    return { status: source.text ?? status, spoiler_text, sensitive, media_ids, media_attributes };
  };
  return { ...scene, read, list, careful };
}

/** A changed body as another form than JSON. */
async function sendForm({ instance, token }: Scene, postId: string, fields: Record<string, string>) {
  const headers = { authorization: `Bearer ${token}` };
  const url = `${instance.origin}/api/v1/statuses/${postId}`;
  return fetch(url, { method: 'PUT', headers, body: new URLSearchParams(fields) });
}

describe('the edit on snac', () => {
  it('changes the id of the post, whose old id still reads and edits it', async () => {
    const { richPost, careful, edit, read, clock } = await open();
    const { id } = richPost();
    clock.advance(60_000);
    const { status, json, otherwise, descriptions } = await edit(id, await careful(id));
    expect([status, otherwise, descriptions.length]).toEqual([200, [], 1]);
    expect(id).toMatch(/^\d{10}[0-9a-f]{32}$/);
    expect(json.id.slice(10)).toBe(id.slice(10));
    expect(Number(json.id.slice(0, 10)) - Number(id.slice(0, 10))).toBe(60);
    expect([(await read(id)).uri, (await read(json.id)).id]).toEqual([json.uri, json.id]);
    expect((await edit(id, await careful(id, 'again'))).descriptions).toMatchObject([{ after: 'again' }]);
  });

  it('names pictures by their place, so that they change names with it', async () => {
    const { richPost, read, instance } = await open();
    const post = richPost();
    const names = async () => (await read(post.id)).media_attachments.map(({ id }: Picture) => id);
    const { uri } = await read(post.id);
    expect(await names()).toEqual([`${uri}_0`, `${uri}_1`]);
    instance.editAsOwner(post.id, { mediaIds: [...post.mediaIds].reverse() });
    expect(await names()).toEqual([`${uri}_0`, `${uri}_1`]);
  });

  it('writes every description to the first picture when the ids are others', async () => {
    const { richPost, careful, edit, instance } = await open();
    const post = richPost();
    const media_attributes = ['post-1.png', 'post-2.png'].map((id) => ({ id, description: `for ${id}` }));
    const { status } = await edit(post.id, {
      ...(await careful(post.id)),
      media_ids: ['post-1.png'],
      media_attributes,
    });
    expect(status).toBe(200);
    expect(post.mediaIds.map((id) => instance.media(id)?.description)).toEqual(['for post-2.png', 'a rocket']);
  });

  it.each([
    ['spoiler_text', ['spoilerText']],
    ['sensitive', ['spoilerText', 'sensitive']],
    ['status', ['text', 'mentions', 'tags', 'content']],
    ['media_ids', []],
    ['media_attributes', []],
  ])('without %s loses %j', async (key, lost) => {
    const { richPost, careful, edit } = await open();
    const { id } = richPost();
    expect((await edit(id, without(await careful(id), key))).otherwise).toEqual(lost);
  });

  it('from a form loses mark and warning and reads no description', async () => {
    const scene = await open();
    const { id } = scene.richPost();
    const before = scene.instance.snapshot();
    const { status, spoiler_text } = await scene.careful(id);
    const answer = await sendForm(scene, id, {
      status,
      spoiler_text,
      sensitive: 'true',
      'media_attributes[][id]': 'x',
    });
    expect(answer.status).toBe(200);
    const [difference] = scene.instance.diff(before, scene.instance.snapshot());
    expect(difference).toMatchObject({ otherwise: ['spoilerText', 'sensitive'], descriptions: [] });
  });

  it('sets its time in whole seconds and keeps no history', async () => {
    const { richPost, careful, edit, call, clock } = await open();
    const { id } = richPost();
    clock.advance(1234);
    const { json } = await edit(id, await careful(id));
    expect(json.edited_at).toMatch(/:\d\d\.000Z$/);
    const history = await call('GET', `/api/v1/statuses/${id}/history`);
    expect([history.status, history.headers.get('content-type')]).toEqual([404, 'text/html; charset=UTF-8']);
  });

  it('takes twenty thousand characters, and an edit that changes nothing', async () => {
    const { richPost, careful, edit } = await open();
    const { id } = richPost();
    const long = await edit(id, await careful(id, 'x'.repeat(20_000)));
    const same = await edit(id, await careful(id, 'x'.repeat(20_000)));
    expect([long.descriptions.length, same.status, same.descriptions.length]).toEqual([1, 200, 0]);
  });

  it('answers 200 before 2.96 and writes no description', async () => {
    const { richPost, careful, edit } = await open('2.95');
    const { id } = richPost();
    expect(await edit(id, await careful(id))).toMatchObject({ status: 200, descriptions: [] });
  });

  it('believes any id of a picture and does nothing', async () => {
    const { richPost, call, read, instance } = await open();
    const { id } = richPost();
    const before = instance.snapshot();
    const attached = (await read(id)).media_attachments[0].id;
    for (const name of ['nonsense', encodeURIComponent(attached)]) {
      const answer = await call('PUT', `/api/v1/media/${name}`, { description: 'lost' });
      expect([answer.status, answer.json.description]).toEqual([200, 'lost']);
      expect((await call('GET', `/api/v1/media/${name}`)).status).toBe(404);
    }
    expect(instance.diff(before, instance.snapshot())).toEqual([]);
  });
});

describe('the list of posts on snac', () => {
  it('has posts without pictures, none that is private or direct, and no link to the next page', async () => {
    const { richPost, call, bob } = await open();
    const [words, hidden] = [richPost({ media: [] }), richPost({ visibility: 'private' })];
    richPost({ visibility: 'direct' });
    const open_ = richPost({ visibility: 'unlisted' });
    const { json, headers } = await call('GET', `/api/v1/accounts/${bob.id}/statuses?only_media=true&limit=1000`);
    expect(json.map(({ id }: { id: string }) => id)).toEqual([open_.id, words.id]);
    expect(headers.get('link')).toBeNull();
    expect((await call('GET', `/api/v1/statuses/${hidden.id}`)).status).toBe(200);
  });

  it('goes on after the id a post has at this moment, and after no other', async () => {
    const { richPost, list, clock, instance } = await open();
    const [oldest, middle, newest] = [richPost(), richPost(), richPost()];
    const idsAfter = async (id: string) => (await list(`max_id=${id}`)).map((post: { id: string }) => post.id);
    expect(await idsAfter(newest.id)).toEqual([middle.id, oldest.id]);
    expect(await idsAfter(oldest.id)).toEqual([]);
    clock.advance(60_000);
    instance.editAsOwner(newest.id, { text: 'edited' });
    expect(await idsAfter(newest.id)).toEqual([]);
    expect((await list()).map((post: { id: string }) => post.id.slice(10))).toEqual(
      [newest, middle, oldest].map(({ id }) => id.slice(10)),
    );
  });

  it('looks at the newest 256 posts only', async () => {
    const { bob, instance, list, clock } = await open();
    for (let day = 0; day < 260; day++) {
      instance.createPost(bob, { text: `${day}`, createdAt: clock.now() + day * 1000 });
    }
    expect(await list('limit=1000')).toHaveLength(256);
  });

  it('shows a post that somebody boosted as their boost', async () => {
    const { richPost, read, list, instance } = await open();
    const post = richPost();
    const alice = instance.createAccount({ username: 'alice', password: 'x' });
    instance.createPost(alice, { text: '', boostOf: post.id });
    const { uri } = (await read(post.id)).reblog;
    for (const shown of [await read(post.id), (await list())[0]]) {
      expect(shown).toMatchObject({ id: post.id.toUpperCase(), content: '', account: { username: 'alice' } });
      expect(shown.uri).not.toBe(uri);
      expect(shown.reblog).toMatchObject({ id: post.id, account: { username: 'bob' } });
    }
  });
});

describe('the rest of snac', () => {
  it('has the old instance API alone, and nodeinfo at addresses of its own', async () => {
    const { call, instance } = await open();
    const newer = await call('GET', '/api/v2/instance');
    expect([newer.status, newer.text]).toEqual([404, '<h1>404 Not Found (snac/2.96)</h1>']);
    const older = (await call('GET', '/api/v1/instance')).json;
    expect(older.version).toBe('4.0.0 (not true; really snac/2.96)');
    expect(older.configuration.media_attachments.description_limit).toBeUndefined();
    const { links } = (await call('GET', '/.well-known/nodeinfo')).json;
    expect(links.map(({ href }: { href: string }) => href.slice(instance.origin.length))).toEqual([
      '/nodeinfo_2_0',
      '/nodeinfo_2_1',
    ]);
    expect((await call('GET', '/nodeinfo_2_1')).json.software).toEqual({ name: 'snac', version: '2.96' });
    expect((await call('GET', '/nodeinfo/2.0')).status).toBe(404);
  });

  it('knows no language but English, no size, no placeholder and no missing description', async () => {
    const { richPost, read } = await open();
    const { language, poll, media_attachments, account } = await read(richPost().id);
    expect([language, poll, account.statuses_count]).toEqual(['en', null, 0]);
    expect(media_attachments.map(({ description }: Picture) => description)).toEqual(['', 'a rocket']);
    expect(Object.keys(media_attachments[0]).sort()).toEqual(
      ['description', 'id', 'preview_url', 'remote_url', 'type', 'url'].sort(),
    );
  });

  it('says to a bad token nothing but 422, and counts no requests', async () => {
    const { call } = await open();
    const answer = await call('GET', '/api/v1/accounts/verify_credentials', undefined, 'nonsense');
    expect([answer.status, answer.text, answer.headers.get('content-type')]).toEqual([
      422,
      '',
      'text/html; charset=UTF-8',
    ]);
    const headers = [...(await call('GET', '/api/v1/instance')).headers.keys()];
    expect(headers.filter((name) => name.startsWith('x-ratelimit'))).toEqual([]);
  });

  it('gives a token of whoever signed in last by an app, whatever the code', async () => {
    const { instance, call, bob } = await open();
    const back = `${instance.origin}/nowhere`;
    const { json: app } = await call('POST', '/api/v1/apps', { client_name: 'x', redirect_uris: back }, null);
    const { client_id, client_secret } = app;
    const query = new URLSearchParams({ client_id, redirect_uri: back, response_type: 'code' });
    const signIn = new URLSearchParams({
      username: 'bob',
      password: 'bobs password',
      next: `/oauth/authorize?${query}`,
    });
    const post = (path: string, body: URLSearchParams, cookie = '') =>
      fetch(instance.origin + path, { method: 'POST', body, headers: { cookie }, redirect: 'manual' });
    const cookie = (await post('/oauth/x-snac-login', signIn)).headers.get('set-cookie')?.split(';')[0] ?? '';
    await post('/oauth/authorize', new URLSearchParams([...query, ['decision', 'allow']]), cookie);

    const grant = { grant_type: 'authorization_code', code: 'made up', redirect_uri: back, client_id, client_secret };
    const token = await (await post('/oauth/token', new URLSearchParams(grant))).json();
    expect(token).toMatchObject({ scope: '', access_token: expect.any(String) });
    const { access_token } = token as { access_token: string };
    const who = await call('GET', '/api/v1/accounts/verify_credentials', undefined, access_token);
    expect(who.json.id).toBe(bob.id);

    await post('/oauth/revoke', new URLSearchParams({ client_id, client_secret, token: access_token }));
    expect((await post('/oauth/token', new URLSearchParams(grant))).status).toBe(401);
  });
});
