import { describe, expect, it } from 'vitest';
import { CALLBACK, codeOf, postForm, redeem, register, walk } from './oauth-walk.ts';
import { openScene } from './scene.ts';

describe('the description of a picture on Friendica', () => {
  it('changes here, told to nobody and marked nowhere', async () => {
    const { richPost, call, instance } = await openScene('friendica');
    const post = richPost();
    const before = instance.snapshot();
    const { status } = await call('PUT', `/api/v1/media/${post.mediaIds[0]}`, { description: 'a <b> & c\nd' });
    expect(status).toBe(200);
    expect(instance.diff(before, instance.snapshot())).toMatchObject([
      { otherwise: [], descriptions: [{ before: null, after: 'a <b> & c\nd' }] },
    ]);
    expect([post.editedAtMs, post.federatedUpdates]).toEqual([null, 0]);
  });

  it('goes to a photo of the album where that has the same number', async () => {
    const { richPost, call, instance, bob } = await openScene('friendica');
    const [id = ''] = richPost().mediaIds;
    expect((await call('GET', `/api/v1/media/${id}`)).status).toBe(404);
    instance.addPhoto(bob, id, 'my holiday');
    expect((await call('GET', `/api/v1/media/${id}`)).json.description).toBe('my holiday');
    expect((await call('PUT', `/api/v1/media/${id}`, { description: 'a cat' })).status).toBe(200);
    expect([instance.photo(id)?.description, instance.media(id)?.description]).toEqual(['a cat', null]);
  });

  it('is answered and forgotten for a file that is no photo', async () => {
    const { richPost, call, instance } = await openScene('friendica');
    richPost({ media: [{ id: 'attach:7' }] });
    expect((await call('PUT', '/api/v1/media/attach:7', { description: 'x' })).status).toBe(200);
    expect(instance.media('attach:7')?.description).toBeNull();
  });

  it('cannot be changed by others, nor at all before 2023.12', async () => {
    const { richPost, call, instance } = await openScene('friendica');
    const charlie = instance.issueToken(instance.createAccount({ username: 'charlie', password: 'x' }), 'write');
    const path = `/api/v1/media/${richPost().mediaIds[0]}`;
    expect((await call('PUT', path, { description: 'x' }, charlie)).json).toEqual({ error: 'Record not found' });
    const old = await openScene('friendica', '2023.09');
    const oldPath = `/api/v1/media/${old.richPost().mediaIds[0]}`;
    expect((await old.call('PUT', oldPath, { description: 'x' })).status).toBe(404);
  });
});

describe('the edit of a post on Friendica', () => {
  it('loses the formatting, which its source does not tell', async () => {
    const { richPost, carefulEdit, edit, call } = await openScene('friendica');
    const post = richPost({ text: 'Am *Meer*' });
    const source = (await call('GET', `/api/v1/statuses/${post.id}/source`)).json;
    const { otherwise } = await edit(post.id, { ...carefulEdit(post), status: source.text });
    expect([source.text, otherwise]).toEqual(['Am Meer', ['text', 'content']]);
  });

  it('deletes pictures that are not listed', async () => {
    const { richPost, carefulEdit, edit, instance } = await openScene('friendica');
    const post = richPost();
    const [kept = '', left = ''] = post.mediaIds;
    expect((await edit(post.id, { ...carefulEdit(post), media_ids: [kept] })).otherwise).toEqual(['media']);
    expect(instance.media(left)).toBeUndefined();
  });

  it('tells no other server and marks nothing', async () => {
    const { richPost, carefulEdit, edit } = await openScene('friendica');
    const post = richPost();
    expect((await edit(post.id, carefulEdit(post))).descriptions).toHaveLength(1);
    expect([post.editedAtMs, post.federatedUpdates]).toEqual([null, 0]);
  });
});

describe('lists on Friendica', () => {
  it('name a post once for each picture, and only open posts, when only media are wanted', async () => {
    const { richPost, call, bob, instance } = await openScene('friendica');
    const [open] = [richPost(), richPost({ visibility: 'private' }), instance.createPost(bob, { text: 'words' })];
    const { json } = await call('GET', `/api/v1/accounts/${bob.id}/statuses?only_media=true&exclude_reblogs=true`);
    expect(json.map(({ id }: { id: string }) => id)).toEqual([open.id, open.id]);
  });

  it('have private posts, replies and boosts when they are not asked for media', async () => {
    const { richPost, call, bob, instance } = await openScene('friendica');
    const hidden = richPost({ visibility: 'private' });
    const reply = richPost({ inReplyToId: hidden.id });
    const boost = instance.createPost(bob, { text: '', boostOf: reply.id });
    const { json, headers } = await call('GET', `/api/v1/accounts/${bob.id}/statuses?exclude_reblogs=true`);
    expect(json.map(({ id }: { id: string }) => id)).toEqual([boost.id, reply.id, hidden.id]);
    expect(headers.get('link')).toContain(`max_id=${hidden.id}`);
  });
});

