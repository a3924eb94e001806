import { describe, expect, it } from 'vitest';
import { openMisskeyScene } from './misskey-scene.ts';

describe.each(['misskey', 'sharkey'] as const)('the %s sandbox', (dialect) => {
  it('says what it is, in nodeinfo and in its own API', async () => {
    const { call, api, instance } = await openMisskeyScene(dialect);
    const [link] = (await call('GET', '/.well-known/nodeinfo')).json.links;
    const { software } = (await call('GET', link.href.slice(instance.origin.length))).json;
    expect(software).toEqual({ name: dialect, version: instance.version });
    expect((await api('meta', {}, null)).json).toMatchObject({ uri: instance.origin, version: instance.version });
  });

  it('takes its token from the body or from the header', async () => {
    const { call, api, token } = await openMisskeyScene(dialect);
    expect((await api('i')).json).toMatchObject({ username: 'bob', host: null });
    expect((await call('POST', '/api/i', {}, token)).json.username).toBe('bob');
  });

  it('answers only to POST, and knows its endpoints', async () => {
    const { call, api } = await openMisskeyScene(dialect);
    expect((await call('GET', '/api/i')).status).toBe(405);
    const unknown = await api('notes/nonsense');
    expect([unknown.status, unknown.json.error.code]).toEqual([404, 'UNKNOWN_API_ENDPOINT']);
  });

  it('tells a note with its files', async () => {
    const { instance, bob, show } = await openMisskeyScene(dialect);
    const parent = instance.createPost(bob, { text: 'first' });
    const post = instance.createPost(bob, {
      text: 'Am **Meer** mit @alice #urlaub',
      spoilerText: 'food',
      sensitive: true,
      visibility: 'private',
      inReplyToId: parent.id,
      channelId: '9harbours',
      poll: { options: ['a', 'b'] },
      media: [{ photo: 'chelsea' }, { photo: 'rocket', description: 'a rocket' }, { type: 'gifv' }],
    });
    const note = await show(post.id);
    expect(note).toMatchObject({
      text: 'Am **Meer** mit @alice #urlaub',
      cw: 'food',
      visibility: 'followers',
      replyId: parent.id,
      channelId: '9harbours',
      poll: { choices: [{ text: 'a' }, { text: 'b' }] },
      fileIds: post.mediaIds,
    });
    expect(note.files).toMatchObject([
      { type: 'image/jpeg', comment: null, isSensitive: true, properties: { width: 451, height: 300 } },
      { type: 'image/jpeg', comment: 'a rocket' },
      { type: 'image/gif' },
    ]);
    expect((await fetch(note.files[0].url)).status).toBe(200);
    expect('updatedAt' in note).toBe(false);
  });

  it.each([
    ['unlisted', 'home'],
    ['direct', 'specified'],
  ] as const)('calls %s posts %s', async (visibility, name) => {
    const { instance, bob, show } = await openMisskeyScene(dialect);
    const { id } = instance.createPost(bob, { text: 'to @alice', visibility });
    expect((await show(id)).visibility).toBe(name);
  });

  it('shows an empty shell of a note to whom it is not for', async () => {
    const { instance, bob, alice, api } = await openMisskeyScene(dialect);
    const { id } = instance.createPost(bob, { text: 'secret', visibility: 'private', media: [{}] });
    const hers = instance.issueToken(alice, 'read:account');
    const { status, json } = await api('notes/show', { noteId: id }, hers);
    expect(status).toBe(200);
    expect(json).toMatchObject({ isHidden: true, text: null, fileIds: [], files: [] });
  });

  it('keeps the id of a file that its owner deleted', async () => {
    const { instance, bob, show } = await openMisskeyScene(dialect);
    const post = instance.createPost(bob, { text: 'two', media: [{}, {}] });
    const [first, second] = post.mediaIds;
    instance.deleteMedia(first ?? '');
    const note = await show(post.id);
    expect(note.fileIds).toEqual([first, second]);
    expect(note.files.map(({ id }: { id: string }) => id)).toEqual([second]);
  });

  it.each([
    ['notes/show', { noteId: '9none' }, 'NO_SUCH_NOTE'],
    ['notes/show', { noteId: 'no id!' }, 'INVALID_PARAM'],
    ['users/notes', { userId: '9none', limit: 101 }, 'INVALID_PARAM'],
    ['drive/files/update', { fileId: '9none', comment: 'x' }, 'NO_SUCH_FILE'],
  ])('answers 400 with a code to %s %j', async (endpoint, body, code) => {
    const { api } = await openMisskeyScene(dialect);
    const { status, json } = await api(endpoint, body);
    expect(status).toBe(400);
    expect(json.error).toEqual(expect.objectContaining({ code, id: expect.any(String), kind: 'client' }));
  });

  it('tells a bad token, a missing one and a missing permission apart', async () => {
    const { instance, bob, api, token } = await openMisskeyScene(dialect);
    const answer = async (i: string | null) => {
      const { status, json } = await api('i', {}, i);
      return [status, json.error.code];
    };
    expect(await answer('nonsense')).toEqual([401, 'AUTHENTICATION_FAILED']);
    expect(await answer(null)).toEqual([401, 'CREDENTIAL_REQUIRED']);
    expect(await answer(instance.issueToken(bob, 'write:drive'))).toEqual([403, 'PERMISSION_DENIED']);
    instance.revokeToken(token);
    expect(await answer(token)).toEqual([401, 'AUTHENTICATION_FAILED']);
  });

  it('has no Mastodon API', async () => {
    const { call } = await openMisskeyScene(dialect);
    const { status } = await call('GET', '/api/v1/accounts/verify_credentials');
    expect(status).toBe(dialect === 'sharkey' ? 401 : 405);
  });

  it('says with a 429 how many seconds to wait', async () => {
    const { instance, api } = await openMisskeyScene(dialect);
    instance.setRateLimit('account', 1);
    await api('i');
    const { status, headers, json } = await api('i');
    expect([status, json.error.code]).toEqual([429, 'RATE_LIMIT_EXCEEDED']);
    expect(Number(headers.get('retry-after'))).toBeGreaterThan(0);
    const left = (await api('meta', {}, null)).headers.get('x-ratelimit-limit');
    expect(left).toBeNull();
  });

  it('shows a note on a page for people', async () => {
    const { call, instance, bob } = await openMisskeyScene(dialect);
    const post = instance.createPost(bob, { text: 'a <b> & c', media: [{ description: 'a rocket' }] });
    expect(instance.postUrl(post.id)).toBe(`${instance.origin}/notes/${post.id}`);
    const { status, text } = await call('GET', `/notes/${post.id}`, undefined, null);
    expect([status, text.includes('alt="a rocket"')]).toEqual([200, true]);
  });

  it('makes a past with every kind of post, polls with pictures included', async () => {
    const { instance, bob, list } = await openMisskeyScene(dialect);
    const made = instance.fillWithPosts(bob, { posts: 14, images: 40, seed: 7 });
    expect(made.some(({ poll }) => poll)).toBe(true);
    const [firstPage, ...ids] = [await list({ withFiles: true, withRenotes: false, limit: 100 })];
    expect([firstPage, ids]).toEqual([made.map(({ id }) => id).reverse(), []]);
  });
});

