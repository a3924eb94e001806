import { describe, expect, it } from 'vitest';
import { classifyAnswer, leavesDoubt } from '../../src/platforms/http-errors.ts';
import { createWords } from '../../templates/words.ts';

const nowMs = Date.UTC(2026, 2, 1, 12);
const classify = (status: number, body: object | string, headers: Record<string, string> = {}) =>
  classifyAnswer({
    status,
    body: typeof body === 'string' ? body : JSON.stringify(body),
    headers: new Headers(headers),
    host: 'social.example',
    nowMs,
  });

describe('an answer that is no success', () => {
  it.each([
    [401, { error: 'The access token was revoked' }, 'authentication', 'token-dead'],
    [401, { error: 'Unauthorized: token not supplied' }, 'authentication', 'token-dead'],
    [401, '', 'authentication', 'token-dead'],
    [422, { error: 'This method requires an authenticated user' }, 'authentication', 'token-dead'],
    [403, { error: 'This action is outside the authorized scopes' }, 'authentication', 'scope-missing'],
    [403, { error: 'Forbidden: token has insufficient scope permission' }, 'authentication', 'scope-missing'],
    [403, { error: 'insufficient_scope' }, 'authentication', 'scope-missing'],
    [403, { error: 'Your login is currently disabled' }, 'authentication', 'account-blocked'],
    [403, { error: 'Your login is currently pending approval' }, 'authentication', 'account-blocked'],
    [403, { error: 'Your login is missing a confirmed e-mail address' }, 'authentication', 'account-blocked'],
    [
      403,
      { error: 'Forbidden: your account has been moved or is currently moving' },
      'authentication',
      'account-blocked',
    ],
    [403, { error: 'This action is not allowed' }, 'validation', 'invalid'],
    [404, { error: 'Record not found' }, 'validation', 'gone'],
    [410, { error: 'Gone' }, 'validation', 'gone'],
    [404, '<h1>404</h1>', 'validation', 'no-such-page'],
    [422, { error: 'Unprocessable Entity: status was not changed' }, 'validation', 'not-changed'],
    [422, { error: 'Validation failed: Text character limit of 500 exceeded' }, 'validation', 'invalid'],
    [400, { error: 'Bad Request: media description exceeds max chars (1500)' }, 'validation', 'invalid'],
    [422, { error: 'invalid_request', zod_error: {} }, 'validation', 'invalid'],
    [406, { error: 'Not Acceptable' }, 'validation', 'invalid'],
    [403, '<title>Attention Required</title>', 'platform', 'server-trouble'],
    [500, { error: 'Internal Server Error' }, 'platform', 'server-trouble'],
    [502, '<html>', 'platform', 'server-trouble'],
    [522, '', 'platform', 'server-trouble'],
    [408, '', 'platform', 'server-trouble'],
    [302, '', 'platform', 'bad-answer'],
  ])('%i %j is %s %s', (status, body, category, code) => {
    const error = classify(status, body);
    expect({ category: error.category, code: error.code }).toEqual({ category, code });
    expect(createWords().for('en').sentence(error.sentence)).not.toBe('');
  });

  it('carries the words of the server, but not all of them', () => {
    const error = classify(422, { error: 'Validation failed', error_description: 'x'.repeat(1000) });
    expect(String(error.sentence.values?.answer)).toMatch(/^Validation failed: x+$/);
    expect(String(error.sentence.values?.answer).length).toBeLessThanOrEqual(200);
  });

  it('leaves doubt about a write only when the server did not clearly say no', () => {
    expect(leavesDoubt(classify(500, ''))).toBe(true);
    expect(leavesDoubt(classify(302, ''))).toBe(true);
    expect(leavesDoubt(classify(422, { error: 'no' }))).toBe(false);
    expect(leavesDoubt(classify(429, { error: 'Too many requests' }))).toBe(false);
  });
});

describe('a pause that a server asks for', () => {
  const waitOf = (headers: Record<string, string>, status = 429) => {
    const { retryAtMs } = classify(status, { error: 'Too many requests' }, headers);
    return retryAtMs === undefined ? undefined : retryAtMs - nowMs;
  };

  it.each([
    ['seconds', { 'retry-after': '30' }, 30_000],
    ['a date', { 'retry-after': new Date(nowMs + 90_000).toUTCString() }, 90_000],
    ['the reset of its limit', { 'x-ratelimit-reset': new Date(nowMs + 120_000).toISOString() }, 120_000],
    ['seconds and a part of one', { 'retry-after': '1.5' }, 1500],
    ['seconds to the reset of its limit', { 'x-ratelimit-reset': '60' }, 60_000],
    ['parts of a second to it', { 'x-ratelimit-reset': '12.345' }, 12_345],
    ['the reset of its limit in seconds since 1970', { 'x-ratelimit-reset': String(nowMs / 1000 + 90) }, 90_000],
    ['nothing', {}, 60_000],
    ['nonsense', { 'retry-after': 'soon' }, 60_000],
    ['a time gone by', { 'x-ratelimit-reset': new Date(nowMs - 5000).toISOString() }, 1000],
    ['a hundred years', { 'retry-after': '3155760000' }, 6 * 3_600_000],
  ])('in %s', (_how, headers, waitMs) => {
    expect(waitOf(headers)).toBe(waitMs);
  });

  it.each([
    ['a date', new Date(nowMs + 660_000).toISOString()],
    ['seconds since 1970', String((nowMs + 660_000) / 1000)],
    ['seconds to wait', '60'],
  ])('counts from the clock of the server: %s', (_how, reset) => {
    const date = new Date(nowMs + 600_000).toUTCString();
    expect(waitOf({ date, 'x-ratelimit-reset': reset })).toBe(60_000);
  });

  it('is heeded on a 503 too, where there is one', () => {
    expect(waitOf({ 'retry-after': '30' }, 503)).toBe(30_000);
    expect(waitOf({}, 503)).toBeUndefined();
  });
});
