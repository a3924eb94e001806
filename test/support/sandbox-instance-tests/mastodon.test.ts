import { describe, expect, it } from 'vitest';
import { openScene, without } from './scene.ts';

describe('the edit on Mastodon', () => {
  it('puts the content warning into the body when the text is blank', async () => {
    const { richPost, carefulEdit, edit, instance } = await openScene('mastodon');
    const post = richPost({ text: '' });
    await edit(post.id, carefulEdit(post));
    expect(instance.post(post.id)).toMatchObject({ text: 'food', spoilerText: '' });
  });

  it('erases the text when it is omitted', async () => {
    const { richPost, carefulEdit, edit } = await openScene('mastodon');
    const post = richPost({ spoilerText: '' });
    const { otherwise } = await edit(post.id, without(carefulEdit(post), 'status'));
    expect(otherwise).toEqual(['text', 'mentions', 'tags', 'content']);
  });

  it('detaches all pictures when media_ids are omitted, and the left-out one when the list is short', async () => {
    const { richPost, carefulEdit, edit, instance } = await openScene('mastodon');
    const [one, two] = [richPost(), richPost()];
    expect((await edit(one.id, without(carefulEdit(one), 'media_ids'))).otherwise).toEqual(['media']);
    expect(instance.post(one.id).mediaIds).toEqual([]);
    const short = await edit(two.id, { ...carefulEdit(two), media_ids: two.mediaIds.slice(0, 1) });
    expect(short.otherwise).toEqual(['media']);
  });

  it('keeps language, focus and the descriptions it is not given', async () => {
    const { richPost, carefulEdit, edit, instance } = await openScene('mastodon');
    const post = richPost({
      media: [
        { photo: 'coffee', focus: { x: 0.5, y: -0.5 } },
        { photo: 'rocket', description: 'a rocket' },
      ],
    });
    const { otherwise, descriptions } = await edit(post.id, without(carefulEdit(post), 'language'));
    expect([otherwise, descriptions.length, instance.post(post.id).language]).toEqual([[], 1, 'de']);
  });

  it('deletes a poll that is not sent again', async () => {
    const { richPost, carefulEdit, edit } = await openScene('mastodon', '4.6.0');
    const post = richPost({ poll: { options: ['a', 'b'] } });
    expect((await edit(post.id, carefulEdit(post))).otherwise).toEqual(['poll']);
  });

  it('refuses an over-long description whole, so that nothing is written', async () => {
    const { richPost, carefulEdit, edit, instance } = await openScene('mastodon');
    instance.setDescriptionLimit(10);
    const post = richPost();
    const { status, json, descriptions, otherwise } = await edit(post.id, {
      ...carefulEdit(post, 'x'.repeat(11)),
      status: 'new',
    });
    expect([status, json.error]).toEqual([
      422,
      'Validation failed: Description is too long (maximum is 10 characters)',
    ]);
    expect([descriptions, otherwise]).toEqual([[], []]);
  });

  it('refuses unknown pictures from 4.3 on and silently drops them before', async () => {
    for (const [version, status] of [
      ['4.3.0', 422],
      ['4.2.0', 200],
    ] as const) {
      const { richPost, carefulEdit, edit } = await openScene('mastodon', version);
      const post = richPost();
      const answer = await edit(post.id, { ...carefulEdit(post), media_ids: [post.mediaIds[0], '1'] });
      expect(answer.status).toBe(status);
      expect(answer.otherwise).toEqual(status === 200 ? ['media'] : []);
    }
  });

  it('ignores media_attributes before 4.1', async () => {
    const { richPost, carefulEdit, edit } = await openScene('mastodon', '4.0.2');
    const post = richPost();
    expect(await edit(post.id, carefulEdit(post))).toMatchObject({ status: 200, descriptions: [] });
  });

  it('answers an edit without a change with 200, without a trace in the history', async () => {
    const { richPost, carefulEdit, edit, call, instance } = await openScene('mastodon');
    const post = richPost();
    await edit(post.id, carefulEdit(post));
    await edit(post.id, carefulEdit(post));
    expect((await call('GET', `/api/v1/statuses/${post.id}/history`)).json).toHaveLength(2);
    expect(instance.edits.map(({ alreadyHeldWantedText }) => alreadyHeldWantedText)).toEqual([false, true]);
    expect(instance.post(post.id).federatedUpdates).toBe(1);
  });

  it('counts edits, not reads, against 300 in three hours and tells when to come back without Retry-After', async () => {
    const { richPost, carefulEdit, edit, instance, clock } = await openScene('mastodon');
    instance.setRateLimit('statuses', 1);
    const post = richPost();
    const first = await edit(post.id, carefulEdit(post));
    expect([first.status, first.headers.get('x-ratelimit-remaining')]).toEqual([200, '0']);
    const second = await edit(post.id, carefulEdit(post, 'another'));
    expect([second.status, second.json, second.descriptions]).toEqual([429, { error: 'Too many requests' }, []]);
    expect(second.headers.get('retry-after')).toBeNull();
    clock.advance(Date.parse(second.headers.get('x-ratelimit-reset') ?? '') - clock.now());
    expect((await edit(post.id, carefulEdit(post, 'another'))).status).toBe(200);
  });
});

