import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { connectPlatform } from '../../src/platforms/index.ts';
import type { DialectName } from '../support/sandbox-instance/dialects/index.ts';
import type { NewPost } from '../support/sandbox-instance/posting.ts';
import {
  errorOf,
  expectedOf,
  impatientClock,
  openWorld,
  type PlatformWorld,
  putsOf,
  scopes,
} from './platform-world.ts';

/** Hollo knows no focus. */
const richPost = (dialect: DialectName): NewPost => ({
  text: 'Morning *fog* & "quotes" <b> #harbour @alice\n\nSecond paragraph',
  spoilerText: 'weather & "moods"',
  sensitive: true,
  language: 'de',
  visibility: 'unlisted',
  contentType: 'text/markdown',
  media: [{ description: 'A lamp, by its owner' }, {}, dialect === 'hollo' ? {} : { focus: { x: 0.25, y: -0.5 } }],
});

/** What every family must do, against a server of that family. */
export function platformContract(dialect: DialectName): void {
  describe(`a ${dialect} account`, () => {
    const rich = richPost(dialect);
    let world: PlatformWorld;
    beforeEach(async () => {
      world = await openWorld(dialect);
    });
    afterEach(() => world.sandbox.close());

    describe('being read', () => {
      it('says whose it is', async () => {
        const { host } = new URL(world.sandbox.origin);
        expect(await world.client.verify()).toMatchObject({ id: world.bob.id, acct: `bob@${host}` });
      });

      it('lists every post with media once, newest first, and goes on from a cursor', async () => {
        const { sandbox, bob, client } = world;
        const alice = sandbox.createAccount({ username: 'alice', password: 'alice' });
        const hers = sandbox.createPost(alice, { text: 'hers', media: [{}] });
        const mine = Array.from({ length: 95 }, (_, day) => {
          const createdAt = Date.UTC(2025, 0, 1 + day);
          sandbox.createPost(bob, { text: 'without picture', createdAt: createdAt + 1 });
          if (day % 7 === 0) sandbox.createPost(bob, { text: '', boostOf: hers.id, createdAt: createdAt + 2 });
          return sandbox.createPost(bob, { text: `day ${day}`, createdAt, media: [{}] }).id;
        }).reverse();

        const pages = await Array.fromAsync(client.listPosts());
        expect(pages.flatMap(({ posts }) => posts.map(({ id }) => id))).toEqual(mine);
        expect(pages.at(-1)?.cursor).toBeNull();

        const resumed = await Array.fromAsync(client.listPosts({ cursor: pages[0]?.cursor ?? '' }));
        const first = pages[0]?.posts.length ?? 0;
        expect(resumed.flatMap(({ posts }) => posts.map(({ id }) => id))).toEqual(mine.slice(first));
      });

      it('shows a post as it is', async () => {
        const { sandbox, bob, client } = world;
        const { id } = sandbox.createPost(bob, { ...rich, media: [{ description: ' ' }, { description: 'x' }] });
        const post = await client.readPost(id);
        expect(post).toMatchObject({
          visibility: 'unlisted',
          spoilerText: 'weather & "moods"',
          sensitive: true,
          language: 'de',
          isReply: false,
          isBoost: false,
          hasPoll: false,
          editedAtMs: null,
        });
        expect(post.text).toContain('& "quotes" <b> #harbour');
        expect(post.media.map(({ description }) => description)).toEqual([null, 'x']);
        expect(post.media[0]).toMatchObject({ type: 'image', width: expect.any(Number), url: expect.any(String) });
      });

      it('finds an own post by its link and tells the wrong links apart', async () => {
        const { sandbox, bob, client, instance } = world;
        const alice = sandbox.createAccount({ username: 'alice', password: 'alice' });
        const own = sandbox.createPost(bob, { text: 'mine', media: [{}] });
        const hers = sandbox.createPost(alice, { text: 'hers', media: [{}] });
        expect((await client.findPostByUrl(` ${sandbox.postUrl(own.id)} `)).id).toBe(own.id);
        const code = async (url: string) => (await errorOf(client.findPostByUrl(url))).code;
        expect(await code(sandbox.postUrl(hers.id))).toBe('not-yours');
        expect(await code(`https://elsewhere.example/@bob/${own.id}`)).toBe('other-server');
        expect(await code(`${instance.origin}/@bob`)).toBe('not-a-post-link');
        expect(await code('my post')).toBe('not-a-post-link');
        sandbox.deletePost(own.id);
        expect(await code(`${instance.origin}/@bob/${own.id}`)).toBe('gone');
      });
    });

    describe('being written to', () => {
      const approve = async (change: (id: string) => string = () => 'A pier in fog', given: NewPost = rich) => {
        const { sandbox, bob, client } = world;
        const post = sandbox.createPost(bob, given);
        const editable = await client.readForEdit(post.id);
        const undescribed = editable.post.media.filter(({ description }) => description === null);
        const changes = undescribed.map(({ id }) => ({ mediaId: id, description: change(id), replaces: null }));
        return { post, editable, changes, expected: expectedOf(editable) };
      };
      const ready = async (given?: NewPost) => {
        const approved = await approve(undefined, given);
        const { post, changes, expected } = approved;
        const prepared = await world.client.prepareEdit(post.id, changes, expected);
        if (prepared.kind !== 'ready') throw new Error(prepared.kind);
        return { ...approved, edit: prepared.edit };
      };

      it('writes all pictures of a post in one edit and changes nothing else', async () => {
        const { sandbox, client } = world;
        const { edit, post, changes } = await ready();
        const before = sandbox.snapshot();
        expect(edit.former).toEqual(changes.map(({ mediaId }) => ({ mediaId, description: null })));
        expect(putsOf(sandbox)).toEqual([]);

        const outcome = await client.writeEdit(edit);
        expect(outcome).toMatchObject({ kind: 'published', remarks: [] });
        const [difference, ...others] = sandbox.diff(before, sandbox.snapshot());
        expect(others).toEqual([]);
        expect(difference).toMatchObject({ postId: post.id, otherwise: [] });
        expect(difference?.descriptions.map(({ mediaId, after }) => [mediaId, after])).toEqual(
          changes.map(({ mediaId, description }) => [mediaId, description]),
        );
        expect(putsOf(sandbox)).toHaveLength(1);
        const after = await client.readForEdit(post.id);
        expect(outcome).toMatchObject({ fingerprint: after.fingerprint, editedAtMs: after.post.editedAtMs });
      });

      it('says so when the text is there already, and does not write', async () => {
        const { sandbox, client } = world;
        const { edit, post, changes, expected } = await ready();
        await client.writeEdit(edit);
        expect(await client.prepareEdit(post.id, changes, expected)).toMatchObject({ kind: 'already' });
        expect(putsOf(sandbox)).toHaveLength(1);
      });

      it('corrects a published description and takes it away again', async () => {
        const { sandbox, client } = world;
        const { edit, post, changes } = await ready();
        await client.writeEdit(edit);
        const before = sandbox.snapshot();
        for (const description of ['A pier in thick fog', '']) {
          const current = await client.readForEdit(post.id);
          const mediaId = changes[0]?.mediaId ?? '';
          const replaces = current.post.media.find(({ id }) => id === mediaId)?.description ?? null;
          const wish = [{ mediaId, description, replaces }];
          const prepared = await client.prepareEdit(post.id, wish, expectedOf(current));
          if (prepared.kind !== 'ready') throw new Error(prepared.kind);
          expect(prepared.edit.former).toEqual([{ mediaId, description: replaces }]);
          expect(await client.writeEdit(prepared.edit)).toMatchObject({ kind: 'published' });
          expect(sandbox.media(mediaId)?.description ?? '').toBe(description);
        }
        expect(sandbox.diff(before, sandbox.snapshot()).flatMap(({ otherwise }) => otherwise)).toEqual([]);
      });

      it.each([
        ['the text', { text: 'Evening fog' }],
        ['the warning', { spoilerText: 'moods' }],
      ])('stops when its owner has changed %s meanwhile', async (_what, change) => {
        const { sandbox, client } = world;
        const { post, changes, expected } = await approve();
        sandbox.editAsOwner(post.id, change);
        expect(await client.prepareEdit(post.id, changes, expected)).toMatchObject({ kind: 'conflict' });
        const unwarned = await approve(undefined, { text: 'x', sensitive: true, media: [{}] });
        sandbox.editAsOwner(unwarned.post.id, { sensitive: false });
        const outcome = await client.prepareEdit(unwarned.post.id, unwarned.changes, unwarned.expected);
        expect(outcome).toMatchObject({ kind: 'conflict' });
        expect(putsOf(sandbox)).toEqual([]);
      });

      it('stops when its owner has described a picture, removed one or changed their order', async () => {
        const { sandbox, client } = world;
        const described = await approve();
        const mediaId = described.changes[0]?.mediaId ?? '';
        sandbox.editAsOwner(described.post.id, { descriptions: { [mediaId]: 'In my own words' } });
        const reordered = await approve();
        sandbox.editAsOwner(reordered.post.id, { mediaIds: [...reordered.post.mediaIds].reverse() });
        const removed = await approve();
        sandbox.editAsOwner(removed.post.id, { mediaIds: removed.post.mediaIds.slice(1) });
        for (const { post, changes, expected } of [described, reordered, removed]) {
          expect(await client.prepareEdit(post.id, changes, expected)).toMatchObject({ kind: 'conflict' });
        }
        expect(putsOf(sandbox)).toEqual([]);
      });

      it('says that a deleted post is gone, before and after the comparison', async () => {
        const { sandbox, client } = world;
        const { edit, post, changes, expected } = await ready();
        sandbox.deletePost(post.id);
        expect(await client.writeEdit(edit)).toEqual({ kind: 'gone' });
        expect(await client.prepareEdit(post.id, changes, expected)).toEqual({ kind: 'gone' });
        expect(await client.settle(post.id, changes, expected)).toEqual({ kind: 'gone' });
      });

      it('refuses what an edit would harm, with a reason', async () => {
        const { sandbox, client, bob } = world;
        const parts: [string, NewPost][] = [
          ['platforms.refusesPoll', { text: 'Which?', poll: { options: ['a', 'b'] }, media: [{}] }],
          ['platforms.refusesWarningWithoutText', { text: '', spoilerText: 'look', media: [{}] }],
          ['platforms.refusesUnknownMedia', { text: 'odd', media: [{ type: 'unknown' }, {}] }],
        ];
        for (const [key, given] of parts) {
          const { id } = sandbox.createPost(bob, given);
          const editable = await client.readForEdit(id);
          expect(editable.refusal?.key).toBe(key);
          const change = { mediaId: editable.post.media[0]?.id ?? '', description: 'x', replaces: null };
          const outcome = await client.prepareEdit(id, [change], expectedOf(editable));
          expect(outcome).toMatchObject({ kind: 'refused', reason: { key } });
        }
        expect(putsOf(sandbox)).toEqual([]);
      });

      it('refuses a text over the limit and a picture of another post', async () => {
        const { client, instance } = world;
        const long = await approve(() => '🌫'.repeat(instance.descriptionLimit + 1));
        expect(await client.prepareEdit(long.post.id, long.changes, long.expected)).toMatchObject({
          kind: 'refused',
          reason: { key: 'platforms.descriptionTooLong' },
        });
        const exact = await approve(() => '🌫'.repeat(instance.descriptionLimit));
        const { kind } = await client.prepareEdit(exact.post.id, exact.changes, exact.expected);
        expect(kind).toBe('ready');
        expect(await client.prepareEdit(long.post.id, exact.changes, long.expected)).toMatchObject({
          kind: 'refused',
          reason: { key: 'platforms.notInThisPost' },
        });
      });

      it('keeps a post without text without text', async () => {
        const { sandbox, client } = world;
        const { edit } = await ready({ text: '', media: [{}] });
        const before = sandbox.snapshot();
        expect(await client.writeEdit(edit)).toMatchObject({ kind: 'published' });
        expect(sandbox.diff(before, sandbox.snapshot())).toMatchObject([{ otherwise: [] }]);
      });

      it.each(['timeout-after-write', 'reset-after-write'] as const)(
        'reads the post after a %s instead of writing again',
        async (fault) => {
          const { sandbox, client, patience } = world;
          const { edit } = await ready();
          patience.writeMs = 500;
          sandbox.faults.add({ fault, when: ({ method }) => method === 'PUT', times: 1 });
          expect(await client.writeEdit(edit)).toMatchObject({ kind: 'published' });
          expect(putsOf(sandbox)).toHaveLength(1);
        },
      );

      it.each(['reset', 'html-500'] as const)('says it does not know after a %s that lost the write', async (fault) => {
        const { sandbox, client } = world;
        const { edit, post, changes, expected } = await ready();
        sandbox.faults.add({ fault, when: ({ method }) => method === 'PUT', times: 1 });
        expect(await client.writeEdit(edit)).toMatchObject({ kind: 'unconfirmed', retryAtMs: expect.any(Number) });
        expect(putsOf(sandbox)).toHaveLength(1);
        expect(await client.settle(post.id, changes, expected)).toMatchObject({ kind: 'lacks' });
      });

      it('says it does not know when the post cannot be read back, and settles later', async () => {
        const { sandbox, client } = world;
        const { edit, post, changes, expected } = await ready();
        const broken = sandbox.faults.add({ fault: 'html-500', when: ({ method }) => method === 'GET' });
        expect(await client.writeEdit(edit)).toMatchObject({ kind: 'unconfirmed' });
        broken();
        expect(await client.settle(post.id, changes, expected)).toMatchObject({ kind: 'holds', intact: true });
        sandbox.editAsOwner(post.id, { text: 'Something else' });
        expect(await client.settle(post.id, changes, expected)).toMatchObject({ kind: 'holds', intact: false });
      });

      it('tells of an edit that did harm', async () => {
        const { sandbox, client } = world;
        const { edit } = await ready();
        // The owner edits in the very moment between the comparison and the reading back.
        const postId = edit.postId;
        sandbox.faults.add({
          fault: 'slow',
          ms: 0,
          times: 1,
          when: ({ method, path }) => {
            if (method !== 'GET' || !path.includes(postId)) return false;
            sandbox.editAsOwner(postId, { text: 'Rewritten' });
            return true;
          },
        });
        expect(await client.writeEdit(edit)).toMatchObject({
          kind: 'mismatch',
          descriptionsHeld: true,
          differences: expect.arrayContaining([{ key: 'platforms.differsText' }]),
        });
      });

      it('compares anew before it writes an edit that was prepared a while ago', async () => {
        const { sandbox, client } = world;
        const { edit, post } = await ready();
        sandbox.editAsOwner(post.id, { text: 'Evening fog' });
        const old = { ...edit, preparedAtMs: edit.preparedAtMs - 60_000 };
        expect(await client.writeEdit(old)).toMatchObject({ kind: 'conflict' });
        expect(putsOf(sandbox)).toEqual([]);
      });

      it('writes nothing once cancelled', async () => {
        const { sandbox, client } = world;
        const { edit } = await ready();
        const reason = new Error('cancelled');
        await expect(client.writeEdit(edit, AbortSignal.abort(reason))).rejects.toBe(reason);
        expect(putsOf(sandbox)).toEqual([]);
      });

      it('passes on what the server refuses, with nothing written', async () => {
        const { sandbox, client } = world;
        const { edit } = await ready();
        const before = sandbox.snapshot();
        const body = { error: 'Validation failed: Text is not to our liking' };
        sandbox.faults.add({ fault: 'status', code: 422, body, when: ({ method }) => method === 'PUT' });
        const error = await errorOf(client.writeEdit(edit));
        expect(error).toMatchObject({ category: 'validation', code: 'invalid' });
        expect(error.sentence.values?.answer).toContain('not to our liking');
        expect(sandbox.diff(before, sandbox.snapshot())).toEqual([]);
      });
    });

    describe('in trouble', () => {
      it('is told apart: dead token, missing scope', async () => {
        const { sandbox, bob, clientOf, fetch, instance } = world;
        const post = sandbox.createPost(bob, { text: 'x', media: [{}] });
        const readOnly = clientOf(bob, 'read:accounts read:statuses');
        const editable = await readOnly.readForEdit(post.id);
        const change = { mediaId: editable.post.media[0]?.id ?? '', description: 'x', replaces: null };
        const prepared = await readOnly.prepareEdit(post.id, [change], expectedOf(editable));
        if (prepared.kind !== 'ready') throw new Error(prepared.kind);
        const missing = await errorOf(readOnly.writeEdit(prepared.edit));
        expect(missing).toMatchObject({ category: 'authentication', code: 'scope-missing' });

        const credentials = { accessToken: 'not-a-token', scopes };
        const stranger = connectPlatform({ instance, credentials, fetch, clock: impatientClock });
        expect(await errorOf(stranger.verify())).toMatchObject({ category: 'authentication', code: 'token-dead' });
      });

      it('waits as long as the server says and does not knock in between', async () => {
        const { sandbox, client } = world;
        await client.verify();
        sandbox.faults.add({ fault: '429', resetInMs: 90_000, when: ({ method }) => method === 'GET' });
        const calls = sandbox.log.length;
        const error = await errorOf(client.readPost('1'));
        expect(error).toMatchObject({ category: 'platform', code: 'rate-limited' });
        expect((error.retryAtMs ?? 0) - Date.now()).toBeGreaterThan(80_000);
        expect(client.limits().read).toMatchObject({ remaining: 0 });
        expect(await errorOf(client.verify())).toMatchObject({ code: 'rate-limited', retryAtMs: error.retryAtMs });
        expect(sandbox.log.length).toBe(calls + 1);
      });

      it('repeats a read over passing trouble and gives up in plain words', async () => {
        const { sandbox, client } = world;
        sandbox.faults.add({ fault: 'html-500', when: () => true, times: 2 });
        expect((await client.verify()).username).toBe('bob');
        sandbox.faults.add({ fault: 'html-500', when: () => true });
        const error = await errorOf(client.verify());
        expect(error).toMatchObject({ category: 'platform', code: 'server-trouble' });
      });

      it('does not believe an answer of the wrong shape', async () => {
        const { sandbox, client } = world;
        sandbox.faults.add({ fault: 'status', code: 200, body: { id: 7 }, when: () => true });
        expect(await errorOf(client.verify())).toMatchObject({ category: 'platform', code: 'bad-answer' });
      });

      it('sends its token to no other address', async () => {
        const { sandbox, client } = world;
        const elsewhere = await openWorld(dialect);
        try {
          elsewhere.sandbox.log.length = 0;
          const headers = { location: `${elsewhere.sandbox.origin}/api/v1/accounts/verify_credentials` };
          sandbox.faults.add({ fault: 'status', code: 302, headers, when: () => true });
          expect(await errorOf(client.verify())).toMatchObject({ code: 'bad-answer' });
          expect(elsewhere.sandbox.log).toEqual([]);
        } finally {
          await elsewhere.sandbox.close();
        }
      });
    });
  });
}
