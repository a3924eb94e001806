import { afterEach, describe, expect, it } from 'vitest';
import { connectPlatform, familyOf } from '../../src/platforms/index.ts';
import { oauthContract } from '../contracts/oauth.contract.ts';
import { platformContract } from '../contracts/platform.contract.ts';
import { impatientClock, openWorld, type PlatformWorld, scopes } from '../contracts/platform-world.ts';
import { describeRandomPosts } from '../contracts/random-posts.ts';

platformContract('other');
oauthContract('other');

describe('software that nobody knows', () => {
  let world: PlatformWorld;
  afterEach(() => world.sandbox.close());

  it('is known by what it says of itself in the older instance API, its edits are not', async () => {
    world = await openWorld('other');
    expect(world.instance).toMatchObject({
      ...{ family: 'other', software: 'fernpost', version: '1.4.0', domain: new URL(world.sandbox.origin).host },
      ...{ descriptionLimit: 1500, descriptionLimitFrom: 'software', maxMediaAttachments: 4 },
    });
    expect(familyOf(world.instance).capabilities.unproven).toBe(true);
  });

  it.each([
    ['for some only', { visibility: 'direct' }, 'platforms.refusesFewPeople'],
    ['without a language', { language: null }, 'platforms.refusesWithoutLanguage'],
    ['with a poll', { poll: { options: ['yes', 'no'] } }, 'platforms.refusesPoll'],
    [
      'with a warning that is not marked',
      { spoilerText: 'food', sensitive: false },
      'platforms.refusesUnmarkedWarning',
    ],
  ] as const)('refuses every edit that did harm anywhere: a post %s', async (_, post, key) => {
    world = await openWorld('other');
    const { sandbox, bob, client } = world;
    const { id } = sandbox.createPost(bob, { text: 'Fog', media: [{}], ...(post as object) });
    expect((await client.readForEdit(id)).refusal?.key).toBe(key);
  });

  it('is read to the end where a post is for people that only it knows, whom an edit might not reach alone', async () => {
    world = await openWorld('other');
    const { sandbox, bob, instance, fetch } = world;
    for (const text of ['For all', 'For a circle', 'For all too']) sandbox.createPost(bob, { text, media: [{}] });
    const client = connectPlatform({
      ...{ instance, clock: impatientClock },
      credentials: { accessToken: sandbox.issueToken(bob, scopes), scopes },
      fetch: async (...asked) => withCircle(await fetch(...asked)),
    });
    const posts = (await Array.fromAsync(client.listPosts())).flatMap((page) => page.posts);
    expect(posts.map(({ text, visibility }) => [text, visibility])).toEqual([
      ['For all too', 'public'],
      ['For a circle', 'direct'],
      ['For all', 'public'],
    ]);
    const circle = posts.find(({ visibility }) => visibility === 'direct');
    expect((await client.readForEdit(circle?.id ?? '')).refusal?.key).toBe('platforms.refusesFewPeople');
  });
});

/** The answer of a server on which one post is for a circle of people. */
async function withCircle(response: Response): Promise<Response> {
  const text = await response.text();
  const changed = text.replace(/"visibility":"public"(?=[^{}]*"content":"<p>For a circle)/, '"visibility":"mutual"');
  return new Response(changed, response);
}

it('describes random posts under random faults without harming one', async () => {
  const tally = await describeRandomPosts('other', { runs: 30, seed: 20261125 });
  expect(tally.published).toBeGreaterThan(5);
  expect(tally.refused).toBeGreaterThan(3);
});
