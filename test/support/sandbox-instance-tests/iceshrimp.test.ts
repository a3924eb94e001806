import { describe, expect, it } from 'vitest';
import { openScene, without } from './scene.ts';

type Picture = { id: string; description: string | null };

describe('the edit on Iceshrimp.NET', () => {
  it('takes a careful edit without changing anything but the description', async () => {
    const { richPost, carefulEdit, edit } = await openScene('iceshrimp');
    const post = richPost();
    const { status, descriptions, otherwise } = await edit(post.id, carefulEdit(post));
    expect([status, otherwise]).toEqual([200, []]);
    expect(descriptions).toMatchObject([{ mediaId: post.mediaIds[0], after: 'a cat' }]);
  });

  it('keeps mark and language whatever is sent, and clears a warning that is not', async () => {
    const { richPost, carefulEdit, edit } = await openScene('iceshrimp');
    const post = richPost();
    const other = { ...carefulEdit(post), sensitive: false, language: 'fr' };
    expect((await edit(post.id, other)).otherwise).toEqual([]);
    expect((await edit(post.id, without(carefulEdit(post), 'spoiler_text'))).otherwise).toEqual(['spoilerText']);
  });

  it('keeps a warning without the blanks around it, whoever wrote it', async () => {
    const { richPost, instance } = await openScene('iceshrimp');
    const post = richPost({ spoilerText: ' food ' });
    expect(post.spoilerText).toBe('food');
    instance.editAsOwner(post.id, { spoilerText: 'more food ' });
    expect(post.spoilerText).toBe('more food');
  });

  it('takes a description away from a picture that is listed without one', async () => {
    const { richPost, carefulEdit, edit } = await openScene('iceshrimp');
    const post = richPost();
    const media_attributes = [{ id: post.mediaIds[1] }];
    const { descriptions } = await edit(post.id, { ...carefulEdit(post), media_attributes });
    expect(descriptions).toEqual([{ mediaId: post.mediaIds[1], before: 'a rocket', after: null }]);
  });

  it('describes the file, in every post that uses it', async () => {
    const { richPost, carefulEdit, edit, instance } = await openScene('iceshrimp');
    const first = richPost();
    const second = richPost({ media: [{ sameAs: first.mediaIds[0] ?? '' }] });
    expect(second.mediaIds).toEqual([first.mediaIds[0]]);
    const before = instance.snapshot();
    await edit(first.id, carefulEdit(first));
    const differences = instance.diff(before, instance.snapshot());
    expect(differences.map(({ postId }) => postId).sort()).toEqual([first.id, second.id].sort());
    expect(instance.post(second.id).editedAtMs).toBeNull();
  });

  it('counts each call as an edit, even one that changes nothing', async () => {
    const { richPost, carefulEdit, edit, instance } = await openScene('iceshrimp');
    const post = richPost();
    for (let time = 0; time < 3; time++) await edit(post.id, carefulEdit(post));
    expect(instance.post(post.id).history).toHaveLength(4);
    expect(instance.post(post.id).federatedUpdates).toBe(3);
  });

  it('deletes a poll that is not sent, and pictures too', async () => {
    const { richPost, carefulEdit, edit } = await openScene('iceshrimp');
    const post = richPost({ poll: { options: ['a', 'b'] } });
    expect((await edit(post.id, carefulEdit(post))).otherwise).toEqual(['poll']);
    expect((await edit(post.id, without(carefulEdit(post), 'media_ids'))).otherwise).toEqual(['media']);
  });

  it('refuses a post of nothing', async () => {
    const { richPost, edit } = await openScene('iceshrimp');
    const { status, json } = await edit(richPost().id, { spoiler_text: 'x' });
    expect([status, json]).toEqual([400, { error: 'Posts must have text, media or poll' }]);
  });

  it('keeps the order of the same pictures, and shows changed ones last', async () => {
    const { richPost, carefulEdit, edit, call } = await openScene('iceshrimp');
    const post = richPost();
    const media_ids = [...post.mediaIds].reverse();
    expect((await edit(post.id, { ...carefulEdit(post), media_ids })).otherwise).toEqual([]);
    const shown = (await call('GET', `/api/v1/statuses/${post.id}`)).json.media_attachments;
    expect(shown.map(({ id }: Picture) => id)).toEqual(media_ids);
  });

  it('has described the files already when it refuses the rest', async () => {
    const { richPost, carefulEdit, edit, instance } = await openScene('iceshrimp');
    const post = richPost();
    const tooLong = await edit(post.id, { ...carefulEdit(post), status: 'x'.repeat(8193) });
    expect([tooLong.status, tooLong.descriptions.length]).toEqual([422, 1]);
    expect(instance.post(post.id).federatedUpdates).toBe(0);
  });
});