describe('the description of a file', () => {
  it('changes in every post that shows the file, and nothing else does', async () => {
    const { instance, bob, api } = await openMisskeyScene('misskey');
    const first = instance.createPost(bob, { text: 'one', media: [{}, { description: 'kept' }] });
    const fileId = first.mediaIds[0] ?? '';
    const second = instance.createPost(bob, { text: 'again', media: [{ sameAs: fileId }] });
    const before = instance.snapshot();
    const { status, json } = await api('drive/files/update', { fileId, comment: 'a cat' });
    expect([status, json.comment, json.id]).toEqual([200, 'a cat', fileId]);

    const change = { mediaId: fileId, before: null, after: 'a cat' };
    expect(instance.diff(before, instance.snapshot())).toEqual([
      { postId: first.id, descriptions: [change], otherwise: [] },
      { postId: second.id, descriptions: [change], otherwise: [] },
    ]);
    expect(instance.edits).toMatchObject([
      { postId: first.id, before: { [fileId]: null }, after: { [fileId]: 'a cat' }, changedOtherwise: [] },
      { postId: second.id, alreadyHeldWantedText: false },
    ]);
    await api('drive/files/update', { fileId, comment: 'a cat' });
    expect(instance.edits.at(-1)?.alreadyHeldWantedText).toBe(true);
  });

  it('is told to nobody: no other server, no mark of an edit', async () => {
    const { instance, bob, api, show } = await openMisskeyScene('misskey');
    const post = instance.createPost(bob, { text: 'one', media: [{}] });
    await api('drive/files/update', { fileId: post.mediaIds[0], comment: 'a cat' });
    expect(instance.post(post.id)).toMatchObject({ federatedUpdates: 0, editedAtMs: null, history: [] });
    expect((await show(post.id)).updatedAt).toBeUndefined();
  });

  it.each([null, ''])('is taken away by %j', async (comment) => {
    const { instance, bob, api } = await openMisskeyScene('misskey');
    const post = instance.createPost(bob, { text: 'one', media: [{ description: 'old' }] });
    const { json } = await api('drive/files/update', { fileId: post.mediaIds[0], comment });
    expect(json.comment).toBe(comment);
  });

  it('stays where only something else is sent', async () => {
    const { instance, bob, api } = await openMisskeyScene('misskey');
    const post = instance.createPost(bob, { text: 'one', media: [{ description: 'kept' }] });
    const { json } = await api('drive/files/update', { fileId: post.mediaIds[0], isSensitive: true });
    expect([json.comment, json.isSensitive]).toEqual(['kept', true]);
    expect(instance.post(post.id).sensitive).toBe(true);
  });

  it('is only the owner’s to change, with the right permission', async () => {
    const { instance, bob, alice, api } = await openMisskeyScene('misskey');
    const post = instance.createPost(bob, { text: 'one', media: [{}] });
    const change = { fileId: post.mediaIds[0], comment: 'x' };
    const before = instance.snapshot();
    const answer = async (token: string) => {
      const { status, json } = await api('drive/files/update', change, token);
      return [status, json.error.code];
    };
    expect(await answer(instance.issueToken(alice, 'write:drive'))).toEqual([400, 'ACCESS_DENIED']);
    expect(await answer(instance.issueToken(bob, 'read:account'))).toEqual([403, 'PERMISSION_DENIED']);
    instance.restrict(bob, 'disabled');
    expect(await answer(instance.issueToken(bob, 'write:drive'))).toEqual([403, 'YOUR_ACCOUNT_SUSPENDED']);
    instance.restrict(bob, 'moving');
    expect(await answer(instance.issueToken(bob, 'write:drive'))).toEqual([403, 'YOUR_ACCOUNT_MOVED']);
    expect(instance.diff(before, instance.snapshot())).toEqual([]);
  });

  it('cannot lose its mark where a role forbids it', async () => {
    const { instance, api } = await openMisskeyScene('misskey');
    const eve = instance.createAccount({ username: 'eve', password: 'eve', alwaysSensitive: true });
    const post = instance.createPost(eve, { text: 'one', sensitive: true, media: [{}] });
    const body = { fileId: post.mediaIds[0], isSensitive: false };
    const { status, json } = await api('drive/files/update', body, instance.issueToken(eve, 'write:drive'));
    expect([status, json.error.code]).toEqual([400, 'RESTRICTED_BY_ROLE']);
  });

  it.each([
    ['misskey', undefined, 512, 'INVALID_PARAM', '🌫'],
    ['sharkey', '2024.9.1', 8192, 'INVALID_PARAM', '🌫'],
    // It counts half characters, so fog counts twice.
    ['sharkey', undefined, 8192, 'COMMENT_TOO_LONG', 'f'],
  ] as const)('has its longest on %s %s: %i', async (dialect, version, limit, code, letter) => {
    const { instance, bob, api } = await openMisskeyScene(dialect, version);
    const post = instance.createPost(bob, { text: 'one', media: [{}] });
    const send = (comment: string) => api('drive/files/update', { fileId: post.mediaIds[0], comment });
    expect((await send(letter.repeat(limit))).status).toBe(200);
    const { status, json } = await send(letter.repeat(limit + 1));
    expect([status, json.error.code]).toEqual([400, code]);
    expect(instance.media(post.mediaIds[0] ?? '')?.description).toHaveLength(letter.length * limit);
  });

  it('counts half characters on a Sharkey of 2025, which says so in its facts', async () => {
    const { instance, bob, api } = await openMisskeyScene('sharkey');
    instance.setDescriptionLimit(3);
    expect((await api('meta')).json.maxAltTextLength).toBe(3);
    const post = instance.createPost(bob, { text: 'one', media: [{}] });
    expect((await api('drive/files/update', { fileId: post.mediaIds[0], comment: '🌫🌫' })).status).toBe(400);
  });
});

