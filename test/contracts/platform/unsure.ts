import { expect } from 'vitest';
import { editsOf } from '../platform-world.ts';
import { worldOf } from '../stage.ts';
import { type Ground, inSandbox, onePicture, ready, richPost } from './cases.ts';

/** A write whose answer was lost is followed by a reading, never by another write. */
export function itLosesAnswers(ground: Ground): void {
  const { stage } = ground;
  const { isEdit, anEditIs } = ground.differences;

  for (const fault of ['timeout-after-write', 'reset-after-write'] as const) {
    inSandbox(ground, `reads the post after a ${fault} instead of writing again`, async () => {
      const { sandbox, client, patience } = worldOf(stage());
      const { edit } = await ready(stage(), onePicture);
      patience.writeMs = 300;
      sandbox.faults.add({ fault, when: isEdit, times: 1 });
      expect(await client.writeEdit(edit)).toMatchObject({ kind: 'published' });
      expect(editsOf(sandbox)).toHaveLength(1);
    });
  }

  for (const fault of ['reset', 'html-500'] as const) {
    inSandbox(ground, `says it does not know after a ${fault} that lost the write`, async () => {
      const { sandbox, client } = worldOf(stage());
      const { edit, post, changes, expected } = await ready(stage(), onePicture);
      sandbox.faults.add({ fault, when: isEdit, times: 1 });
      expect(await client.writeEdit(edit)).toMatchObject({ kind: 'unconfirmed', retryAtMs: expect.any(Number) });
      expect(editsOf(sandbox)).toHaveLength(1);
      expect(await client.settle(post.id, changes, expected)).toMatchObject({ kind: 'lacks' });
    });
  }

  inSandbox(ground, 'says it does not know when the post cannot be read back, and settles later', async () => {
    const { sandbox, client } = worldOf(stage());
    const { edit, post, changes, expected } = await ready(stage(), onePicture);
    const broken = sandbox.faults.add({ fault: 'html-500', when: afterAnEdit(stage, isEdit) });
    expect(await client.writeEdit(edit)).toMatchObject({ kind: 'unconfirmed' });
    broken();
    expect(await client.settle(post.id, changes, expected)).toMatchObject({ kind: 'holds', intact: true });
    sandbox.editAsOwner(post.id, { text: 'Something else' });
    expect(await client.settle(post.id, changes, expected)).toMatchObject({ kind: 'holds', intact: false });
  });

  inSandbox(ground, 'tells of an edit that did harm', async () => {
    const { sandbox, client } = worldOf(stage());
    const { edit, post } = await ready(stage(), onePicture);
    const isAfterwards = afterAnEdit(stage, isEdit);
    // The owner edits in the very moment between the write and the reading back.
    sandbox.faults.add({
      fault: 'slow',
      ms: 0,
      times: 1,
      when: (request) => {
        if (!isAfterwards(request)) return false;
        sandbox.editAsOwner(post.id, { text: 'Rewritten' });
        return true;
      },
    });
    expect(await client.writeEdit(edit)).toMatchObject({
      kind: 'mismatch',
      descriptionsHeld: true,
      differences: expect.arrayContaining([{ key: 'platforms.differsText' }]),
    });
  });

  if (anEditIs === 'one request a picture') {
    inSandbox(
      ground,
      'keeps what was written when the server says no in the middle, and says what is left',
      async () => {
        const { sandbox, client } = worldOf(stage());
        const { edit, changes, post } = await ready(stage(), richPost);
        const before = sandbox.snapshot();
        let seen = 0;
        const isSecond = (request: Parameters<typeof isEdit>[0]) => isEdit(request) && ++seen === 2;
        sandbox.faults.add({ fault: '429', when: isSecond });
        const outcome = await client.writeEdit(edit);
        const written = changes.slice(0, 1).map(({ mediaId, description }) => ({ mediaId, description }));
        expect(outcome).toMatchObject({ kind: 'partly', written, error: { code: 'rate-limited' } });
        const [difference, ...others] = sandbox.diff(before, sandbox.snapshot());
        expect(others).toEqual([]);
        expect(difference).toMatchObject({ otherwise: [], descriptions: [{ mediaId: post.mediaIds[1] }] });
      },
    );

    inSandbox(ground, 'knows what a write did whose answer was lost, when the next one is refused', async () => {
      const { sandbox, client } = worldOf(stage());
      const { edit, changes, post, expected } = await ready(stage(), richPost);
      let seen = 0;
      const lost = sandbox.faults.add({ fault: 'html-500', when: (asked) => isEdit(asked) && ++seen === 2 });
      expect(await client.writeEdit(edit)).toMatchObject({ kind: 'unconfirmed' });
      lost();
      const current = await client.readForEdit(post.id);
      const again = await client.prepareEdit(post.id, changes, { ...expected, fingerprint: current.fingerprint });
      if (again.kind !== 'ready') throw new Error(again.kind);
      sandbox.faults.add({ fault: 'status', code: 422, body: { error: 'No' }, when: isEdit });
      const written = changes.slice(0, 1).map(({ mediaId, description }) => ({ mediaId, description }));
      expect(await client.writeEdit(again.edit)).toMatchObject({ kind: 'partly', written });
    });

    inSandbox(ground, 'sees what its owner describes between two of its requests', async () => {
      const { sandbox, client } = worldOf(stage());
      const { edit, post } = await ready(stage(), richPost);
      const hers = post.mediaIds[2] ?? '';
      const isAfterwards = afterAnEdit(stage, isEdit);
      const describe = (asked: Parameters<typeof isEdit>[0]) => {
        if (isAfterwards(asked)) sandbox.editAsOwner(post.id, { descriptions: { [hers]: 'In my own words' } });
        return isAfterwards(asked);
      };
      sandbox.faults.add({ fault: 'slow', ms: 0, times: 1, when: describe });
      expect(await client.writeEdit(edit)).toMatchObject({ kind: 'conflict' });
      expect(sandbox.media(hers)?.description).toBe('In my own words');
      expect(editsOf(sandbox)).toHaveLength(1);
    });
  } else {
    inSandbox(ground, 'writes all pictures or none when the server says no', async () => {
      const { sandbox, client } = worldOf(stage());
      const { edit } = await ready(stage(), richPost);
      const before = sandbox.snapshot();
      sandbox.faults.add({ fault: '429', when: isEdit, times: 1 });
      await expect(client.writeEdit(edit)).rejects.toMatchObject({ code: 'rate-limited' });
      expect(sandbox.diff(before, sandbox.snapshot())).toEqual([]);
    });
  }
}

/** Requests that come after an edit has reached the server. */
function afterAnEdit(stage: Ground['stage'], isEdit: Ground['differences']['isEdit']) {
  return (request: Parameters<typeof isEdit>[0]) => !isEdit(request) && editsOf(worldOf(stage()).sandbox).length > 0;
}
