import { expect } from 'vitest';
import { connectPlatform } from '../../../src/platforms/index.ts';
import { errorOf, expectedOf, impatientClock, openWorld } from '../platform-world.ts';
import { worldOf } from '../stage.ts';
import { type Ground, inSandbox, onePicture } from './cases.ts';

/** Every trouble is told apart, and none is made worse by asking again. */
export function itGetsIntoTrouble(ground: Ground): void {
  const { stage } = ground;
  const { enforcesScopes, readScopes, scopes } = ground.differences;

  inSandbox(ground, 'tells a dead token', async () => {
    const { instance, fetch } = worldOf(stage());
    const credentials = { accessToken: 'not-a-token', scopes };
    const stranger = connectPlatform({ instance, credentials, fetch, clock: impatientClock });
    expect(await errorOf(stranger.verify())).toMatchObject({ category: 'authentication', code: 'token-dead' });
  });

  const ofReader = enforcesScopes
    ? 'tells a missing scope'
    : 'has tokens that may do everything, whatever was asked for';
  inSandbox(ground, ofReader, async () => {
    const { bob, clientOf } = worldOf(stage());
    const { id } = await stage().createPost(onePicture);
    const readOnly = clientOf(bob, readScopes);
    const editable = await readOnly.readForEdit(id);
    const change = { mediaId: editable.post.media[0]?.id ?? '', description: 'x', replaces: null };
    const prepared = await readOnly.prepareEdit(id, [change], expectedOf(editable));
    if (prepared.kind !== 'ready') throw new Error(prepared.kind);
    const ending = readOnly.writeEdit(prepared.edit);
    if (!enforcesScopes) return void expect(await ending).toMatchObject({ kind: 'published' });
    expect(await errorOf(ending)).toMatchObject({ category: 'authentication', code: 'scope-missing' });
  });

  inSandbox(ground, 'waits as long as the server says and does not knock in between', async () => {
    const { sandbox, client } = worldOf(stage());
    const { id } = await stage().createPost(onePicture);
    await client.verify();
    sandbox.faults.add({ fault: '429', resetInMs: 90_000, when: () => true });
    const calls = sandbox.log.length;
    const error = await errorOf(client.readPost(id));
    expect(error).toMatchObject({ category: 'platform', code: 'rate-limited' });
    expect((error.retryAtMs ?? 0) - Date.now()).toBeGreaterThan(80_000);
    expect(client.limits().read).toMatchObject({ remaining: 0 });
    expect(await errorOf(client.verify())).toMatchObject({ code: 'rate-limited', retryAtMs: error.retryAtMs });
    expect(sandbox.log.length).toBe(calls + 1);
  });

  inSandbox(ground, 'repeats a read over passing trouble and gives up in plain words', async () => {
    const { sandbox, client } = worldOf(stage());
    sandbox.faults.add({ fault: 'html-500', when: () => true, times: 2 });
    expect((await client.verify()).username).toBe('bob');
    sandbox.faults.add({ fault: 'html-500', when: () => true });
    expect(await errorOf(client.verify())).toMatchObject({ category: 'platform', code: 'server-trouble' });
  });

  inSandbox(ground, 'does not believe an answer of the wrong shape', async () => {
    const { sandbox, client } = worldOf(stage());
    sandbox.faults.add({ fault: 'status', code: 200, body: { id: 7 }, when: () => true });
    expect(await errorOf(client.verify())).toMatchObject({ category: 'platform', code: 'bad-answer' });
  });

  inSandbox(ground, 'sends its token to no other address', async () => {
    const { sandbox, client } = worldOf(stage());
    const elsewhere = await openWorld(sandbox.dialect);
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
}