describe('the rest of Friendica', () => {
  it('gives a smaller picture as url and the original as remote_url; a GIF is called gifv', async () => {
    const { richPost, call } = await openScene('friendica');
    const post = richPost({ media: [{}, { mimeType: 'image/gif' }] });
    const [photo, gif] = (await call('GET', `/api/v1/statuses/${post.id}`)).json.media_attachments;
    expect(photo.remote_url).toMatch(/original\.jpg$/);
    expect(photo.url).not.toBe(photo.remote_url);
    expect([photo.meta.focus, gif.type, gif.url, gif.preview_url]).toEqual([undefined, 'gifv', gif.remote_url, '']);
    const answers = await Promise.all([photo.url, photo.remote_url, gif.url].map((url) => fetch(url)));
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200]);
  });

  it('names a post to people otherwise than to clients, and finds it by that address', async () => {
    const { richPost, call, instance } = await openScene('friendica');
    const post = richPost({ visibility: 'private' });
    const url = instance.postUrl(post.id);
    expect(url).toMatch(/\/display\/[0-9a-f]{8}(-[0-9a-f]+){3}$/);
    const found = await call('GET', `/api/v2/search?type=statuses&q=${encodeURIComponent(url)}`);
    expect(found.json.statuses.map(({ id }: { id: string }) => id)).toEqual([post.id]);
    const open = richPost();
    const page = await call('GET', new URL(instance.postUrl(open.id)).pathname, undefined, null);
    expect(page.text).toContain('alt="a rocket"');
  });

  it('treats a dead token as a stranger where strangers may read, and says 403 where not', async () => {
    const { richPost, call, instance, token, bob } = await openScene('friendica');
    const [open, hidden] = [richPost(), richPost({ visibility: 'private' })];
    instance.revokeToken(token);
    const statusOf = async (path: string) => (await call('GET', path)).status;
    expect(await statusOf(`/api/v1/statuses/${open.id}`)).toBe(200);
    expect(await statusOf(`/api/v1/statuses/${hidden.id}`)).toBe(404);
    expect((await call('GET', `/api/v1/accounts/${bob.id}/statuses`)).json).toHaveLength(1);
    expect(await statusOf('/api/v1/accounts/verify_credentials')).toBe(403);
  });

  it('says in HTML that there is no such post, and in JSON that there is no such picture', async () => {
    const { call } = await openScene('friendica');
    const post = await call('GET', '/api/v1/statuses/100000999');
    expect([post.status, post.headers.get('content-type'), post.json]).toEqual([404, 'text/html', undefined]);
    expect(await call('GET', '/api/v1/media/1')).toMatchObject({ status: 404, json: { error: 'Record not found' } });
  });

  it('says 403 in the same words for a missing scope and a dead token', async () => {
    const { call, instance, bob, richPost } = await openScene('friendica');
    const path = `/api/v1/media/${richPost().mediaIds[0]}`;
    const less = await call('PUT', path, { description: 'x' }, instance.issueToken(bob, 'read'));
    const dead = await call('PUT', path, { description: 'x' }, 'nonsense');
    expect([less.status, dead.status, less.json]).toEqual([403, 403, dead.json]);
  });
});

describe('authorization on Friendica', () => {
  const scope = 'read:accounts write:media';

  it('finds scopes as words in what was asked for, and tells those of the application', async () => {
    const { instance, call } = await openScene('friendica');
    const { app } = await register(instance, { scopes: 'read write' });
    const back = await walk(instance, app.client_id, { scope });
    const { json } = await redeem(instance, app, codeOf(back));
    expect(json).toMatchObject({ scope: 'read write' });
    expect((await call('GET', '/api/v1/accounts/verify_credentials', undefined, json.access_token)).status).toBe(200);
  });

  it('cuts the question mark off an address and does not find the application then', async () => {
    const { instance } = await openScene('friendica');
    const redirect_uri = `${CALLBACK}?from=here`;
    const { app } = await register(instance, { redirect_uris: redirect_uri });
    expect((await walk(instance, app.client_id, { redirect_uri })).status).toBe(400);
    const second = await register(instance, { redirect_uris: `${CALLBACK} http://127.0.0.1:9/other` });
    const other = await walk(instance, second.app.client_id, { redirect_uri: 'http://127.0.0.1:9/other' });
    expect(other.status).toBe(400);
  });

  it('has one token for an account and an application', async () => {
    const { instance, call } = await openScene('friendica');
    const { app } = await register(instance);
    const take = async () =>
      (await redeem(instance, app, codeOf(await walk(instance, app.client_id)))).json.access_token;
    const [first, second] = [await take(), await take()];
    const status = async (bearer: string) =>
      (await call('GET', '/api/v1/accounts/verify_credentials', undefined, bearer)).status;
    expect([await status(first), await status(second)]).toEqual([403, 200]);
  });

  it('takes a code for five minutes, as often as it comes', async () => {
    const { instance, clock } = await openScene('friendica');
    const { app } = await register(instance);
    const code = codeOf(await walk(instance, app.client_id));
    const [once, twice] = [await redeem(instance, app, code), await redeem(instance, app, code)];
    expect(once.json.access_token).toBe(twice.json.access_token);
    clock.advance(5 * 60_000);
    expect(await redeem(instance, app, code)).toMatchObject({ status: 401, json: { error: 'Unauthorized' } });
  });

  it('takes the tokens of all people back when one of them revokes', async () => {
    const { instance, call } = await openScene('friendica');
    instance.createAccount({ username: 'charlie', password: 'charlies password' });
    const { app } = await register(instance);
    const bobs = (await redeem(instance, app, codeOf(await walk(instance, app.client_id)))).json.access_token;
    const back = await walk(instance, app.client_id, {}, 'allow', 'charlie');
    const charlies = (await redeem(instance, app, codeOf(back))).json.access_token;
    const { client_id, client_secret } = app;
    await postForm(`${instance.origin}/oauth/revoke`, { client_id, client_secret, token: bobs });
    const { status } = await call('GET', '/api/v1/accounts/verify_credentials', undefined, charlies);
    expect(status).toBe(403);
  });
});
