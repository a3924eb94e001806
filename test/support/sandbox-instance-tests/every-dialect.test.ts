import { describe, expect, it } from 'vitest';
import { type Dialect, openScene, without } from './scene.ts';

/** The ones with the Mastodon API. */
const DIALECTS = ['mastodon', 'gotosocial', 'hollo', 'pleroma', 'akkoma'] as const;

const ID_FORMS: Record<(typeof DIALECTS)[number], RegExp> = {
  mastodon: /^\d{18}$/,
  gotosocial: /^[0-9A-HJKMNP-TV-Z]{26}$/,
  hollo: /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/,
  pleroma: /^([0-9A-Za-z]{18}|\d{6})$/,
  akkoma: /^([0-9A-Za-z]{18}|\d{6})$/,
};
/** What a request gets whose token has died. */
const DEAD_TOKEN: Partial<Record<Dialect, number>> = { pleroma: 403, akkoma: 403 };
/** What has no description has an empty one. */
const BLANK: Dialect[] = ['pleroma', 'akkoma'];
const HAS_MARKDOWN: Dialect[] = ['gotosocial', 'pleroma', 'akkoma'];

describe.each(DIALECTS)('the %s sandbox', (dialect) => {
  it('gives posts and pictures ids in its own form, ordered by time', async () => {
    const { instance, bob, clock } = await openScene(dialect);
    const older = instance.createPost(bob, {
      text: 'one',
      createdAt: clock.now() - 1000,
      media: [{ photo: 'coffee' }],
    });
    const newer = instance.createPost(bob, { text: 'two' });
    expect([older.id, newer.id, older.mediaIds[0]]).toEqual(Array(3).fill(expect.stringMatching(ID_FORMS[dialect])));
    expect(instance.posts(bob)).toEqual([newer, older]);
  });

  it('takes a careful edit without changing anything but the description', async () => {
    const { richPost, carefulEdit, edit, instance } = await openScene(dialect);
    const post = richPost();
    const { status, json, descriptions, otherwise } = await edit(post.id, carefulEdit(post));
    expect(status).toBe(200);
    const before = BLANK.includes(dialect) ? '' : null;
    expect(descriptions).toEqual([{ mediaId: post.mediaIds[0], before, after: 'a cat' }]);
    expect(otherwise).toEqual([]);
    expect(json.media_attachments.map(({ description }: { description: string }) => description)).toEqual([
      'a cat',
      'a rocket',
    ]);
    expect(instance.edits).toMatchObject([{ postId: post.id, changedOtherwise: [], alreadyHeldWantedText: false }]);
  });

  it('removes the content warning and the sensitive mark when an edit omits them', async () => {
    const { richPost, carefulEdit, edit, instance } = await openScene(dialect);
    const post = richPost();
    const { otherwise } = await edit(post.id, without(carefulEdit(post), 'spoiler_text', 'sensitive'));
    expect(otherwise).toEqual(['spoilerText', 'sensitive']);
    expect(instance.edits[0]?.changedOtherwise).toEqual(['spoilerText', 'sensitive']);
  });

  it('hides private posts and other people’s edits from strangers', async () => {
    const { instance, call, richPost, carefulEdit } = await openScene(dialect);
    const charlie = instance.createAccount({ username: 'charlie', password: 'x' });
    const strange = instance.issueToken(charlie, 'read write');
    const post = richPost({ visibility: 'private' });
    const read = await call('GET', `/api/v1/statuses/${post.id}`, undefined, strange);
    const write = await call('PUT', `/api/v1/statuses/${post.id}`, carefulEdit(post), strange);
    const page = await call('GET', `/@bob/${post.id}`, undefined, null);
    expect([read.status, write.status, page.status]).toEqual([404, 404, 404]);
  });

  it('serves pictures and previews to anybody who has the address, private posts included', async () => {
    const { call, richPost } = await openScene(dialect);
    const post = richPost({ visibility: 'private' });
    const [picture] = (await call('GET', `/api/v1/statuses/${post.id}`)).json.media_attachments;
    const answers = await Promise.all([fetch(picture.url), fetch(picture.preview_url)]);
    expect(answers.map(({ status }) => status)).toEqual([200, 200]);
    expect(picture.meta.original).toMatchObject({ width: 451, height: 300 });
  });

  it('lists every visibility for the owner and only the open ones for strangers', async () => {
    const { call, richPost, bob } = await openScene(dialect);
    for (const visibility of ['public', 'unlisted', 'private', 'direct'] as const) richPost({ visibility });
    const path = `/api/v1/accounts/${bob.id}/statuses?only_media=true`;
    expect((await call('GET', path)).json).toHaveLength(4);
    expect((await call('GET', path, undefined, null)).json).toHaveLength(2);
  });

  it('leaves boosts out of only_media lists', async () => {
    const { call, richPost, instance, bob } = await openScene(dialect);
    const post = richPost();
    instance.createPost(bob, { text: '', boostOf: post.id });
    const { json } = await call('GET', `/api/v1/accounts/${bob.id}/statuses?only_media=true`);
    expect(json.map(({ id }: { id: string }) => id)).toEqual([post.id]);
  });

  it('answers min_id with the page just above it, except on Hollo, which answers the newest', async () => {
    const { call, richPost, bob } = await openScene(dialect);
    const [oldest, second, third] = [richPost(), richPost(), richPost()];
    const { json } = await call('GET', `/api/v1/accounts/${bob.id}/statuses?min_id=${oldest.id}&limit=1`);
    expect(json.map(({ id }: { id: string }) => id)).toEqual([dialect === 'hollo' ? third.id : second.id]);
  });

  it('ends a deleted post and a revoked token', async () => {
    const { call, richPost, instance, token } = await openScene(dialect);
    const post = richPost();
    const deletion = await call('DELETE', `/api/v1/statuses/${post.id}`);
    const afterwards = await call('GET', `/api/v1/statuses/${post.id}/source`);
    expect([deletion.status, deletion.json.text, afterwards.status]).toEqual([200, post.text, 404]);
    instance.revokeToken(token);
    expect((await call('GET', '/api/v1/accounts/verify_credentials')).status).toBe(DEAD_TOKEN[dialect] ?? 401);
  });

  it('shows a post and its descriptions on a page for people', async () => {
    const { call, richPost } = await openScene(dialect);
    const post = richPost({ text: 'a <b> & c' });
    const { status, text } = await call('GET', `/@bob/${post.id}`, undefined, null);
    expect(status).toBe(200);
    expect(text).toContain('a &lt;b&gt; &amp; c');
    expect(text).toContain('alt="a rocket"');
  });

  it('makes the same past from the same seed, with every kind of post the server has', async () => {
    const past = async () => {
      const { instance, bob } = await openScene(dialect);
      const made = instance.fillWithPosts(bob, {
        posts: 14,
        images: 24,
        seed: 7,
        broken: ['corrupt', 'empty', 'huge', 'gone'],
      });
      return { instance, made, bob };
    };
    const [one, two] = [await past(), await past()];
    const plain = ({ text, visibility, mediaIds }: (typeof one.made)[number]) => ({
      text,
      visibility,
      pictures: mediaIds.length,
    });
    expect(one.made.map(plain)).toEqual(two.made.map(plain));
    expect(one.made.slice(0, 14).flatMap(({ mediaIds }) => mediaIds)).toHaveLength(24);
    expect(new Set(one.made.map(({ visibility }) => visibility))).toEqual(
      new Set(['public', 'unlisted', 'private', 'direct']),
    );
    const has = (test: (post: (typeof one.made)[number]) => unknown) => one.instance.posts(one.bob).some(test);
    expect([has(({ text, mediaIds }) => !text && mediaIds.length), has(({ boostOf }) => boostOf)]).toEqual([
      true,
      true,
    ]);
    expect([has(({ spoilerText }) => spoilerText), has(({ inReplyToId }) => inReplyToId)]).toEqual([true, true]);
    expect(has(({ poll }) => poll)).toBe(dialect !== 'mastodon');
    expect(has(({ contentType }) => contentType === 'text/markdown')).toBe(HAS_MARKDOWN.includes(dialect));
  });

  it('says what it is at the address its nodeinfo names', async () => {
    const { call, instance } = await openScene(dialect);
    const [link] = (await call('GET', '/.well-known/nodeinfo')).json.links;
    const { software } = (await call('GET', link.href.slice(instance.origin.length))).json;
    expect(software).toEqual({ name: dialect, version: instance.version });
  });
});
