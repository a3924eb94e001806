import { describe, expect, it } from 'vitest';
import { updateConnection } from '../../db/connections.ts';
import { quietHoursWish, quietUntilOf } from '../../src/publishing/quiet-hours.ts';
import { approved, edits, openScene, type Scene } from './scene.ts';

const minute = 60_000;
const hour = 60 * minute;
const night = { from: '22:00', until: '07:00', timeZone: 'Europe/Berlin' };

/** The end of the quiet hours around a moment, in UTC. */
function endOf(hours: typeof night, at: string): string | null {
  const end = quietUntilOf(hours)(Date.parse(at));
  return end === null ? null : new Date(end).toISOString();
}

describe('quiet hours', () => {
  it.each([
    ['their first moment', '2026-01-10T21:00:00Z', '2026-01-11T06:00:00.000Z'],
    ['midnight', '2026-01-10T23:00:00Z', '2026-01-11T06:00:00.000Z'],
    ['their last second', '2026-01-11T05:59:59Z', '2026-01-11T06:00:00.000Z'],
    ['their end', '2026-01-11T06:00:00Z', null],
    ['noon', '2026-01-11T11:00:00Z', null],
    ['a summer evening', '2026-07-10T20:00:00Z', '2026-07-11T05:00:00.000Z'],
    ['the night an hour is skipped', '2026-03-28T22:00:00Z', '2026-03-29T05:00:00.000Z'],
    ['the night an hour comes twice', '2026-10-24T21:00:00Z', '2026-10-25T06:00:00.000Z'],
  ])('are told right at %s', (_name, at, end) => {
    expect(endOf(night, at)).toBe(end);
  });

  it('that end at a time which is skipped end when clocks are changed, and at the first of two', () => {
    const short = { ...night, until: '02:30' };
    expect(endOf(short, '2026-03-29T00:30:00Z')).toBe('2026-03-29T01:00:00.000Z');
    expect(endOf(short, '2026-03-29T01:00:00Z')).toBeNull();
    expect(endOf(short, '2026-10-24T23:30:00Z')).toBe('2026-10-25T00:30:00.000Z');
    expect(endOf(short, '2026-10-25T01:15:00Z')).toBeNull();
  });

  it('may be within one day, and are asked about in any order of moments', () => {
    const noon = { from: '12:00', until: '13:30', timeZone: 'America/St_Johns' };
    const until = quietUntilOf(noon);
    const at = (time: string) => until(Date.parse(`2026-02-01T${time}:00Z`));
    expect([at('15:29'), at('15:30'), at('17:00'), at('16:59'), at('10:00')]).toEqual([
      ...[null, Date.parse('2026-02-01T17:00:00Z'), null, Date.parse('2026-02-01T17:00:00Z'), null],
    ]);
  });

  it('are none without a wish, and no wish is taken that could not be kept', () => {
    expect(quietUntilOf(undefined)(0)).toBeNull();
    const isTaken = (change: Partial<typeof night>) => quietHoursWish.safeParse({ ...night, ...change }).success;
    expect(isTaken({})).toBe(true);
    expect(isTaken({ from: '24:00' })).toBe(false);
    expect(isTaken({ until: '22:00' })).toBe(false);
    expect(isTaken({ timeZone: 'Middle/Earth' })).toBe(false);
  });
});

/** Bob's clock shows 23:00 and he has two approved posts. */
async function openNight() {
  const scene = await openScene();
  const { publishing, bob, clock } = scene;
  publishing.saveQuietHours({ user: bob.user, hours: night });
  clock.advance(10 * hour);
  const posts = [approved(scene, 'One'), approved(scene, 'Two')] as const;
  return { scene, posts };
}

const expected = ({ publishing, bob }: Scene) =>
  publishing
    .queue({ user: bob.user })
    .map(({ expectedAt, why }) => [expectedAt === null ? null : new Date(expectedAt).toISOString(), why.key]);

describe('a person with quiet hours', () => {
  it('gets nothing published before they end, is told until when, and then everything', async () => {
    const { scene } = await openNight();
    const { publishing, sandbox } = scene;
    expect(expected(scene)).toEqual([
      ['2026-03-02T06:00:00.000Z', 'publishing.waitsForQuietHours'],
      ['2026-03-02T06:00:01.000Z', 'publishing.waitsForQuietHours'],
    ]);
    await scene.pass(publishing, 8 * 60, minute);
    expect(sandbox.edits).toHaveLength(0);
    await scene.pass(publishing, 2, minute);
    expect(sandbox.edits).toHaveLength(2);
    expect(sandbox.edits[0]?.at).toBe(Date.parse('2026-03-02T06:00:00Z'));
  });

  it('may have one post published all the same, which goes before the others', async () => {
    const { scene, posts } = await openNight();
    const { publishing, sandbox, bob } = scene;
    expect(publishing.queue({ user: bob.user }).map(({ canHurry }) => canHurry)).toEqual([true, true]);
    publishing.publishNow({ user: bob.user, postId: posts[1].id });
    expect(expected(scene)[0]).toEqual(['2026-03-01T22:00:00.000Z', 'publishing.isNext']);
    await scene.pass(scene.openRooms().publishing, 3, minute);
    expect(sandbox.edits.map(({ postId }) => postId)).toEqual([posts[1].remoteId]);
  });

  it('has what was being written when they began settled by reading', async () => {
    const scene = await openScene();
    const { publishing, sandbox, bob, image, clock, patience } = scene;
    patience.writeMs = 200;
    const { imageId } = approved(scene);
    sandbox.faults.add({ fault: 'timeout-after-write', when: edits, times: 1 });
    await publishing.runDue();
    publishing.saveQuietHours({ user: bob.user, hours: { ...night, from: '12:00' } });
    clock.advance(2 * minute);
    await publishing.runDue();
    expect(image(imageId).state).toBe('published');
    expect(sandbox.edits).toHaveLength(1);
  });

  it('holds nobody else up, and nothing any more once she gives them up', async () => {
    const { scene, posts } = await openNight();
    const { publishing, sandbox, person, addPost, review, bob } = scene;
    const charlie = await person('charlie');
    const theirs = addPost({ text: 'Of Charlie', media: [{ photo: 'coffee' }] }, charlie);
    review.approve({ user: charlie.user, imageId: theirs.images[0]?.id ?? '' });
    await publishing.runDue();
    expect(sandbox.edits.map(({ postId }) => postId)).toEqual([theirs.remoteId]);
    publishing.saveQuietHours({ user: bob.user, hours: null });
    await scene.pass(publishing, 2);
    const written = sandbox.edits.map(({ postId }) => postId);
    expect(written.slice(1).sort()).toEqual(posts.map(({ remoteId }) => remoteId).sort());
  });

  it('and a token that died in the night goes on in the morning after connecting again', async () => {
    const { scene } = await openNight();
    const { publishing, sandbox, bob, db } = scene;
    sandbox.revokeToken(bob.token);
    await scene.pass(publishing, 9 * 60, minute);
    expect(expected(scene)).toEqual(Array(2).fill([null, 'publishing.waitsForConnection']));
    const credentialsSealed = sandbox.issueToken(bob.account, 'read:accounts read:statuses write:statuses');
    updateConnection(db, bob.connection.id, { status: 'active', credentialsSealed });
    publishing.resume(bob.connection.id);
    await scene.pass(publishing, 2);
    expect(sandbox.edits).toHaveLength(2);
    expect(sandbox.edits.filter(({ alreadyHeldWantedText }) => alreadyHeldWantedText)).toEqual([]);
  });
});