describe('the list of notes', () => {
  it('filters by files, renotes and channels, and never by both files and replies', async () => {
    const { instance, bob, alice, api, list } = await openMisskeyScene('misskey');
    const text = instance.createPost(bob, { text: 'no picture' });
    const hers = instance.createPost(alice, { text: 'hers', media: [{}] });
    const renote = instance.createPost(bob, { text: '', boostOf: hers.id });
    const quote = instance.createPost(bob, { text: 'look', boostOf: hers.id, media: [{}] });
    const inChannel = instance.createPost(bob, { text: 'boats', channelId: '9harbours', media: [{}] });
    expect(await list({})).toEqual([quote.id, renote.id, text.id]);
    expect(await list({ withRenotes: false })).toEqual([quote.id, text.id]);
    expect(await list({ withFiles: true, withChannelNotes: true })).toEqual([inChannel.id, quote.id]);
    const { status, json } = await api('users/notes', { userId: bob.id, withFiles: true, withReplies: true });
    expect([status, json.error.code]).toEqual([400, 'BOTH_WITH_REPLIES_AND_WITH_FILES']);
  });

  it('goes on below untilId, and turns around after a lone sinceId', async () => {
    const { instance, bob, list } = await openMisskeyScene('misskey');
    const [a, b, c] = ['a', 'b', 'c'].map((text) => instance.createPost(bob, { text }).id);
    expect(await list({ limit: 2 })).toEqual([c, b]);
    expect(await list({ limit: 2, untilId: b })).toEqual([a]);
    expect(await list({ limit: 2, sinceId: '0' })).toEqual([a, b]);
    expect(await list({ limit: 2, sinceId: '0', untilId: 'zzzzzzzzzzzzzzzz' })).toEqual([c, b]);
  });

  it('lacks replies to others among files, unless the database is asked by naming both ends; Sharkey never has them', async () => {
    for (const dialect of ['misskey', 'sharkey'] as const) {
      const { instance, bob, alice, list } = await openMisskeyScene(dialect);
      const hers = instance.createPost(alice, { text: 'hers' });
      const own = instance.createPost(bob, { text: 'own', media: [{}] });
      const toOwn = instance.createPost(bob, { text: 'more', inReplyToId: own.id, media: [{}] });
      const toHer = instance.createPost(bob, { text: '@alice look', inReplyToId: hers.id, media: [{}] });
      const range = { sinceId: '0', untilId: 'zzzzzzzzzzzzzzzz' };
      expect(await list({ withFiles: true })).toEqual([toOwn.id, own.id]);
      const complete = dialect === 'misskey' ? [toHer.id, toOwn.id, own.id] : [toOwn.id, own.id];
      expect(await list({ withFiles: true, ...range })).toEqual(complete);
      expect(await list({ withReplies: true })).toEqual([toHer.id, toOwn.id, own.id]);
    }
  });
});

