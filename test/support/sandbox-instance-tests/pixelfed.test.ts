import { describe, expect, it } from 'vitest';
import { CALLBACK, codeOf, postForm, redeem, register, walk } from './oauth-walk.ts';
import { openScene, without } from './scene.ts';

const DAY_MS = 86_400_000;

describe('the description of a picture on Pixelfed', () => {
  it('changes here, told to nobody and marked nowhere', async () => {
    const { richPost, call, instance } = await openScene('pixelfed');
    const post = richPost();
    const before = instance.snapshot();
    const answer = await call('PUT', `/api/v1/media/${post.mediaIds[0]}`, { description: 'a cat' });
    expect(answer).toMatchObject({ status: 200, json: { id: post.mediaIds[0], description: 'a cat' } });
    expect(instance.diff(before, instance.snapshot())).toMatchObject([
      { otherwise: [], descriptions: [{ before: null, after: 'a cat' }] },
    ]);
    expect([post.editedAtMs, post.history, post.federatedUpdates]).toEqual([null, [], 0]);
    expect(instance.edits).toMatchObject([{ postId: post.id, alreadyHeldWantedText: false, changedOtherwise: [] }]);
  });

  it('is cleaned as HTML: tags leave a space, white space becomes one, signs become entities', async () => {
    const { richPost, call, instance } = await openScene('pixelfed');
    const [id] = richPost().mediaIds;
    for (const [given, kept] of [
      ['Tom & Jerry', 'Tom &amp; Jerry'],
      ['one\n\n two', 'one two'],
      ['<b>bold</b>text <script>x</script>', 'bold text'],
      ['5 < 6 > 4', '5 &lt; 6 &gt; 4'],
      ['&lt;b&gt; &quot;as said&quot;', '&lt;b&gt; "as said"'],
      ['bell\u0007 rings', 'bell rings'],
    ] as const) {
      await call('PUT', `/api/v1/media/${id}`, { description: given });
      expect(instance.media(id ?? '')?.description).toBe(kept);
    }
  });

  it('goes when it comes as multipart, which PHP does not read in a PUT', async () => {
    const { richPost, instance, token } = await openScene('pixelfed');
    const id = richPost().mediaIds[1] ?? '';
    const body = new FormData();
    body.set('description', 'another rocket');
    const headers = { authorization: `Bearer ${token}`, accept: 'application/json' };
    const { status } = await fetch(`${instance.origin}/api/v1/media/${id}`, { method: 'PUT', body, headers });
    expect([status, instance.media(id)?.description]).toEqual([200, '']);
  });

  it('is taken ten times a minute, changed or not, and no header says so', async () => {
    const { richPost, call, clock } = await openScene('pixelfed');
    const path = `/api/v1/media/${richPost().mediaIds[0]}`;
    for (let call10 = 0; call10 < 10; call10++) await call('PUT', path, { description: 'the same' });
    const refused = await call('PUT', path, { description: 'the same' });
    expect(refused).toMatchObject({
      status: 429,
      json: { error: 'Too many attempts. Try again in a few minutes.' },
    });
    expect(refused.headers.get('retry-after') ?? refused.headers.get('x-ratelimit-reset')).toBeNull();
    clock.advance(60_000);
    expect((await call('PUT', path, { description: 'the same' })).status).toBe(200);
  });

  it('has a limit that the instance API does not name', async () => {
    const { richPost, call } = await openScene('pixelfed', '0.13.0');
    const path = `/api/v1/media/${richPost().mediaIds[0]}`;
    expect((await call('PUT', path, { description: 'x'.repeat(1000) })).status).toBe(200);
    const { status, json } = await call('PUT', path, { description: 'x'.repeat(1001) });
    expect([status, Object.keys(json.errors)]).toEqual([422, ['description']]);
    const { configuration } = (await call('GET', '/api/v2/instance')).json;
    expect(configuration.media_attachments.description_limit).toBeUndefined();
  });

  it('belongs to its owner, and GET finds no posted picture', async () => {
    const { richPost, call, instance } = await openScene('pixelfed', '0.13.0');
    const charlie = instance.issueToken(instance.createAccount({ username: 'charlie', password: 'x' }), 'read write');
    const path = `/api/v1/media/${richPost().mediaIds[0]}`;
    expect((await call('PUT', path, { description: 'by charlie' }, charlie)).status).toBe(404);
    expect((await call('GET', path)).status).toBe(404);
  });
});

