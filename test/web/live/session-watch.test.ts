import { expect, it, onTestFinished, vi } from 'vitest';
import type { EndedSession } from '../../../src/users/sessions.ts';
import { createSessionWatch } from '../../../src/web/live/session-watch.ts';

function openWatch() {
  vi.useFakeTimers();
  onTestFinished(() => void vi.useRealTimers());
  const listeners: ((ended: EndedSession) => void)[] = [];
  const isLive = vi.fn((_sessionId: string) => true);
  const onEnded = (listener: (ended: EndedSession) => void) => {
    listeners.push(listener);
    return () => {};
  };
  const signOut = (sessionId: string) => {
    for (const tell of listeners) tell({ sessionId, userId: 'user-bob' });
  };
  return { watch: createSessionWatch({ isLive, onEnded }), isLive, signOut };
}

it('asks about a session once, however many windows follow it', () => {
  const { watch, isLive } = openWatch();
  for (let window = 0; window < 5; window += 1) watch('of Bob', () => {});
  watch('of Alice', () => {});
  vi.advanceTimersByTime(4000);
  expect(isLive.mock.calls.flat().sort()).toEqual(['of Alice', 'of Bob']);
});

it('ends every window of a session that ended elsewhere, and no other', () => {
  const { watch, isLive } = openWatch();
  const ended: string[] = [];
  for (const window of ['first', 'second']) {
    const leave = watch('of Bob', () => {
      ended.push(window);
      leave();
    });
  }
  watch('of Alice', () => ended.push('of Alice'));
  isLive.mockImplementation((sessionId) => sessionId !== 'of Bob');
  vi.advanceTimersByTime(4000);
  expect(ended).toEqual(['first', 'second']);
});

it('ends them at once when somebody signs out here', () => {
  const { watch, signOut } = openWatch();
  const ended: string[] = [];
  watch('of Bob', () => ended.push('of Bob'));
  watch('of Alice', () => ended.push('of Alice'));
  signOut('of Bob');
  expect(ended).toEqual(['of Bob']);
});

it('asks no more when the last window has gone, and again for the next one', () => {
  const { watch, isLive } = openWatch();
  const leaves = [watch('of Bob', () => {}), watch('of Bob', () => {})];
  for (const leave of leaves) leave();
  vi.advanceTimersByTime(20_000);
  expect(isLive).not.toHaveBeenCalled();
  watch('of Bob', () => {});
  // A window that says twice that it has gone takes nothing from one that came after.
  leaves[0]?.();
  vi.advanceTimersByTime(4000);
  expect(isLive).toHaveBeenCalledOnce();
});
