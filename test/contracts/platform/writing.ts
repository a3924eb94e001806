import { expect } from 'vitest';
import type { OwnerEdit } from '../../support/sandbox-instance/post-controls.ts';
import type { NewPost } from '../../support/sandbox-instance/posting.ts';
import { errorOf, expectedOf } from '../platform-world.ts';
import { worldOf } from '../stage.ts';
import { approve, type Ground, inSandbox, onAnyServer, onePicture, ready, richPost } from './cases.ts';

/** The safe edit: all of what was wanted and nothing else, or nothing and a reason. */
export function itCanBeWrittenTo(ground: Ground): void {
  const { stage } = ground;
  const { anEditIs, keeps } = ground.differences;

  onAnyServer(`writes all pictures of a post in ${anEditIs} and changes nothing else`, async () => {
    const { client, snapshot, diff, edits } = stage();
    const { edit, post, changes } = await ready(stage(), richPost);
    const before = await snapshot();
    const edited = edits().length;
    expect(edit.former).toEqual(changes.map(({ mediaId }) => ({ mediaId, description: null })));

    const outcome = await client.writeEdit(edit);
    expect(outcome).toMatchObject({ kind: 'published', remarks: [] });
    const [difference, ...others] = diff(before, await snapshot());
    expect(others).toEqual([]);
    expect(difference).toMatchObject({ otherwise: [] });
    // By place: a server may call a picture by another name in its API.
    const described = difference?.descriptions.map(({ mediaId, after }) => [post.mediaIds.indexOf(mediaId), after]);
    expect(described).toEqual([1, 2].map((place) => [place, keeps(changes[place - 1]?.description ?? '')]));
    expect(edits().length - edited).toBe(anEditIs === 'one request a post' ? 1 : changes.length);
    const after = await client.readForEdit(post.id);
    expect(outcome).toMatchObject({ fingerprint: after.fingerprint, editedAtMs: after.post.editedAtMs });
  });

  onAnyServer('says so when the text is there already, and does not write', async () => {
    const { client, edits } = stage();
    const { edit, post, changes, expected } = await ready(stage(), onePicture);
    await client.writeEdit(edit);
    const edited = edits().length;
    expect(await client.prepareEdit(post.id, changes, expected)).toMatchObject({ kind: 'already' });
    expect(edits()).toHaveLength(edited);
  });

  onAnyServer('corrects a published description and takes it away again', async () => {
    const { client, snapshot, diff } = stage();
    const { edit, post, changes } = await ready(stage(), richPost);
    await client.writeEdit(edit);
    const before = await snapshot();
    for (const description of ['A pier in thick fog', '']) {
      const current = await client.readForEdit(post.id);
      const mediaId = changes[0]?.mediaId ?? '';
      const replaces = current.post.media.find(({ id }) => id === mediaId)?.description ?? null;
      const wish = [{ mediaId, description, replaces }];
      const prepared = await client.prepareEdit(post.id, wish, expectedOf(current));
      if (prepared.kind !== 'ready') throw new Error(prepared.kind);
      expect(prepared.edit.former).toEqual([{ mediaId, description: replaces }]);
      expect(await client.writeEdit(prepared.edit)).toMatchObject({ kind: 'published' });
      const now = (await client.readPost(post.id)).media.find(({ id }) => id === mediaId);
      expect(now?.description ?? '').toBe(description);
    }
    expect(diff(before, await snapshot()).flatMap(({ otherwise }) => otherwise)).toEqual([]);
  });

  onAnyServer('says that a deleted post is gone, before and after the comparison', async () => {
    const { client, deletePost } = stage();
    const { edit, post, changes, expected } = await ready(stage(), onePicture);
    await deletePost(post.id);
    expect(await client.writeEdit(edit)).toEqual({ kind: 'gone' });
    expect(await client.prepareEdit(post.id, changes, expected)).toEqual({ kind: 'gone' });
    expect(await client.settle(post.id, changes, expected)).toEqual({ kind: 'gone' });
  });

  onAnyServer('refuses a text over the limit and a picture of another post', async () => {
    const { client, instance } = stage();
    const long = await approve(stage(), onePicture, () => '🌫'.repeat(instance.descriptionLimit + 1));
    expect(await client.prepareEdit(long.post.id, long.changes, long.expected)).toMatchObject({
      kind: 'refused',
      reason: { key: 'platforms.descriptionTooLong' },
    });
    const exact = await approve(stage(), onePicture, () => '🌫'.repeat(instance.descriptionLimit));
    const { kind } = await client.prepareEdit(exact.post.id, exact.changes, exact.expected);
    expect(kind).toBe('ready');
    expect(await client.prepareEdit(long.post.id, exact.changes, long.expected)).toMatchObject({
      kind: 'refused',
      reason: { key: 'platforms.notInThisPost' },
    });
  });

  onAnyServer('puts back a text that is longer than what may be written anew', async () => {
    const { client, instance } = stage();
    const { post, changes, expected } = await approve(stage(), onePicture, () =>
      'x'.repeat(instance.descriptionLimit + 1),
    );
    const backwards = changes.map((change) => ({ ...change, putsBack: true }));
    expect(await client.prepareEdit(post.id, backwards, expected)).toMatchObject({ kind: 'ready' });
  });

  onAnyServer('keeps a post without text without text', async () => {
    const { client, snapshot, diff } = stage();
    const { edit } = await ready(stage(), { text: '', media: [{}] });
    const before = await snapshot();
    expect(await client.writeEdit(edit)).toMatchObject({ kind: 'published' });
    expect(diff(before, await snapshot())).toMatchObject([{ otherwise: [] }]);
  });

  stopsForItsOwner(ground);
  refusesHarm(ground);

  inSandbox(ground, 'sees what its owner does between two requests of the comparison', async () => {
    const { client } = stage();
    const { sandbox } = worldOf(stage());
    const deeds: OwnerEdit[] = [{ text: 'Evening fog' }, { descriptions: {} }];
    for (const deed of deeds) {
      const { post, changes, expected } = await approve(stage(), onePicture);
      if (deed.descriptions) deed.descriptions = { [post.mediaIds[0] ?? '']: 'In my own words' };
      const asked = sandbox.log.length;
      // Before the second request: the first has shown the post as it was.
      const when = () => {
        if (sandbox.log.length === asked + 2) sandbox.editAsOwner(post.id, deed);
        return false;
      };
      const forget = sandbox.faults.add({ fault: 'slow', ms: 0, when });
      const { kind } = await client.prepareEdit(post.id, changes, expected);
      forget();
      // Where one request shows all of a post, there is no second one.
      expect(kind).toBe(sandbox.log.length > asked + 1 ? 'conflict' : 'ready');
    }
  });

  onAnyServer('compares anew before it writes an edit that was prepared a while ago', async () => {
    const { client, editAsOwner, edits } = stage();
    const { edit, post } = await ready(stage(), onePicture);
    await editAsOwner(post.id, { text: 'Evening fog' });
    const edited = edits().length;
    const old = { ...edit, preparedAtMs: edit.preparedAtMs - 60_000 };
    expect(await client.writeEdit(old)).toMatchObject({ kind: 'conflict' });
    expect(edits()).toHaveLength(edited);
  });

  onAnyServer('writes nothing once cancelled', async () => {
    const { client, edits } = stage();
    const { edit } = await ready(stage(), onePicture);
    const edited = edits().length;
    const reason = new Error('cancelled');
    await expect(client.writeEdit(edit, AbortSignal.abort(reason))).rejects.toBe(reason);
    expect(edits()).toHaveLength(edited);
  });

  inSandbox(ground, 'passes on what the server refuses, with nothing written', async () => {
    const { client, snapshot, diff, differences } = stage();
    const { edit } = await ready(stage(), onePicture);
    const before = await snapshot();
    const body = { error: 'Validation failed: Text is not to our liking' };
    worldOf(stage()).sandbox.faults.add({ fault: 'status', code: 422, body, when: differences.isEdit });
    const error = await errorOf(client.writeEdit(edit));
    expect(error).toMatchObject({ category: 'validation', code: 'invalid' });
    expect(error.sentence.values?.answer).toContain('not to our liking');
    expect(diff(before, await snapshot())).toEqual([]);
  });
}

