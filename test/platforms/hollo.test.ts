import { expect, it } from 'vitest';
import { platformContract } from '../contracts/platform.contract.ts';
import { describeRandomPosts } from '../contracts/random-posts.ts';

platformContract('hollo');

it('describes random posts under random faults without harming one', async () => {
  const tally = await describeRandomPosts('hollo', { runs: 60, seed: 20261123 });
  expect(tally.published).toBeGreaterThan(10);
  expect(tally.refused).toBeGreaterThan(3);
});
