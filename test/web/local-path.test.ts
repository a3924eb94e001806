import { describe, expect, it } from 'vitest';
import { localPath } from '../../src/web/request.ts';
import { openTestWeb } from '../support/web.ts';

describe('the way back after a deed', () => {
  it.each(['/inbox', '/inbox?show=all', '/a/../inbox'])('goes to %j', (path) => {
    expect(localPath(path)).toMatch(/^\/inbox/);
  });

  it.each([
    '//elsewhere.example',
    '/\\elsewhere.example',
    '/\t/elsewhere.example',
    '/..//elsewhere.example',
    '/.//elsewhere.example',
    '/a/..//elsewhere.example',
    '/%2e%2e//elsewhere.example',
    '/..\\/elsewhere.example',
    'https://elsewhere.example',
    'javascript:alert(1)',
    '',
  ])('never leads elsewhere by %j', (path) => {
    const { origin } = new URL(localPath(path), 'http://localhost:3000');
    expect(origin).toBe('http://localhost:3000');
  });

  it('stays here for who is signed in already', async () => {
    const { as, bob } = await openTestWeb();
    const answer = await as(bob).get(`/sign-in?next=${encodeURIComponent('/..//elsewhere.example')}`);
    expect(answer.headers.get('location')).toBe('/');
  });
});
