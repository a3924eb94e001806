import { describe, expect, it } from 'vitest';
import { requestKeyOf } from '../../../src/generation/run/request-key.ts';
import { describeRequest } from '../../captioner/sandbox.ts';

type Audience = Parameters<typeof requestKeyOf>[1];

const post = (visibility: Audience['visibility'], uri = 'https://social.example/1') => ({ visibility, uri });

describe('what an earlier draft depends on', () => {
  const told = describeRequest({ postText: "Anna's school", siblings: [] });

  it('is who may read the post whose words the model was told', () => {
    const everyone = requestKeyOf(told, post('public'));
    expect(requestKeyOf(told, post('unlisted'))).toBe(everyone);
    const keys = [everyone, requestKeyOf(told, post('private')), requestKeyOf(told, post('direct'))];
    expect(new Set(keys).size).toBe(3);
    expect(requestKeyOf(told, post('private', 'https://social.example/2'))).toBe(keys[1]);
  });

  it('is the one direct message, whose readers no other has', () => {
    const key = requestKeyOf(told, post('direct'));
    expect(requestKeyOf(told, post('direct'))).toBe(key);
    expect(requestKeyOf(told, post('direct', 'https://social.example/2'))).not.toBe(key);
  });

  it('is nobody where the model was told of the picture alone', () => {
    const alone = describeRequest({ postText: null, siblings: [] });
    expect(requestKeyOf(alone, post('direct'))).toBe(requestKeyOf(alone, post('public')));
    const besides = describeRequest({ postText: null, siblings: ["Anna's school"] });
    expect(requestKeyOf(besides, post('private'))).not.toBe(requestKeyOf(besides, post('public')));
  });
});
