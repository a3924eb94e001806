import { describe, expect, it } from 'vitest';
import { openScene, without } from './scene.ts';

describe('the edit on Hollo', () => {
  it('refuses an empty text with 422', async () => {
    const { richPost, carefulEdit, edit } = await openScene('hollo');
    const post = richPost({ text: '' });
    const { status, json } = await edit(post.id, carefulEdit(post));
    expect([status, json.error, json.zod_error.issues[0].path]).toEqual([422, 'invalid_request', ['status']]);
  });

  it('keeps the text when it is omitted, but clears mentions and tags', async () => {
    const { richPost, carefulEdit, edit } = await openScene('hollo');
    const post = richPost();
    expect((await edit(post.id, without(carefulEdit(post), 'status'))).otherwise).toEqual(['mentions', 'tags']);
  });

  it('keeps pictures and poll when they are omitted', async () => {
    const { richPost, carefulEdit, edit } = await openScene('hollo');
    const post = richPost({ poll: { options: ['a', 'b'] } });
    const { otherwise, descriptions } = await edit(post.id, without(carefulEdit(post), 'media_ids'));
    expect([otherwise, descriptions.length]).toEqual([[], 1]);
  });

  it('falls back to the owner’s language when none is sent', async () => {
    const { richPost, carefulEdit, edit } = await openScene('hollo');
    const post = richPost();
    expect((await edit(post.id, without(carefulEdit(post), 'language'))).otherwise).toEqual(['language']);
  });

  it('federates every edit, even one that changes nothing, and leaves neither mark nor history', async () => {
    const { richPost, carefulEdit, edit, call, instance } = await openScene('hollo');
    const post = richPost();
    await edit(post.id, carefulEdit(post));
    const { status, json } = await edit(post.id, carefulEdit(post));
    expect([status, 'edited_at' in json, instance.post(post.id).federatedUpdates]).toEqual([200, false, 2]);
    expect((await call('GET', `/api/v1/statuses/${post.id}/history`)).status).toBe(404);
    expect(instance.edits.map(({ alreadyHeldWantedText }) => alreadyHeldWantedText)).toEqual([false, true]);
  });

  it('sends the edit of a direct post to all followers', async () => {
    const { richPost, carefulEdit, edit } = await openScene('hollo');
    const post = richPost({ visibility: 'direct' });
    expect((await edit(post.id, carefulEdit(post))).otherwise).toEqual(['leakedToFollowers']);
  });

  it('enforces no limit of a description and names none', async () => {
    const { richPost, carefulEdit, edit, call } = await openScene('hollo');
    const post = richPost();
    expect((await edit(post.id, carefulEdit(post, 'x'.repeat(5001)))).status).toBe(200);
    const { configuration, urls } = (await call('GET', '/api/v2/instance')).json;
    expect([configuration.media_attachments.description_limit, urls]).toEqual([undefined, undefined]);
  });

  it('ignores media_attributes in old versions and still answers 200', async () => {
    for (const [version, changes] of [
      ['0.9.5', 0],
      ['0.9.6', 1],
      ['0.8.7', 0],
      ['0.8.8', 1],
    ] as const) {
      const { richPost, carefulEdit, edit } = await openScene('hollo', version);
      const post = richPost();
      const { status, descriptions } = await edit(post.id, carefulEdit(post));
      expect([version, status, descriptions.length]).toEqual([version, 200, changes]);
    }
  });

  it('refuses an unknown picture and a boolean given as a word', async () => {
    const { richPost, carefulEdit, edit } = await openScene('hollo');
    const post = richPost();
    expect((await edit(post.id, { ...carefulEdit(post), media_ids: ['nonsense'] })).json.error).toBe('Media not found');
    expect((await edit(post.id, { ...carefulEdit(post), sensitive: 'true' })).status).toBe(422);
  });
});

describe('the rest of Hollo', () => {
  it('skips one post when the next link is followed', async () => {
    const { richPost, call, bob, instance } = await openScene('hollo');
    const ids = [richPost(), richPost(), richPost(), richPost()]
      .map(({ id }) => id)
      .sort()
      .reverse();
    const first = await call('GET', `/api/v1/accounts/${bob.id}/statuses?only_media=true&limit=2`);
    const next = /<([^>]+)>; rel="next"/.exec(first.headers.get('link') ?? '')?.[1] ?? '';
    const second = await call('GET', next.slice(instance.origin.length));
    const seen = [...first.json, ...second.json].map(({ id }: { id: string }) => id);
    expect(seen).toEqual([ids[0], ids[1], ids[3]]);
    expect(second.headers.get('link')).toBeNull();
  });

  it('does not apply exclude_reblogs', async () => {
    const { richPost, call, bob, instance } = await openScene('hollo');
    instance.createPost(bob, { text: '', boostOf: richPost().id });
    const { json } = await call('GET', `/api/v1/accounts/${bob.id}/statuses?exclude_reblogs=true`);
    expect(json.filter(({ reblog }: { reblog: unknown }) => reblog)).toHaveLength(1);
  });

  it('answers 400 to a cursor that is no UUID', async () => {
    const { call, bob } = await openScene('hollo');
    expect((await call('GET', `/api/v1/accounts/${bob.id}/statuses?max_id=0`)).status).toBe(400);
  });

  it('changes anybody’s picture silently', async () => {
    const { richPost, call, instance } = await openScene('hollo');
    const post = richPost();
    const charlie = instance.issueToken(instance.createAccount({ username: 'charlie', password: 'x' }), 'write');
    const path = `/api/v1/media/${post.mediaIds[0]}`;
    expect((await call('PUT', path, { description: 'by charlie' }, charlie)).status).toBe(200);
    expect(instance.post(post.id).federatedUpdates).toBe(0);
    expect((await call('PUT', path, {})).status).toBe(422);
  });

  it('has no focus and no blurhash', async () => {
    const { richPost, call } = await openScene('hollo');
    const post = richPost({ media: [{ photo: 'coffee', focus: { x: 0.5, y: 0.5 } }] });
    const [picture] = (await call('GET', `/api/v1/statuses/${post.id}`)).json.media_attachments;
    expect([picture.blurhash, picture.meta.focus]).toEqual([null, { x: 0, y: 0 }]);
  });

  it('redirects /nodeinfo/2.0 and sends no rate limit headers', async () => {
    const { instance, call } = await openScene('hollo');
    expect((await fetch(`${instance.origin}/nodeinfo/2.0`, { redirect: 'manual' })).status).toBe(302);
    expect((await call('GET', '/api/v1/instance')).headers.get('x-ratelimit-limit')).toBeNull();
  });

  it('says in its own words why a token does not do', async () => {
    const { call, instance, bob } = await openScene('hollo');
    const verify = (bearer: string | null) => call('GET', '/api/v1/accounts/verify_credentials', undefined, bearer);
    expect(await verify('nonsense')).toMatchObject({ status: 401, json: { error: 'invalid_token' } });
    expect(await verify(instance.issueToken(bob, 'write'))).toMatchObject({
      status: 403,
      json: { error: 'insufficient_scope' },
    });
  });
});