describe('a Misskey of version 12', () => {
  it('has other statuses, takes one token only, and lists replies with files', async () => {
    const { instance, bob, api, call, token } = await openMisskeyScene('misskey', '12.119.2');
    const answer = async (i: string) => {
      const { status, json } = await api('i', {}, i);
      return [status, json.error.code];
    };
    expect(await answer('nonsense')).toEqual([403, 'AUTHENTICATION_FAILED']);
    expect(await answer(instance.issueToken(bob, 'write:drive'))).toEqual([400, 'PERMISSION_DENIED']);
    expect((await call('POST', '/api/i', { i: token }, token)).status).toBe(403);
    const { status } = await api('users/notes', { userId: bob.id, withFiles: true, withReplies: true });
    expect(status).toBe(200);
  });
});

describe('MiAuth', () => {
  const session = '6f1c2a3e-8f8e-4c60-9d7e-0a4c1f8b2d55';
  const callback = 'http://127.0.0.1:3000/back?state=abc';

  async function walk(decision: 'allow' | 'deny', permission = 'read:account,write:drive,write:nonsense') {
    const scene = await openMisskeyScene('misskey');
    const { instance } = scene;
    const query = new URLSearchParams({ name: 'Altwright', callback, permission });
    const address = `${instance.origin}/miauth/${session}?${query}`;
    const toSignIn = await fetch(address, { redirect: 'manual' });
    const form = new URL(toSignIn.headers.get('location') ?? '', instance.origin);
    const post = (url: string, fields: URLSearchParams, cookie = '') =>
      fetch(url, { method: 'POST', body: fields, headers: { cookie }, redirect: 'manual' });
    const next = form.searchParams.get('next') ?? '';
    const signedIn = await post(form.href, new URLSearchParams({ username: 'bob', password: 'bobs password', next }));
    const cookie = (signedIn.headers.get('set-cookie') ?? '').split(';')[0] ?? '';
    const consent = await (await fetch(address, { headers: { cookie } })).text();
    const answer = await post(address, new URLSearchParams([...query, ['decision', decision]]), cookie);
    return { ...scene, consent, answer };
  }

  it('asks for the permissions it knows, and sends the session back in the query the callback has', async () => {
    const { consent, answer } = await walk('allow');
    expect(consent).toContain('Authorize Altwright');
    expect([consent.includes('write:drive'), consent.includes('<code>write:nonsense')]).toEqual([true, false]);
    expect(answer.headers.get('location')).toBe(`${callback}&session=${session}`);
  });

  it('gives the token to whoever knows the session, once', async () => {
    const { api } = await walk('allow');
    const first = (await api(`miauth/${session}/check`, {}, null)).json;
    expect(first).toMatchObject({ ok: true, user: { username: 'bob' } });
    expect((await api('i', {}, first.token)).json.username).toBe('bob');
    expect((await api(`miauth/${session}/check`, {}, null)).json).toEqual({ ok: false });
  });

  it('sends nobody back who refuses', async () => {
    const { answer, api } = await walk('deny');
    expect([answer.status, answer.headers.get('location')]).toEqual([200, null]);
    expect((await api(`miauth/${session}/check`, {}, null)).json).toEqual({ ok: false });
  });
});