function stopsForItsOwner({ stage, differences: { has } }: Ground): void {
  const changes: [string, OwnerEdit, boolean][] = [
    ['the text', { text: 'Evening fog' }, true],
    ['the warning', { spoilerText: 'moods' }, has.warnings],
    ['the sensitive mark', { sensitive: false }, has.sensitivity],
  ];
  for (const [what, change] of changes.filter(([, , isThere]) => isThere)) {
    onAnyServer(`stops when its owner has changed ${what} meanwhile`, async () => {
      const { client, editAsOwner, edits } = stage();
      const given = change.sensitive === false ? { ...onePicture, sensitive: true } : richPost;
      const approved = await approve(stage(), given);
      await editAsOwner(approved.post.id, change);
      const edited = edits().length;
      const outcome = await client.prepareEdit(approved.post.id, approved.changes, approved.expected);
      expect(outcome).toMatchObject({ kind: 'conflict' });
      expect(edits()).toHaveLength(edited);
    });
  }

  const order = has.orders ? ', removed one or changed their order' : ' or removed one';
  onAnyServer(`stops when its owner has described a picture${order}`, async () => {
    const { client, editAsOwner, edits } = stage();
    const described = await approve(stage(), richPost);
    const second = described.post.mediaIds[1] ?? '';
    await editAsOwner(described.post.id, { descriptions: { [second]: 'In my own words' } });
    const reordered = await approve(stage(), richPost);
    await editAsOwner(reordered.post.id, { mediaIds: [...reordered.post.mediaIds].reverse() });
    const removed = await approve(stage(), richPost);
    await editAsOwner(removed.post.id, { mediaIds: removed.post.mediaIds.slice(1) });
    const edited = edits().length;
    for (const { post, changes: wishes, expected } of [described, removed, ...(has.orders ? [reordered] : [])]) {
      expect(await client.prepareEdit(post.id, wishes, expected)).toMatchObject({ kind: 'conflict' });
    }
    expect(edits()).toHaveLength(edited);
  });
}

