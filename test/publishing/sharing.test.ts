import { describe, expect, it } from 'vitest';
import type { DialectName } from '../support/sandbox-instance/dialects/index.ts';
import { approved, edits, onePicture, openScene, type Scene, type SceneOptions } from './scene.ts';

const minute = 60_000;

/** Bob and Charlie with accounts on one server, and a way for each to approve a post. */
async function openTwo(dialect: DialectName, options: SceneOptions = {}) {
  const scene = await openScene({ dialect, ...options });
  const charlie = await scene.person('charlie');
  const ofCharlie = (text: string) => {
    const post = scene.addPost({ text, media: [...onePicture] }, charlie);
    scene.review.approve({ user: charlie.user, imageId: post.images[0]?.id ?? '' });
    return post;
  };
  return { scene, charlie, ofCharlie };
}

const textsOf = ({ sandbox }: Scene) => sandbox.edits.map(({ postId }) => sandbox.post(postId).text);

describe('a server that counts all requests of one address together', () => {
  it('gives everybody’s connections one budget, which they use in turn, and their pages say so', async () => {
    const { scene, charlie, ofCharlie } = await openTwo('gotosocial', { editsPerHour: 2 });
    const { publishing, sandbox, bob, clock } = scene;
    for (let n = 0; n < 4; n++) approved(scene, 'Of Bob');
    for (let n = 0; n < 2; n++) ofCharlie('Of Charlie');
    const start = clock.now();
    const hoursOf = (user: { id: string }) =>
      publishing.queue({ user }).map(({ expectedAt }) => Math.floor(((expectedAt ?? 0) - start) / (60 * minute)));
    expect([hoursOf(bob.user), hoursOf(charlie.user)]).toEqual([
      [0, 1, 2, 2],
      [0, 1],
    ]);
    await scene.pass(publishing, 3 * 60, minute);
    expect(textsOf(scene).slice(0, 4).sort()).toEqual(['Of Bob', 'Of Bob', 'Of Charlie', 'Of Charlie']);
    expect(textsOf(scene).slice(0, 2).sort()).toEqual(['Of Bob', 'Of Charlie']);
    const hours = sandbox.edits.map(({ at }) => Math.floor((at - start) / (60 * minute)));
    expect(hours).toEqual([0, 0, 1, 1, 2, 2]);
  });

  it('is left alone by all of them after it said no to one, also after a restart', async () => {
    const { scene, ofCharlie, charlie } = await openTwo('gotosocial');
    const { sandbox, publishing, openRooms } = scene;
    approved(scene, 'Of Bob');
    sandbox.faults.add({ fault: '429', resetInMs: 4 * minute, when: edits, times: 1 });
    await publishing.runDue();
    ofCharlie('Of Charlie');
    const requests = sandbox.log.length;
    const { publishing: again } = openRooms();
    await scene.pass(again, 3, minute);
    expect(sandbox.log).toHaveLength(requests);
    expect(again.queue({ user: charlie.user })).toMatchObject([{ why: { key: 'connections.serverPauses' } }]);
    await scene.pass(again, 3, minute);
    expect(sandbox.edits).toHaveLength(2);
  });

  it('never has to say no although there is much to write for several people', async () => {
    const { scene, ofCharlie } = await openTwo('gotosocial', { editsPerHour: 600 });
    const { sandbox, publishing } = scene;
    for (let n = 0; n < 40; n++) {
      approved(scene, `Of Bob ${n}`);
      ofCharlie(`Of Charlie ${n}`);
    }
    await scene.pass(publishing, 90, 10_000);
    expect(sandbox.log.filter(({ status }) => status === 429)).toEqual([]);
    expect(sandbox.edits.length).toBeGreaterThan(50);
  }, 60_000);

  it('does not keep somebody waiting who disconnects while another one’s posts are written', async () => {
    const { scene, ofCharlie } = await openTwo('gotosocial');
    const { openRooms, bob } = scene;
    ofCharlie('Of Charlie');
    let hasLeft = false;
    const { publishing } = openRooms((client) => ({
      ...client,
      async writeEdit(edit) {
        approved(scene, 'Of Bob');
        ofCharlie('Of Charlie, too');
        await publishing.leave(bob.connection.id);
        hasLeft = true;
        return client.writeEdit(edit);
      },
    }));
    await publishing.runDue();
    expect(hasLeft).toBe(true);
    expect(textsOf(scene)).toEqual(['Of Charlie']);
  });
});

describe('a server that counts each account by itself', () => {
  it('is gone on with for others after it said no to one', async () => {
    const { scene, ofCharlie } = await openTwo('mastodon');
    const { sandbox, publishing } = scene;
    approved(scene, 'Of Bob');
    sandbox.faults.add({ fault: '429', resetInMs: 30 * minute, when: edits, times: 1 });
    await publishing.runDue();
    ofCharlie('Of Charlie');
    await scene.pass(publishing, 5, minute);
    expect(textsOf(scene)).toEqual(['Of Charlie']);
  });
});

describe('a server that is away and says for how long', () => {
  it('is left alone with the whole connection until then, also after a restart', async () => {
    const scene = await openScene();
    const { sandbox, publishing, openRooms, bob } = scene;
    const [first, second] = [approved(scene, 'One'), approved(scene, 'Two')];
    const away = { fault: 'status', code: 503, headers: { 'retry-after': '1800' } } as const;
    sandbox.faults.add({ ...away, when: { path: /\/api\/v1\/statuses\// }, times: 1 });
    await publishing.runDue();
    const requests = sandbox.log.length;
    publishing.publishNow({ user: bob.user, postId: first.id });
    publishing.publishNow({ user: bob.user, postId: second.id });
    await scene.pass(publishing, 14, minute);
    const { publishing: again } = openRooms();
    await scene.pass(again, 15, minute);
    expect(sandbox.log).toHaveLength(requests);
    expect(again.queue({ user: bob.user })[1]?.why.key).toBe('connections.serverPauses');
    await scene.pass(again, 3, minute);
    expect(sandbox.edits).toHaveLength(2);
  });

  it('keeps runs away as well, and what a run was told keeps the publisher away', async () => {
    const scene = await openScene();
    const { sandbox, publishing, rests, bob, clock } = scene;
    const { id } = bob.connection;
    rests.requireNone(id);
    approved(scene);
    sandbox.faults.add({ fault: '429', retryAfterSeconds: 600, when: edits, times: 1 });
    await publishing.runDue();
    expect(() => rests.requireNone(id)).toThrow(
      expect.objectContaining({ code: 'rate-limited', retryAtMs: clock.now() + 10 * minute }),
    );
    clock.advance(11 * minute);
    rests.requireNone(id);
    const error = { category: 'platform', sentence: { key: 'platforms.rateLimited' }, code: 'rate-limited' } as const;
    rests.obey(id, { ...error, retryAtMs: clock.now() + 5 * minute });
    await scene.pass(publishing, 5, minute);
    expect(sandbox.edits).toHaveLength(0);
    await scene.pass(publishing, 1);
    expect(sandbox.edits).toHaveLength(1);
  });
});