describe('the edit of a post on Pixelfed', () => {
  const edited = async (more: object, ...left: string[]) => {
    const { richPost, carefulEdit, edit } = await openScene('pixelfed');
    const post = richPost({ text: 'Tom & Jerry' });
    return edit(post.id, { ...without(carefulEdit(post), ...left), ...more });
  };

  it('cleans the caption once more and ignores descriptions', async () => {
    const { otherwise, descriptions } = await edited({});
    expect([otherwise, descriptions]).toEqual([['text', 'content'], []]);
  });

  it('loses caption and warning that are not sent', async () => {
    expect((await edited({}, 'status', 'spoiler_text')).otherwise).toEqual(
      expect.arrayContaining(['text', 'spoilerText']),
    );
  });

  it('deletes pictures of an album that are left out, and fails where none are listed', async () => {
    const { richPost, carefulEdit, edit, instance } = await openScene('pixelfed');
    const post = richPost();
    const [kept = '', left = ''] = post.mediaIds;
    expect((await edit(post.id, without(carefulEdit(post), 'media_ids'))).status).toBe(500);
    expect((await edit(post.id, { ...carefulEdit(post), media_ids: [kept] })).otherwise).toEqual(['media']);
    expect(instance.media(left)).toBeUndefined();
  });

  it('is told to other servers, nine times at most', async () => {
    const { richPost, carefulEdit, edit, instance } = await openScene('pixelfed');
    const post = richPost();
    const statuses: number[] = [];
    for (let time = 0; time < 10; time++) statuses.push((await edit(post.id, carefulEdit(post))).status);
    expect(statuses).toEqual([...Array(9).fill(200), 400]);
    expect(instance.post(post.id).federatedUpdates).toBe(9);
  });

  it('has no source to begin from', async () => {
    const { richPost, call } = await openScene('pixelfed');
    expect((await call('GET', `/api/v1/statuses/${richPost().id}/source`)).status).toBe(404);
  });
});

describe('lists on Pixelfed', () => {
  it('have no boosts, no replies, no direct posts and no link to the next page', async () => {
    const { richPost, call, bob, instance } = await openScene('pixelfed');
    const [one, two] = [richPost({ visibility: 'private' }), richPost()];
    richPost({ inReplyToId: one.id });
    richPost({ visibility: 'direct' });
    instance.createPost(bob, { text: '', boostOf: one.id });
    const { json, headers } = await call('GET', `/api/v1/accounts/${bob.id}/statuses?limit=1`);
    expect([json[0].id, headers.get('link')]).toEqual([two.id, null]);
    const next = await call('GET', `/api/v1/accounts/${bob.id}/statuses?limit=100&max_id=${two.id}`);
    expect(next.json.map(({ id }: { id: string }) => id)).toEqual([one.id]);
  });

  it('listen to min_id alone when both are given, and refuse a cursor that is no number', async () => {
    const { richPost, call, bob } = await openScene('pixelfed');
    const [one, two, three] = [richPost(), richPost(), richPost()];
    const list = (query: string) => call('GET', `/api/v1/accounts/${bob.id}/statuses?${query}`);
    const { json } = await list(`min_id=${one.id}&max_id=${two.id}`);
    expect(json.map(({ id }: { id: string }) => id)).toEqual([three.id, two.id]);
    expect((await list('max_id=x')).json.errors).toHaveProperty('max_id');
  });

  it('leave albums of pictures and films out when only media are wanted', async () => {
    const { richPost, call, bob } = await openScene('pixelfed');
    richPost({ media: [{}, { type: 'video', mimeType: 'video/mp4' }] });
    expect((await call('GET', `/api/v1/accounts/${bob.id}/statuses?only_media=true`)).json).toEqual([]);
  });

  it('give at most forty', async () => {
    const { richPost, call, bob } = await openScene('pixelfed');
    for (let count = 0; count < 41; count++) richPost();
    expect((await call('GET', `/api/v1/accounts/${bob.id}/statuses?limit=200`)).json).toHaveLength(40);
  });
});

