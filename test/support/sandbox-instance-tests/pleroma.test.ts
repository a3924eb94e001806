import { describe, expect, it } from 'vitest';
import { openScene, without } from './scene.ts';

describe.each(['pleroma', 'akkoma'] as const)('the edit on %s', (dialect) => {
  const open = async (version?: string) => {
    const scene = await openScene(dialect, version);
    const put = (path: string, body: object, bearer?: string) => scene.call('PUT', `/api/v1/${path}`, body, bearer);
    const shown = async (postId: string) =>
      (await scene.call('GET', `/api/v1/statuses/${postId}`)).json.media_attachments.map(
        ({ description }: { description: string }) => description,
      );
    const plainEdit = ({ text, spoilerText, sensitive, mediaIds }: ReturnType<typeof scene.richPost>) => ({
      status: text,
      spoiler_text: spoilerText,
      sensitive,
      content_type: 'text/plain',
      media_ids: mediaIds,
    });
    return { ...scene, put, shown, plainEdit };
  };

  it('shows a description of the upload in the post only once the post is edited', async () => {
    const { richPost, put, shown, plainEdit, call } = await open();
    const post = richPost();
    expect((await put(`media/${post.mediaIds[0]}`, { description: 'a cat' })).json.description).toBe('a cat');
    expect(await shown(post.id)).toEqual(['', 'a rocket']);
    expect((await call('GET', `/api/v1/media/${post.mediaIds[0]}`)).json.description).toBe('a cat');
    const { json } = await put(`statuses/${post.id}`, plainEdit(post));
    expect(json.media_attachments.map(({ description }: { description: string }) => description)).toEqual([
      'a cat',
      'a rocket',
    ]);
  });

  it('drops media_attributes and language, or refuses the edit for them, by release', async () => {
    const { richPost, put, carefulEdit, shown, instance } = await open();
    const post = richPost();
    expect((await put(`statuses/${post.id}`, carefulEdit(post))).status).toBe(200);
    expect(await shown(post.id)).toEqual(['', 'a rocket']);
    instance.configure({ unknownKeys: 'refused' });
    const refused = await put(`statuses/${post.id}`, carefulEdit(post));
    expect([refused.status, refused.json.error]).toEqual([400, 'Unexpected field: language.']);
  });

  it('breaks when the text is absent', async () => {
    const { richPost, put, plainEdit } = await open();
    const post = richPost();
    expect((await put(`statuses/${post.id}`, without(plainEdit(post), 'status'))).status).toBe(500);
  });

  it('wipes whatever else is absent', async () => {
    const { richPost, edit } = await open();
    const post = richPost({ contentType: 'text/markdown', text: '*fog*' });
    const { otherwise } = await edit(post.id, { status: '*fog*' });
    expect(otherwise).toEqual(['spoilerText', 'sensitive', 'contentType', 'content', 'media']);
  });

  it('leaves an attachment out without a word when its id leads nowhere', async () => {
    const { richPost, put, plainEdit, call } = await open();
    const post = richPost({ media: [{ inventedId: 'unknown' }, {}] });
    const media = await call('GET', `/api/v1/media/${post.mediaIds[0]}`);
    expect(media.status).toBe(dialect === 'akkoma' ? 404 : 500);
    expect(media.json).toEqual(dialect === 'akkoma' ? { error: 'Record not found' } : 'Something went wrong');
    const { status, json } = await put(`statuses/${post.id}`, plainEdit(post));
    expect([status, json.media_attachments.length]).toEqual([200, 1]);
  });

  it('puts another picture into the post when an invented id happens to be one', async () => {
    const { richPost, edit, call, plainEdit } = await open();
    const post = richPost({ media: [{ inventedId: 'taken' }] });
    const shown = (await call('GET', `/api/v1/statuses/${post.id}`)).json.media_attachments[0];
    const upload = (await call('GET', `/api/v1/media/${post.mediaIds[0]}`)).json;
    expect(upload.id).toBe(shown.id);
    expect(upload.url).not.toBe(shown.url);
    expect((await edit(post.id, plainEdit(post))).otherwise).toEqual(['media']);
  });

  it('keeps polls, visibility and the conversation', async () => {
    const { richPost, edit, plainEdit } = await open();
    const parent = richPost();
    const post = richPost({ poll: { options: ['a', 'b'] }, visibility: 'private', inReplyToId: parent.id });
    expect((await edit(post.id, plainEdit(post))).otherwise).toEqual([]);
  });

  it('tells other servers of an edit without a change, and leaves no trace of it here', async () => {
    const { richPost, put, plainEdit, instance, call } = await open();
    const post = richPost();
    await put(`statuses/${post.id}`, plainEdit(post));
    const { editedAtMs } = instance.post(post.id);
    await put(`statuses/${post.id}`, plainEdit(post));
    expect(instance.post(post.id)).toMatchObject({ federatedUpdates: 2, editedAtMs });
    expect((await call('GET', `/api/v1/statuses/${post.id}/history`)).json).toHaveLength(2);
    expect(instance.edits.map(({ alreadyHeldWantedText }) => alreadyHeldWantedText)).toEqual([true, true]);
  });

  it('shows the editing application as the one the post was written with', async () => {
    const { richPost, put, plainEdit, call } = await open();
    const post = richPost();
    expect((await call('GET', `/api/v1/statuses/${post.id}`)).json.application.name).toBe('Web');
    const { json } = await put(`statuses/${post.id}`, plainEdit(post));
    expect(json.application.name).toBe('Sandbox');
  });

  it('answers 400 internal_server_error when the edit fails on its way', async () => {
    const { richPost, put, plainEdit } = await open();
    const post = richPost();
    const { status, json } = await put(`statuses/${post.id}`, { ...plainEdit(post), status: 'x'.repeat(5001) });
    expect([status, json]).toEqual([400, { error: 'internal_server_error' }]);
  });

  it('denies access to other people’s posts and uploads', async () => {
    const { instance, richPost, put, plainEdit, call } = await open();
    const charlie = instance.createAccount({ username: 'charlie', password: 'x' });
    const strange = instance.issueToken(charlie, 'read write');
    const post = richPost();
    const answers = [
      await put(`statuses/${post.id}`, plainEdit(post), strange),
      await put(`media/${post.mediaIds[0]}`, { description: 'x' }, strange),
      await call('GET', `/api/v1/media/${post.mediaIds[0]}`, undefined, strange),
    ];
    expect(answers.map(({ status, json }) => [status, json.error])).toEqual(Array(3).fill([403, 'Access denied']));
  });

  it('has what was typed, unless the post is older than that', async () => {
    const { richPost, call } = await open();
    const [now, then] = [richPost({ contentType: 'text/markdown' }), richPost({ withoutSource: true })];
    const source = async ({ id }: typeof now) => (await call('GET', `/api/v1/statuses/${id}/source`)).json;
    expect(await source(now)).toMatchObject({ text: now.text, content_type: 'text/markdown' });
    expect(await source(then)).toMatchObject({ text: '', content_type: 'text/plain' });
  });

  it('has no edits in versions that are too old', async () => {
    const { richPost, put, plainEdit } = await open(dialect === 'akkoma' ? '3.1.0' : '2.4.5');
    const post = richPost();
    expect((await put(`statuses/${post.id}`, plainEdit(post))).status).toBe(404);
  });
});

