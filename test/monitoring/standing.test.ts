import { expect, it, vi } from 'vitest';
import { say } from '../../src/lib/sentence.ts';
import { createStanding } from '../../src/monitoring/standing.ts';

function open() {
  const onChange = vi.fn();
  return { onChange, ...createStanding({ onChange }) };
}

it('says each thing once, the oldest first, until it is cleared', () => {
  const { set, clear, list } = open();
  set('redis', say('web.notFound'));
  set('disk', say('errors.unexpected'));
  set('redis', say('errors.config', { problems: 'PORT' }));
  expect(list()).toEqual([say('errors.config', { problems: 'PORT' }), say('errors.unexpected')]);
  clear('redis');
  expect(list()).toEqual([say('errors.unexpected')]);
});

it('tells of changes only', () => {
  const { set, clear, onChange } = open();
  clear('disk');
  set('disk', say('errors.config', { problems: 'PORT' }));
  set('disk', say('errors.config', { problems: 'PORT' }));
  expect(onChange).toHaveBeenCalledTimes(1);
  set('disk', say('errors.config', { problems: 'HOST' }));
  clear('disk');
  clear('disk');
  expect(onChange).toHaveBeenCalledTimes(3);
});