describe('the rest of Iceshrimp.NET', () => {
  it('changes an own file by its picture, tells nobody, and takes its text away when none is sent', async () => {
    const { richPost, call, instance } = await openScene('iceshrimp');
    const post = richPost();
    const path = `/api/v1/media/${post.mediaIds[0]}`;
    const described = await call('PUT', path, { description: 'a cat' });
    expect([described.status, described.json.description]).toEqual([200, 'a cat']);
    expect((await call('PUT', path, {})).json.description).toBeNull();
    const charlie = instance.issueToken(instance.createAccount({ username: 'charlie', password: 'x' }), 'write');
    expect((await call('PUT', path, { description: 'mine' }, charlie)).status).toBe(404);
    expect(instance.post(post.id).federatedUpdates).toBe(0);
  });

  it('names itself behind a version of Mastodon and tells no limit of a description', async () => {
    const { call } = await openScene('iceshrimp');
    const { version, configuration } = (await call('GET', '/api/v2/instance')).json;
    expect(version).toBe('4.2.1 (compatible; Iceshrimp.NET/2024.1-beta4.security2)');
    expect(configuration.media_attachments.description_limit).toBeUndefined();
    expect((await call('GET', '/nodeinfo/2.1')).json.software).toEqual({
      name: 'Iceshrimp.NET',
      version: '2024.1-beta4.security2',
    });
  });

  it('says neither the size of a picture nor the language of a post', async () => {
    const { richPost, call } = await openScene('iceshrimp');
    const post = richPost({ media: [{ type: 'gifv' }] });
    const status = (await call('GET', `/api/v1/statuses/${post.id}`)).json;
    expect([status.language, status.media_attachments[0].meta, status.media_attachments[0].type]).toEqual([
      undefined,
      undefined,
      'image',
    ]);
    expect(status.url).toMatch(/\/notes\/[0-9a-z]{16}$/);
    expect((await call('GET', new URL(status.url).pathname, undefined, null)).status).toBe(200);
  });

  it('takes 500 requests of a person in any minute, and says nothing of it in headers', async () => {
    const { call, clock, instance } = await openScene('iceshrimp');
    instance.setRateLimit('sliding', 3);
    const statuses = async (times: number) => {
      const answers = [];
      for (let time = 0; time < times; time++)
        answers.push((await call('GET', '/api/v1/accounts/verify_credentials')).status);
      return answers;
    };
    expect(await statuses(2)).toEqual([200, 200]);
    clock.advance(40_000);
    expect(await statuses(2)).toEqual([200, 429]);
    clock.advance(30_000);
    expect(await statuses(3)).toEqual([200, 200, 429]);
    const refused = await call('GET', '/api/v1/accounts/verify_credentials');
    expect(refused.json).toEqual({ error: 'Too Many Requests' });
    expect([...refused.headers.keys()].filter((name) => /ratelimit|retry/i.test(name))).toEqual([]);
  });

  it('takes ten sign-ins and registrations a minute', async () => {
    const { call } = await openScene('iceshrimp');
    const register = () =>
      call('POST', '/api/v1/apps', { client_name: 'x', redirect_uris: ['http://127.0.0.1/a'] }, null);
    const answers = await Promise.all(Array.from({ length: 11 }, register));
    expect(answers.filter(({ status }) => status === 429)).toHaveLength(1);
  });

  it('has no metadata of its OAuth and refuses to revoke what it never gave', async () => {
    const { call } = await openScene('iceshrimp');
    expect((await call('GET', '/.well-known/oauth-authorization-server')).status).toBe(404);
    expect((await call('POST', '/oauth/revoke', { token: 'x' })).status).toBe(403);
  });
});