describe('the rest of Pixelfed', () => {
  it('says what it is elsewhere than others', async () => {
    const { call, instance } = await openScene('pixelfed');
    const [link] = (await call('GET', '/.well-known/nodeinfo')).json.links;
    expect(link.href).toBe(`${instance.origin}/api/nodeinfo/2.0.json`);
    const { software } = (await call('GET', '/api/nodeinfo/2.0.json')).json;
    expect(software).toEqual({ name: 'pixelfed', version: instance.version });
    expect((await call('GET', '/api/v1/instance')).json.version).toBe(
      `3.5.3 (compatible; Pixelfed ${instance.version})`,
    );
  });

  it('knows no focus and no language, and a size only sometimes', async () => {
    const { richPost, call } = await openScene('pixelfed');
    const post = richPost({ media: [{ focus: { x: 1, y: 1 } }, { bytes: new Uint8Array(0), mimeType: 'image/jpeg' }] });
    const { language, media_attachments: media } = (await call('GET', `/api/v1/statuses/${post.id}`)).json;
    expect([language, media[0].meta.focus, media[1].meta]).toEqual([null, { x: 0, y: 0 }, null]);
  });

  it('sends whoever does not ask for JSON to the sign-in page instead of an error', async () => {
    const { instance } = await openScene('pixelfed');
    const path = `${instance.origin}/api/v1/accounts/verify_credentials`;
    const answer = await fetch(path, { redirect: 'manual', headers: { authorization: 'Bearer nonsense' } });
    expect([answer.status, answer.headers.get('location')]).toEqual([302, '/login']);
  });

  it('has statuses that lie before 0.13', async () => {
    for (const [version, dead, missing, invalid] of [
      ['0.12.5', 500, 500, 500],
      ['0.13.0', 401, 404, 422],
    ] as const) {
      const { richPost, call, bob } = await openScene('pixelfed', version);
      richPost();
      const who = await call('GET', '/api/v1/accounts/verify_credentials', undefined, 'nonsense');
      expect(who).toMatchObject({ status: dead, json: { error: 'Unauthenticated.' } });
      const nothing = await call('PUT', '/api/v1/media/1', { description: 'x' });
      expect(nothing).toMatchObject({ status: missing, json: { error: 'No query results for model [App\\Media]' } });
      const odd = await call('GET', `/api/v1/accounts/${bob.id}/statuses?max_id=x`);
      expect(odd).toMatchObject({ status: invalid, json: { message: expect.any(String) } });
    }
  });

  it('says nothing but 403 when a scope is missing', async () => {
    const { richPost, call, instance, bob } = await openScene('pixelfed');
    const path = `/api/v1/media/${richPost().mediaIds[0]}`;
    const answer = await call('PUT', path, { description: 'x' }, instance.issueToken(bob, 'read'));
    expect(answer).toMatchObject({ status: 403, json: { error: '' } });
  });

  it('shows a post at its own address', async () => {
    const { richPost, call, instance } = await openScene('pixelfed');
    const post = richPost();
    expect(instance.postUrl(post.id)).toBe(`${instance.origin}/p/bob/${post.id}`);
    expect((await call('GET', `/p/bob/${post.id}`, undefined, null)).text).toContain('alt="a rocket"');
  });
});

describe('authorization on Pixelfed', () => {
  const connected = async () => {
    const scene = await openScene('pixelfed');
    const { app } = await register(scene.instance);
    const back = await walk(scene.instance, app.client_id, { scope: 'read write' });
    const { json } = await redeem(scene.instance, app, codeOf(back));
    const refresh = (value: string) =>
      postForm(`${scene.instance.origin}/oauth/token`, {
        grant_type: 'refresh_token',
        refresh_token: value,
        ...{ client_id: app.client_id, client_secret: app.client_secret },
      });
    return { ...scene, app, token: json as typeof json & { refresh_token: string; expires_in: number }, refresh };
  };

  it('knows four scopes and no parts of them', async () => {
    const { instance } = await openScene('pixelfed');
    const { app } = await register(instance);
    expect((await walk(instance, app.client_id)).headers.get('location')).toContain('error=invalid_scope');
    const back = await walk(instance, app.client_id, { scope: 'read write' });
    expect(back.headers.get('location')).toContain(`${CALLBACK}?code=`);
  });

  it('gives a token for a year without naming its scopes, and takes a list of addresses for none', async () => {
    const { token } = await connected();
    expect(token).toMatchObject({ expires_in: 365 * 86_400, refresh_token: expect.any(String) });
    expect(token).not.toHaveProperty('scope');
    const { instance } = await openScene('pixelfed');
    expect((await register(instance, { redirect_uris: [CALLBACK] })).status).toBe(500);
  });

  it('lets the token end, and gives new ones for the refresh token, once', async () => {
    const { token, refresh, clock, call } = await connected();
    const verify = (bearer: string) => call('GET', '/api/v1/accounts/verify_credentials', undefined, bearer);
    expect((await verify(token.access_token)).status).toBe(200);
    clock.advance(365 * DAY_MS);
    expect((await verify(token.access_token)).json.error).toBe('Unauthenticated.');
    const fresh = (await (await refresh(token.refresh_token)).json()) as typeof token;
    expect((await verify(fresh.access_token)).status).toBe(200);
    expect(fresh.refresh_token).not.toBe(token.refresh_token);
    const again = await refresh(token.refresh_token);
    expect([again.status, await again.json()]).toMatchObject([401, { error: 'invalid_request' }]);
  });

  it('takes no refresh token after 400 days', async () => {
    const { token, refresh, clock } = await connected();
    clock.advance(400 * DAY_MS);
    expect((await refresh(token.refresh_token)).status).toBe(401);
  });

  it('cannot be taken back by the application', async () => {
    const { instance, app, token } = await connected();
    const { client_id, client_secret } = app;
    const fields = { client_id, client_secret, token: token.access_token };
    expect((await postForm(`${instance.origin}/oauth/revoke`, fields)).status).toBe(404);
  });
});
