import { expect, it } from 'vitest';
import { createHub } from '../../../src/progress/hub.ts';
import { createChannels, type LiveRegion } from '../../../src/web/live/channels.ts';
import { createWords } from '../../../templates/words.ts';

const words = createWords().for('en');
const decoder = new TextDecoder();

const region = (key: string, snapshot: () => string = () => `${key} now`): LiveRegion => ({
  key,
  topic: 'admin',
  snapshot,
  render: ({ kind }) => `${key} ${kind}`,
});

function open() {
  const hub = createHub();
  const heard: string[] = [];
  const watcher = { send: (chunk: Uint8Array) => heard.push(decoder.decode(chunk).trim()) };
  return { hub, heard, watcher, channels: createChannels(hub) };
}

it('a watcher hears how things are, and then every change until it leaves', () => {
  const { hub, heard, watcher, channels } = open();
  const leave = channels.read([region('one'), region('two')], words)(watcher);
  hub.publish('admin', { kind: 'inbox' });
  leave();
  hub.publish('admin', { kind: 'notices' });
  expect(heard).toEqual(['data: one now', 'data: two now', 'data: one inbox', 'data: two inbox']);
  expect(hub.watchers()).toBe(0);
});

it('a region that cannot be read leaves nothing behind', () => {
  const { hub, watcher, channels } = open();
  const broken = region('broken', () => {
    throw new Error('no rows');
  });
  expect(() => channels.read([region('whole'), broken], words)(watcher)).toThrow('no rows');
  expect(hub.watchers()).toBe(0);
});
