import { expect, it } from 'vitest';
import { proveMemory } from './memory/proof.ts';

it('the model is asked about a picture once, and about every other one', { timeout: 180_000 }, async () => {
  // The large proof in small.
  expect(await proveMemory({ pictures: 40, reposts: 16, different: 60, seed: '1' })).toMatchObject({
    ...{ name: 'memory', ok: true, pictures: 40, mostCalls: 25, different: 60, differentCalls: 60, falseMatches: 0 },
  });
});
