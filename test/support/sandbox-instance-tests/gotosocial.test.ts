import { describe, expect, it } from 'vitest';
import { openScene, without } from './scene.ts';

describe('the edit on GoToSocial', () => {
  it('erases the text when it is omitted', async () => {
    const { richPost, carefulEdit, edit } = await openScene('gotosocial');
    const post = richPost();
    expect((await edit(post.id, without(carefulEdit(post), 'status'))).otherwise).toContain('text');
  });

  it('removes the pictures when neither media_ids nor media_attributes are sent', async () => {
    const { richPost, carefulEdit, edit } = await openScene('gotosocial');
    const post = richPost();
    const answer = await edit(post.id, without(carefulEdit(post), 'media_ids', 'media_attributes'));
    expect([answer.status, answer.otherwise]).toEqual([200, ['media']]);
  });

  it('refuses attributes of a picture that is not in media_ids', async () => {
    const { richPost, carefulEdit, edit } = await openScene('gotosocial');
    const post = richPost();
    const { status, json } = await edit(post.id, without(carefulEdit(post), 'media_ids'));
    expect([status, json.error]).toEqual([400, `Bad Request: media not found: ${post.mediaIds[0]}`]);
  });

  it('falls back to the account’s language when none is sent, and refuses an unknown one', async () => {
    const { richPost, carefulEdit, edit, instance } = await openScene('gotosocial');
    const post = richPost();
    expect((await edit(post.id, { ...carefulEdit(post), language: 'xx-ZZ' })).status).toBe(400);
    expect((await edit(post.id, without(carefulEdit(post), 'language'))).otherwise).toEqual(['language']);
    expect(instance.post(post.id).language).toBe('en');
  });

  it('wants a real boolean for sensitive', async () => {
    const { richPost, carefulEdit, edit } = await openScene('gotosocial');
    const post = richPost();
    expect(await edit(post.id, { ...carefulEdit(post), sensitive: 'true' })).toMatchObject({
      status: 400,
      descriptions: [],
    });
  });

  it('erases a description when an attribute comes without one', async () => {
    const { richPost, carefulEdit, edit } = await openScene('gotosocial');
    const post = richPost();
    const attributes = [{ id: post.mediaIds[1], focus: '0.5,0.5' }];
    const { descriptions } = await edit(post.id, { ...carefulEdit(post), media_attributes: attributes });
    expect(descriptions).toEqual([{ mediaId: post.mediaIds[1], before: 'a rocket', after: null }]);
  });

  it('deletes a poll that is not sent again', async () => {
    const { richPost, carefulEdit, edit } = await openScene('gotosocial');
    const post = richPost({ poll: { options: ['a', 'b'] } });
    expect((await edit(post.id, carefulEdit(post))).otherwise).toEqual(['poll']);
  });

  it('moves the end of a poll that is sent again', async () => {
    const { richPost, carefulEdit, edit, instance, clock } = await openScene('gotosocial');
    const post = richPost({ poll: { options: ['a', 'b'] } });
    const { id } = post.poll ?? {};
    clock.advance(60_000);
    const { otherwise } = await edit(post.id, {
      ...carefulEdit(post),
      poll: { options: ['a', 'b'], expires_in: 86_400 },
    });
    expect([otherwise, instance.post(post.id).poll?.id]).toEqual([['poll'], id]);
  });

  it('answers 422 when nothing would change', async () => {
    const { richPost, carefulEdit, edit, instance } = await openScene('gotosocial');
    const post = richPost();
    await edit(post.id, carefulEdit(post));
    const again = await edit(post.id, carefulEdit(post));
    expect([again.status, again.json.error]).toEqual([422, 'Unprocessable Entity: status was not changed']);
    expect(instance.edits).toHaveLength(1);
  });

  it('takes an over-long description and then refuses every later edit until the picture is repaired', async () => {
    const { richPost, carefulEdit, edit, call } = await openScene('gotosocial');
    const post = richPost();
    expect((await edit(post.id, carefulEdit(post, 'z'.repeat(1501)))).status).toBe(200);
    const later = await edit(post.id, carefulEdit(post, 'short'));
    expect([later.status, later.json.error]).toEqual([400, 'Bad Request: media description exceeds max chars (1500)']);
    expect((await call('PUT', `/api/v1/media/${post.mediaIds[0]}`, { description: 'repaired' })).status).toBe(200);
    expect((await edit(post.id, carefulEdit(post, 'short'))).status).toBe(200);
  });

  it('refuses to describe a bare picture where descriptions have a minimum', async () => {
    const { richPost, carefulEdit, edit, instance, call } = await openScene('gotosocial');
    instance.setDescriptionMinimum(5);
    const post = richPost();
    expect((await edit(post.id, carefulEdit(post))).json.error).toBe(
      'Bad Request: media description less than min chars (5)',
    );
    const { configuration } = (await call('GET', '/api/v2/instance')).json;
    expect(configuration.media_attachments.description_minimum).toBe(5);
  });

  it('ignores media_attributes that come in a form', async () => {
    const { richPost, instance, token } = await openScene('gotosocial');
    const post = richPost({ text: 'words', spoilerText: '' });
    const form = new URLSearchParams({
      status: 'words',
      language: 'de',
      'media_attributes[][id]': post.mediaIds[0] ?? '',
    });
    form.append('media_attributes[][description]', 'lost');
    for (const id of post.mediaIds) form.append('media_ids[]', id);
    const headers = { authorization: `Bearer ${token}` };
    const answer = await fetch(`${instance.origin}/api/v1/statuses/${post.id}`, { method: 'PUT', body: form, headers });
    expect(answer.status).toBe(422);
  });

  it('keeps markdown as markdown and says so in the source', async () => {
    const { richPost, carefulEdit, edit, call } = await openScene('gotosocial');
    const post = richPost({ text: '**bold**', contentType: 'text/markdown' });
    expect((await call('GET', `/api/v1/statuses/${post.id}/source`)).json.content_type).toBe('text/markdown');
    expect((await edit(post.id, carefulEdit(post))).otherwise).toEqual([]);
    const other = await edit(post.id, { ...carefulEdit(post, 'x'), content_type: 'text/plain' });
    expect(other.otherwise).toEqual(['contentType', 'content']);
  });

  it('can die between the pictures and the post, after which a retry finds nothing to change', async () => {
    const { richPost, carefulEdit, edit, instance } = await openScene('gotosocial');
    const post = richPost();
    instance.faults.add({ when: { method: 'PUT', path: /statuses/ }, fault: 'half-written', times: 1 });
    expect((await edit(post.id, carefulEdit(post))).status).toBe(500);
    expect((await edit(post.id, carefulEdit(post))).status).toBe(422);
    expect(instance.post(post.id).federatedUpdates).toBe(0);
  });

  it('does not exist before 0.18', async () => {
    const { richPost, carefulEdit, edit } = await openScene('gotosocial', '0.17.3');
    const post = richPost();
    expect((await edit(post.id, carefulEdit(post))).status).toBe(404);
  });
});

