import { describe, expect, it } from 'vitest';
import { createHub } from '../../src/progress/hub.ts';

const words = (text: string, imageId = 'image') => ({ kind: 'words', taskId: 'task', imageId, text }) as const;

describe('the hub', () => {
  it('tells each topic its news in order, and nobody else', () => {
    const hub = createHub();
    const heard: string[] = [];
    hub.subscribe('task:task', (news) => heard.push(`one ${news.kind}`));
    hub.subscribe('user:bob', (news) => heard.push(`bob ${news.kind}`));
    hub.publish('task:task', words('A'));
    hub.publish('task:task', { kind: 'task', taskId: 'task' });
    hub.publish('user:bob', { kind: 'inbox' });
    hub.publish('admin', { kind: 'notices' });
    expect(heard).toEqual(['one words', 'one task', 'bob inbox']);
  });

  it('tells nothing more to who has left, and counts who is there', () => {
    const hub = createHub();
    const heard: unknown[] = [];
    const leave = hub.subscribe('admin', (news) => heard.push(news));
    const leaveToo = hub.subscribe('admin', () => {});
    expect(hub.watchers()).toBe(2);
    leave();
    leave();
    hub.publish('admin', { kind: 'notices' });
    expect(heard).toEqual([]);
    leaveToo();
    expect(hub.watchers()).toBe(0);
  });

  it('keeps the last words of each picture for who comes later, until they are forgotten', () => {
    const hub = createHub();
    hub.publish('task:task', words('A'));
    hub.publish('task:task', words('A cup'));
    hub.publish('task:task', words('A dog', 'other'));
    expect([...hub.wordsOf('task')]).toEqual([
      ['image', 'A cup'],
      ['other', 'A dog'],
    ]);
    hub.forgetWords('task', 'image');
    expect([...hub.wordsOf('task').keys()]).toEqual(['other']);
    hub.forgetWords('task');
    expect(hub.wordsOf('task').size).toBe(0);
  });
});
