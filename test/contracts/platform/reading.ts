import { expect } from 'vitest';
import type { Visibility } from '../../support/sandbox-instance/records.ts';
import { errorOf } from '../platform-world.ts';
import { worldOf } from '../stage.ts';
import { type Ground, inSandbox, onAnyServer, richPost } from './cases.ts';

/** Whose account it is, its posts one by one and page by page. */
export function itCanBeRead(ground: Ground): void {
  const { stage } = ground;
  const { has, visibilities, listed, shownText, hasLinks } = ground.differences;

  onAnyServer('says whose it is', async () => {
    const { client, owner } = stage();
    expect(await client.verify()).toMatchObject(owner);
  });

  inSandbox(ground, 'lists every post with media once, newest first, and goes on from a cursor', async () => {
    const { sandbox, bob, client } = worldOf(stage());
    const alice = sandbox.createAccount({ username: 'alice', password: 'alice' });
    const hers = sandbox.createPost(alice, { text: 'hers', media: [{}] });
    const mine = Array.from({ length: 95 }, (_, day) => {
      const createdAt = Date.UTC(2025, 0, 1 + day);
      sandbox.createPost(bob, { text: 'without picture', createdAt: createdAt + 1000 });
      if (day % 7 === 0) sandbox.createPost(bob, { text: '', boostOf: hers.id, createdAt: createdAt + 2000 });
      return sandbox.createPost(bob, { text: `day ${day}`, createdAt, media: [{}] }).id;
    }).reverse();

    const pages = await Array.fromAsync(client.listPosts());
    expect(pages.flatMap(({ posts }) => posts.map(({ id }) => id))).toEqual(mine);
    expect(pages.at(-1)?.cursor).toBeNull();

    const resumed = await Array.fromAsync(client.listPosts({ cursor: pages[0]?.cursor ?? '' }));
    const first = pages[0]?.posts.length ?? 0;
    expect(resumed.flatMap(({ posts }) => posts.map(({ id }) => id))).toEqual(mine.slice(first));
  });

  onAnyServer(
    `lists ${listed.join(', ')} posts to their owner${visibilities.length > listed.length ? ' and no others' : ''}`,
    async () => {
      const { createPost, client } = stage();
      const made = new Map<string, Visibility>();
      for (const visibility of visibilities) {
        made.set((await createPost({ text: `for ${visibility}`, visibility, media: [{}] })).id, visibility);
      }
      const found = await Array.fromAsync(client.listPosts());
      const seen = found.flatMap(({ posts }) => posts.flatMap(({ id }) => made.get(id) ?? []));
      expect(seen.sort()).toEqual([...listed].sort());
    },
  );

  onAnyServer('shows a post as it is', async () => {
    const { createPost, client } = stage();
    const { id } = await createPost({ ...richPost, media: [{ description: ' ' }, { description: 'x' }] });
    const post = await client.readPost(id);
    expect(post).toMatchObject({
      visibility: visibilities.includes('unlisted') ? 'unlisted' : visibilities[0],
      spoilerText: has.warnings ? 'weather & "moods"' : '',
      ...(has.sensitivity && { sensitive: true }),
      isReply: false,
      isBoost: false,
      hasPoll: false,
      editedAtMs: null,
    });
    expect(post.text).toContain(shownText);
    expect(post.media.map(({ description }) => description)).toEqual([null, 'x']);
    expect(post.media[0]).toMatchObject({ type: 'image', url: expect.any(String) });
  });

  onAnyServer(has.languages ? 'shows the language of a post' : 'knows no language of a post', async () => {
    const { createPost, client } = stage();
    const { id } = await createPost({ ...richPost, language: 'de' });
    const { language } = await client.readPost(id);
    // A server without languages may name one for all posts.
    if (has.languages) expect(language).toBe('de');
    else expect(language).toBe((await client.readPost((await createPost({ text: 'x', media: [{}] })).id)).language);
  });

  onAnyServer(has.sizes ? 'shows the size of a picture' : 'knows no size of a picture', async () => {
    const { createPost, client } = stage();
    const [picture] = (await client.readPost((await createPost(richPost)).id)).media;
    expect(picture?.width).toEqual(has.sizes ? expect.any(Number) : null);
  });

  inSandbox(ground, 'tells somebody else’s post from an own one', async () => {
    const { sandbox, client } = worldOf(stage());
    const alice = sandbox.createAccount({ username: 'alice', password: 'alice' });
    const hers = sandbox.createPost(alice, { text: 'hers', media: [{}] });
    expect(await errorOf(client.readForEdit(hers.id))).toMatchObject({ code: 'not-yours' });
  });

  if (hasLinks) findsPostsByLink(ground);
  else {
    onAnyServer('finds no post by a link, and says so', async () => {
      const { createPost, client } = stage();
      const { url } = await createPost(richPost);
      expect(await errorOf(client.findPostByUrl(url))).toMatchObject({ code: 'not-a-post-link' });
    });
  }
}

function findsPostsByLink(ground: Ground): void {
  const { stage } = ground;

  onAnyServer('finds an own post by its link and tells the wrong links apart', async () => {
    const { createPost, deletePost, client, instance } = stage();
    const own = await createPost({ text: 'mine', media: [{}] });
    expect((await client.findPostByUrl(` ${own.url} `)).id).toBe(own.id);
    const code = async (url: string) => (await errorOf(client.findPostByUrl(url))).code;
    expect(await code(own.url.replace(instance.origin, 'https://elsewhere.example'))).toBe('other-server');
    expect(await code(`${instance.origin}/@bob`)).toBe('not-a-post-link');
    expect(await code('my post')).toBe('not-a-post-link');
    await deletePost(own.id);
    expect(await code(own.url)).toBe('gone');
  });

  inSandbox(ground, 'does not take the link to somebody else’s post', async () => {
    const { sandbox, client } = worldOf(stage());
    const alice = sandbox.createAccount({ username: 'alice', password: 'alice' });
    const hers = sandbox.createPost(alice, { text: 'hers', media: [{}] });
    expect(await errorOf(client.findPostByUrl(sandbox.postUrl(hers.id)))).toMatchObject({ code: 'not-yours' });
  });
}
