import { describe, expect, it } from 'vitest';
import { createMemory } from '../../../src/generation/run/memory.ts';
import type { ReadyImage } from '../../../src/generation/run/preparing.ts';
import type { RecallWish } from '../../../src/generation/run/tools.ts';
import { describeRequest } from '../../captioner/sandbox.ts';

const plain = { hash: '00000000000000ff', grey: new Uint8Array(1024).fill(7) };
const other = { hash: 'ffffffffffffffff', grey: new Uint8Array(1024).fill(9) };

const image = (imageId: string, sha256: string, fingerprint = plain) =>
  ({ imageId, picture: { sha256, fingerprint }, post: { visibility: 'public', uri: imageId } }) as ReadyImage;

/** A memory that notes what it asks for. */
function memoryScene() {
  const recalls: RecallWish[] = [];
  const memory = createMemory({
    lookAlikes: async () => [],
    smallPicture: async () => null,
    async recall(wish) {
      recalls.push(wish);
      return null;
    },
  });
  return { memory, recalls };
}

const never = new AbortController().signal;
const request = describeRequest();

describe('two equal pictures of one run', () => {
  it('are asked about one after the other, and the second also where the first came to nothing', async () => {
    const { memory, recalls } = memoryScene();
    const first = memory.takeTurn(image('a', 'house'));
    const second = memory.takeTurn(image('b', 'house'));
    expect(await first.recall(request, never)).toBeNull();
    const waiting = second.recall(request, never);
    await Promise.resolve();
    expect(recalls.map(({ imageId }) => imageId)).toEqual(['a']);
    first.end();
    await waiting;
    expect(recalls.map(({ imageId }) => imageId)).toEqual(['a', 'b']);
  });

  it('do not wait once the run is to stop', async () => {
    const { memory, recalls } = memoryScene();
    const stop = new AbortController();
    memory.takeTurn(image('a', 'house'));
    const waiting = memory.takeTurn(image('b', 'house')).recall(request, stop.signal);
    stop.abort(new Error('paused'));
    await expect(waiting).rejects.toThrow('paused');
    expect(recalls).toEqual([]);
  });

  it('hold up no other picture, nor one whose small picture is missing', async () => {
    const { memory, recalls } = memoryScene();
    memory.takeTurn(image('a', 'house'));
    await memory.takeTurn(image('b', 'pond', other)).recall(request, never);
    await memory.takeTurn(image('c', 'house, cut')).recall(request, never);
    expect(recalls.map(({ imageId, sameAs }) => [imageId, sameAs])).toEqual([
      ['b', []],
      ['c', []],
    ]);
  });
});