describe('the language of an edited post', () => {
  const languageAfterEdit = async (dialect: 'pleroma' | 'akkoma', language: string | null, version?: string) => {
    const { richPost, carefulEdit, edit, instance } = await openScene(dialect, version);
    const post = richPost({ language });
    await edit(post.id, { ...carefulEdit(post), media_attributes: [] });
    return instance.post(post.id).language;
  };

  it('stays on Pleroma', async () => {
    expect(await languageAfterEdit('pleroma', 'de')).toBe('de');
    expect(await languageAfterEdit('pleroma', null)).toBeNull();
  });

  it('becomes English on Akkoma from 3.7 on, whatever it was', async () => {
    expect(await languageAfterEdit('akkoma', 'de')).toBe('en');
    expect(await languageAfterEdit('akkoma', null)).toBe('en');
    expect(await languageAfterEdit('akkoma', 'de', '3.6.0')).toBe('de');
  });
});

describe.each(['pleroma', 'akkoma'] as const)('the rest of %s', (dialect) => {
  it('describes an upload by its file name when the administrator wants that', async () => {
    const { richPost, instance, call } = await openScene(dialect);
    instance.configure({ defaultDescription: 'filename' });
    const { id } = richPost();
    const [first, second] = (await call('GET', `/api/v1/statuses/${id}`)).json.media_attachments;
    expect(first.description).toMatch(/^[0-9a-f]{8}\.jpeg$/);
    expect(second.description).toBe('a rocket');
  });

  it('shows no focus, calls a gif an image, and names a picture’s address twice', async () => {
    const { richPost, call } = await openScene(dialect);
    const { id } = richPost({ media: [{ type: 'gifv', mimeType: 'image/gif', focus: { x: 1, y: 1 } }] });
    const [media] = (await call('GET', `/api/v1/statuses/${id}`)).json.media_attachments;
    expect(media).toMatchObject({ type: 'image', remote_url: media.url, description: '' });
    expect(Object.keys(media.meta)).toEqual(['original']);
  });

  it('tells the limit of a description at the top of its first instance API', async () => {
    const { call } = await openScene(dialect);
    expect((await call('GET', '/api/v1/instance', undefined, null)).json.description_limit).toBe(5000);
    const second = await call('GET', '/api/v2/instance', undefined, null);
    expect(second.json?.pleroma.metadata.description_limit).toBe(dialect === 'pleroma' ? 5000 : undefined);
  });

  it('takes a dead token for nobody where strangers may read, and refuses it with 403 elsewhere', async () => {
    const { richPost, call, instance, token, bob } = await openScene(dialect);
    const posts = [richPost(), richPost({ visibility: 'private' })];
    instance.revokeToken(token);
    const [open, hidden] = await Promise.all(posts.map(({ id }) => call('GET', `/api/v1/statuses/${id}`)));
    expect([open?.status, hidden?.status]).toEqual([200, 404]);
    expect((await call('GET', `/api/v1/accounts/${bob.id}/statuses`)).json).toHaveLength(1);
    const { status, json } = await call('GET', '/api/v1/accounts/verify_credentials');
    expect([status, json]).toEqual([403, { error: 'Invalid credentials.' }]);
  });

  it('counts a scope by its beginning', async () => {
    const { call, instance, bob, richPost } = await openScene(dialect);
    const { mediaIds } = richPost();
    const read = (scopes: string) =>
      call('GET', `/api/v1/media/${mediaIds[0]}`, undefined, instance.issueToken(bob, scopes));
    expect([(await read('read')).status, (await read('read:media')).status]).toEqual([200, 200]);
    const { status, json } = await read('read:statuses');
    expect([status, json.error]).toEqual([403, expect.stringContaining('Insufficient permissions')]);
  });

  it('throttles without a word about when to come back', async () => {
    const { call, bob, clock } = await openScene(dialect);
    const list = () => call('GET', `/api/v1/accounts/${bob.id}/statuses`);
    for (let count = 0; count < 3; count++) expect((await list()).status).toBe(200);
    const { status, json, headers } = await list();
    expect([status, json]).toEqual([429, { error: 'Throttled' }]);
    expect([...headers.keys()].filter((name) => /ratelimit|retry/.test(name))).toEqual([]);
    clock.advance(500);
    expect((await list()).status).toBe(200);
  });

  it('takes fifteen edits in ten seconds', async () => {
    const { call, richPost, clock } = await openScene(dialect);
    const post = richPost();
    const body = { status: 'x', media_ids: post.mediaIds };
    const edit = () => call('PUT', `/api/v1/statuses/${post.id}`, body);
    for (let count = 0; count < 15; count++) expect((await edit()).status).toBe(200);
    expect((await edit()).status).toBe(429);
    clock.advance(10_000);
    expect((await edit()).status).toBe(200);
  });

  it('names a post apart from its id and leads from the name to the post, if everybody may see it', async () => {
    const { call, richPost, instance } = await openScene(dialect);
    const [open, hidden] = [richPost(), richPost({ visibility: 'private' })];
    const visit = async (id: string) => {
      const { uri } = (await call('GET', `/api/v1/statuses/${id}`)).json;
      return fetch(uri, { redirect: 'manual', headers: { accept: 'text/html' } });
    };
    const [shown, kept] = [await visit(open.id), await visit(hidden.id)];
    expect([shown.status, shown.headers.get('location'), kept.status]).toEqual([302, `/notice/${open.id}`, 404]);
    expect(instance.postUrl(open.id)).toBe(`${instance.origin}/notice/${open.id}`);
    for (const path of [`/notice/${open.id}`, `/@bob/posts/${open.id}`]) {
      expect((await call('GET', path, undefined, null)).status).toBe(200);
      expect((await call('GET', path.replace(open.id, hidden.id), undefined, null)).status).toBe(404);
    }
  });

  it('has local and quoting posts, each in its own words', async () => {
    const { call, richPost } = await openScene(dialect);
    const quoted = richPost();
    const post = richPost({ quoteOf: quoted.id, localOnly: true });
    const { json } = await call('GET', `/api/v1/statuses/${post.id}`);
    expect(json.visibility).toBe('local');
    const { quote, quote_id } = dialect === 'akkoma' ? json : json.pleroma;
    expect([quote.id, quote_id]).toEqual([quoted.id, quoted.id]);
  });

  it('gives tokens for a hundred years', async () => {
    const { instance } = await openScene(dialect);
    const form = new URLSearchParams({ client_name: 'A', redirect_uris: 'http://127.0.0.1/cb', scopes: 'read' });
    const registered = await fetch(`${instance.origin}/api/v1/apps`, { method: 'POST', body: form });
    const app = (await registered.json()) as { client_id: string; client_secret: string };
    const ask = (secret: string) =>
      fetch(`${instance.origin}/oauth/token`, {
        method: 'POST',
        body: new URLSearchParams({
          ...{ grant_type: 'client_credentials', client_id: app.client_id, client_secret: secret, scope: 'read' },
        }),
      });
    const token = await (await ask(app.client_secret)).json();
    expect(token).toMatchObject({ expires_in: 3_153_600_000, refresh_token: expect.any(String) });
    const refused = await ask('wrong');
    expect([refused.status, await refused.json()]).toEqual([400, { error: 'Invalid credentials' }]);
  });
});
