import { describe, expect, it } from 'vitest';
import { createChannel } from '../../src/lib/channel.ts';

async function all<T>(items: AsyncIterable<T>): Promise<T[]> {
  const seen: T[] = [];
  for await (const item of items) seen.push(item);
  return seen;
}

describe('a channel', () => {
  it('hands items over in order and ends when it is closed', async () => {
    const channel = createChannel<number>();
    for (const n of [1, 2, 3]) await channel.push(n);
    channel.close();
    expect(await all(channel)).toEqual([1, 2, 3]);
  });

  it('lets a pusher wait while it is full', async () => {
    const channel = createChannel<number>(1);
    await channel.push(1);
    let isPushed = false;
    const pushing = channel.push(2).then(() => {
      isPushed = true;
    });
    await Promise.resolve();
    expect(isPushed).toBe(false);
    const reader = channel[Symbol.asyncIterator]();
    expect(await reader.next()).toEqual({ value: 1, done: false });
    await pushing;
    expect(isPushed).toBe(true);
  });

  it('replaces a waiting item of the same key where it stands', async () => {
    const channel = createChannel<string>();
    channel.put('a cat', 'words');
    channel.put('other');
    channel.put('a cat sleeps', 'words');
    channel.close();
    expect(await all(channel)).toEqual(['a cat sleeps', 'other']);
  });

  it('gives each item to one of several readers', async () => {
    const channel = createChannel<number>();
    const readers = [all(channel), all(channel)];
    for (let n = 0; n < 10; n++) await channel.push(n);
    channel.close();
    expect((await Promise.all(readers)).flat().sort((a, b) => a - b)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
  });

  it('is drained once the reader is done with the last item', async () => {
    const channel = createChannel<number>();
    const done: string[] = [];
    const reading = (async () => {
      for await (const item of channel) {
        await Promise.resolve();
        done.push(`read ${item}`);
      }
    })();
    channel.put(1);
    channel.put(2);
    await channel.drained();
    done.push('drained');
    channel.close();
    await reading;
    expect(done).toEqual(['read 1', 'read 2', 'drained']);
  });

  it('throws what it failed with, and drops what was waiting', async () => {
    const channel = createChannel<number>();
    await channel.push(1);
    channel.fail(new Error('stopped'));
    await expect(all(channel)).rejects.toThrow('stopped');
    expect(await channel.push(2)).toBe(false);
  });
});
