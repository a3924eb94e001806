import { describe, expect, it, onTestFinished } from 'vitest';
import { detectInstance } from '../../src/platforms/detect.ts';
import { oauthContract } from '../contracts/oauth.contract.ts';
import { platformContract } from '../contracts/platform.contract.ts';
import { errorOf, expectedOf, impatientClock, openWorld } from '../contracts/platform-world.ts';
import { describeRandomPosts } from '../contracts/random-posts.ts';

platformContract('akkoma');
oauthContract('akkoma');

async function open(version?: string) {
  const world = await openWorld('akkoma', version);
  onTestFinished(world.sandbox.close);
  return world;
}

describe('Akkoma', () => {
  it.each([
    ['3.18.1', 'de', 'platforms.refusesOtherLanguage'],
    ['3.18.1', null, 'platforms.refusesOtherLanguage'],
    ['3.18.1', 'en', undefined],
    ['3.6.0', 'de', undefined],
    ['3.6.0', null, undefined],
  ])('of version %s: a post in the language %s is refused with %s, or keeps it', async (version, language, key) => {
    const { sandbox, bob, client } = await open(version);
    const post = sandbox.createPost(bob, { text: 'Fog', language, media: [{}] });
    const editable = await client.readForEdit(post.id);
    expect(editable.refusal?.key).toBe(key);
    const change = { mediaId: post.mediaIds[0] ?? '', description: 'Grey', replaces: null };
    const prepared = await client.prepareEdit(post.id, [change], expectedOf(editable));
    if (prepared.kind === 'ready') expect(await client.writeEdit(prepared.edit)).toMatchObject({ kind: 'published' });
    expect(sandbox.post(post.id).language).toBe(language);
  });

  it.each(['unknown', 'taken'] as const)(
    'refuses a post with a picture whose id is invented and %s',
    async (inventedId) => {
      const { sandbox, bob, client } = await open();
      const post = sandbox.createPost(bob, { text: 'Fog', media: [{ inventedId }, {}] });
      const editable = await client.readForEdit(post.id);
      const change = { mediaId: post.mediaIds[1] ?? '', description: 'Grey', replaces: null };
      const outcome = await client.prepareEdit(post.id, [change], expectedOf(editable));
      expect(outcome).toMatchObject({ kind: 'refused', reason: { key: 'platforms.refusesLostUpload' } });
    },
  );

  it('refuses quotes where Akkoma tells of them', async () => {
    const { sandbox, bob, client } = await open();
    const quoted = sandbox.createPost(bob, { text: 'First', media: [{}] });
    const post = sandbox.createPost(bob, { text: 'Second', quoteOf: quoted.id, media: [{}] });
    expect((await client.readForEdit(post.id)).refusal?.key).toBe('platforms.refusesQuote');
  });

  it('warns before connecting of what its edits do', async () => {
    const cautionsOf = async (version: string) => {
      const { sandbox, fetch } = await open(version);
      const options = { fetch, clock: impatientClock, allowHttp: () => true };
      return (await detectInstance(sandbox.origin, options)).cautions.map(({ key }) => key);
    };
    expect(await cautionsOf('3.18.1')).toEqual(['platforms.showsEditingApplication', 'platforms.editsMakeEnglish']);
    expect(await cautionsOf('3.5.0')).toEqual(['platforms.showsEditingApplication']);
  });

  it('takes no version without edits', async () => {
    const error = await errorOf(openWorld('akkoma', '3.1.0'));
    expect(error).toMatchObject({ code: 'too-old', sentence: { values: { software: 'Akkoma', needed: '3.2.0' } } });
  });
});

it('describes random posts under random faults without harming one', async () => {
  const tally = await describeRandomPosts('akkoma', { runs: 25, seed: 20261123 });
  expect(tally.published).toBeGreaterThan(5);
  expect(tally.refused).toBeGreaterThan(3);
});