function refusesHarm(ground: Ground): void {
  const { stage, differences } = ground;
  const { has, resendsPost } = differences;
  const parts: [key: string, given: NewPost, isThere: boolean, refused: boolean][] = [
    ['platforms.refusesPoll', { text: 'Which?', poll: { options: ['a', 'b'] }, media: [{}] }, has.polls, resendsPost],
    [
      'platforms.refusesWarningWithoutText',
      { text: '', spoilerText: 'look', sensitive: true, media: [{}] },
      has.warnings && has.textlessWarnings,
      resendsPost,
    ],
    ['platforms.refusesUnknownMedia', { text: 'odd', media: [{ type: 'unknown' }, {}] }, has.unknownMedia, resendsPost],
  ];
  for (const [key, given, , refused] of parts.filter(([, , isThere]) => isThere)) {
    const what = key.replace('platforms.refuses', '');
    const play = async () => {
      const { client, createPost, edits, snapshot, diff } = stage();
      const { id } = await createPost(given);
      const editable = await client.readForEdit(id);
      expect(editable.refusal?.key).toBe(refused ? key : undefined);
      const change = { mediaId: editable.post.media[0]?.id ?? '', description: 'x', replaces: null };
      const [before, edited] = [await snapshot(), edits().length];
      const outcome = await client.prepareEdit(id, [change], expectedOf(editable));
      if (refused) {
        expect(outcome).toMatchObject({ kind: 'refused', reason: { key } });
        expect(edits()).toHaveLength(edited);
        return;
      }
      if (outcome.kind !== 'ready') throw new Error(outcome.kind);
      expect(await client.writeEdit(outcome.edit)).toMatchObject({ kind: 'published' });
      expect(diff(before, await snapshot())).toMatchObject([{ otherwise: [] }]);
    };
    const name = refused
      ? `refuses what an edit would harm: ${what}`
      : `edits without harm what others refuse: ${what}`;
    // A server does not make a picture of an unknown kind because a test wants one.
    if (key === 'platforms.refusesUnknownMedia') inSandbox(ground, name, play);
    else onAnyServer(name, play);
  }
}