describe('the rest of Mastodon', () => {
  it('answers 404 for a picture that is in a post already', async () => {
    const { richPost, call } = await openScene('mastodon');
    const path = `/api/v1/media/${richPost().mediaIds[0]}`;
    const answers = [await call('GET', path), await call('PUT', path, { description: 'x' })];
    expect(answers.map(({ status, json }) => [status, json.error])).toEqual(Array(2).fill([404, 'Record not found']));
  });

  it('announces a next page only when this one is full', async () => {
    const { richPost, call, bob } = await openScene('mastodon');
    for (let count = 0; count < 3; count++) richPost();
    const list = (limit: number) => call('GET', `/api/v1/accounts/${bob.id}/statuses?only_media=true&limit=${limit}`);
    expect((await list(3)).headers.get('link')).toContain('rel="next"');
    expect((await list(4)).headers.get('link')).not.toContain('rel="next"');
  });

  it('limits paging apart from everything else', async () => {
    const { call, bob, instance } = await openScene('mastodon');
    instance.setRateLimit('paging', 1);
    const page = () => call('GET', `/api/v1/accounts/${bob.id}/statuses?max_id=5`);
    expect([(await page()).status, (await page()).status]).toEqual([200, 429]);
    expect((await call('GET', '/api/v1/accounts/verify_credentials')).status).toBe(200);
  });

  it('tells the description limit only from 4.4 on and only in the second instance API', async () => {
    const limitOf = async (version: string, path: string) => {
      const { call } = await openScene('mastodon', version);
      return (await call('GET', path, undefined, null)).json.configuration.media_attachments.description_limit;
    };
    expect(await limitOf('4.3.0', '/api/v2/instance')).toBeUndefined();
    expect(await limitOf('4.4.0', '/api/v2/instance')).toBe(1500);
    expect(await limitOf('4.6.0', '/api/v2/instance')).toBe(10_000);
    expect(await limitOf('4.6.0', '/api/v1/instance')).toBeUndefined();
  });

  it('reads several posts at once from 4.3 on', async () => {
    const { richPost, call } = await openScene('mastodon');
    const [one, two] = [richPost(), richPost()];
    expect((await call('GET', `/api/v1/statuses?id[]=${one.id}&id[]=${two.id}`)).json).toHaveLength(2);
  });

  it('says in its own words why a token does not do', async () => {
    const { call, richPost, carefulEdit, instance, bob, token } = await openScene('mastodon');
    const post = richPost();
    const put = (bearer: string | null) => call('PUT', `/api/v1/statuses/${post.id}`, carefulEdit(post), bearer);
    const narrow = await put(instance.issueToken(bob, 'read:statuses'));
    expect([narrow.status, narrow.json.error]).toEqual([403, 'This action is outside the authorized scopes']);
    expect((await put('nonsense')).json.error).toBe('The access token is invalid');
    instance.expireToken(token);
    expect((await put(token)).json.error).toBe('The access token expired');
    const other = instance.issueToken(bob, 'write');
    instance.restrict(bob, 'disabled');
    expect(await put(other)).toMatchObject({ status: 403, json: { error: 'Your login is currently disabled' } });
  });
});