describe('the rest of GoToSocial', () => {
  it('changes a posted picture silently: no edit, no federation, HTML stripped', async () => {
    const { richPost, call, instance } = await openScene('gotosocial');
    const post = richPost();
    const path = `/api/v1/media/${post.mediaIds[0]}`;
    expect((await call('PUT', path, { description: '<b>html</b> &amp; ' })).json.description).toBe('html &');
    expect(instance.post(post.id)).toMatchObject({ editedAtMs: null, federatedUpdates: 0 });
    expect([
      (await call('PUT', path, {})).status,
      (await call('PUT', path, { description: 'x'.repeat(1501) })).status,
    ]).toEqual([400, 400]);
  });

  it('links to a next page from every page that was not empty before filtering', async () => {
    const { richPost, call, bob, instance } = await openScene('gotosocial');
    const post = richPost();
    instance.createPost(bob, { text: '', boostOf: post.id });
    const path = `/api/v1/accounts/${bob.id}/statuses?only_media=true&exclude_reblogs=true&limit=1`;
    const first = await call('GET', path);
    expect([first.json, first.headers.get('link')]).toEqual([[], expect.stringContaining('rel="next"')]);
    const next = /<([^>]+)>; rel="next"/.exec(first.headers.get('link') ?? '')?.[1] ?? '';
    const second = await call('GET', next.slice(instance.origin.length));
    expect(second.json.map(({ id }: { id: string }) => id)).toEqual([post.id]);
    expect(second.headers.get('link')).toContain('rel="next"');
  });

  it('counts all tokens of an address together, sign-in too, but not nodeinfo and pictures', async () => {
    const { call, instance } = await openScene('gotosocial');
    instance.setRateLimit('address', 1);
    expect((await call('GET', '/api/v1/instance')).headers.get('x-ratelimit-remaining')).toBe('0');
    const blocked = await call('POST', '/oauth/token', {}, null);
    expect([blocked.status, blocked.json]).toEqual([429, { error: 'rate limit reached' }]);
    expect(blocked.headers.get('retry-after')).toBeNull();
    expect((await call('GET', '/.well-known/nodeinfo')).status).toBe(200);
  });

  it('says in its own words why a token does not do, and lets any token do anything before 0.19', async () => {
    const put = async (version: string, scopes: string) => {
      const { richPost, carefulEdit, call, instance, bob } = await openScene('gotosocial', version);
      const post = richPost();
      return call('PUT', `/api/v1/statuses/${post.id}`, carefulEdit(post), scopes && instance.issueToken(bob, scopes));
    };
    expect(await put('0.20.0', 'read')).toMatchObject({
      status: 403,
      json: { error: 'Forbidden: token has insufficient scope permission' },
    });
    expect(await put('0.20.0', '')).toMatchObject({ status: 401, json: { error: 'Unauthorized: token not supplied' } });
    expect((await put('0.18.3', 'read')).status).toBe(200);
  });

  it('refuses writes of an account that is moving, but not its reads', async () => {
    const { richPost, carefulEdit, call, instance, bob } = await openScene('gotosocial');
    const post = richPost();
    instance.restrict(bob, 'moving');
    expect((await call('GET', `/api/v1/statuses/${post.id}/source`)).status).toBe(200);
    expect((await call('PUT', `/api/v1/statuses/${post.id}`, carefulEdit(post))).status).toBe(403);
  });

  it('answers 406 to who does not accept JSON', async () => {
    const { instance } = await openScene('gotosocial');
    expect((await fetch(`${instance.origin}/api/v1/instance`, { headers: { accept: 'text/html' } })).status).toBe(406);
  });

  it('counts a description in code points', async () => {
    const { richPost, call } = await openScene('gotosocial');
    const path = `/api/v1/media/${richPost().mediaIds[0]}`;
    expect((await call('PUT', path, { description: '🐈'.repeat(1500) })).status).toBe(200);
  });
});
