import { describe, expect, it } from 'vitest';
import type { Captioner, PullProgress, VisionModel } from '../../../src/captioner/captioner.ts';
import { captionerError } from '../../../src/captioner/errors.ts';
import { type JointOptions, joinCaptioners } from '../../../src/captioner/hosts/joint.ts';
import { createPlaces } from '../../../src/captioner/hosts/places.ts';
import { testClock } from '../../support/clock.ts';

const model = (name: string, more: Partial<VisionModel> = {}): VisionModel => ({
  ...{ name, sizeBytes: name.length, parameterSize: '', family: 'gemma3', loaded: false, isThinking: false },
  ...more,
});

/** Hosts by what they have: models, an error, or silence. */
function join(having: Record<string, VisionModel[] | 'away' | 'silent'>, options: Partial<JointOptions> = {}) {
  const pulled: string[] = [];
  const clock = testClock();
  const hosts = { ...having };
  const captioners = Object.keys(hosts).map((host): Captioner => {
    const models = async () => {
      const has = hosts[host] ?? 'away';
      if (has === 'silent') return new Promise<never>(() => {});
      if (has === 'away') throw captionerError('model-unreachable', { host, model: '' });
      return has;
    };
    const pull = async (name: string) => void pulled.push(`${name} to ${host}`);
    const unused = () => Promise.reject(new Error('not asked for'));
    return {
      host,
      models,
      pull,
      canPull: !host.endsWith('/v1'),
      describe: unused,
      warm: unused,
      health: unused,
      looksAtTrial: unused,
    };
  });
  const joint = joinCaptioners(captioners, { clock, ...options });
  return { ...joint, clock, pulled, hosts };
}

const namesOf = (models: VisionModel[]) => models.map(({ name }) => name);

describe('the model hosts of a machine together', () => {
  it('have the models of all, each once, in memory where it is in memory anywhere, smallest first', async () => {
    const both = join({ a: [model('big one'), model('m')], b: [model('m', { loaded: true }), model('other')] });
    expect(await both.models()).toEqual([model('m', { loaded: true }), model('other'), model('big one')]);
  });

  it('have the models of those that answer', async () => {
    expect(namesOf(await join({ a: 'away', b: [model('m')] }).models())).toEqual(['m']);
  });

  it('say why there is none where none answers', async () => {
    const neither = join({ a: 'away', b: 'away' });
    await expect(neither.models()).rejects.toMatchObject({
      code: 'model-unreachable',
      sentence: { values: { host: 'a' } },
    });
  });

  it('do not keep each other waiting: one that is silent is waited for two seconds, and then not again for a while', async () => {
    const one = join({ a: 'silent', b: [model('m')] });
    const waited = one.models();
    await new Promise((resolve) => setImmediate(resolve));
    one.clock.advance(2000);
    expect(namesOf(await waited)).toEqual(['m']);
    one.hosts.a = 'away';
    await one.models();
    one.hosts.a = 'silent';
    const soon = one.models();
    await new Promise((resolve) => setImmediate(resolve));
    one.clock.advance(0);
    expect(namesOf(await soon)).toEqual(['m']);
  });

  it('tell what each was found to have', async () => {
    const heard: unknown[] = [];
    const both = join({ a: 'away', b: [model('m')] }, { onListing: (...listing) => heard.push(listing) });
    await both.survey();
    expect(heard).toHaveLength(2);
    expect(heard).toContainEqual(['a', 'away']);
    expect(heard).toContainEqual(['b', { models: [model('m')] }]);
    expect(await both.ask('b')).toEqual({ models: [model('m')] });
    expect(await both.ask('a')).toBe('away');
    expect(both.ask('of another machine')).toBeUndefined();
  });

  it('know which of them have a model, and which may', async () => {
    const three = join({ a: [model('m')], b: [model('n')], c: 'away' });
    expect(three.hostsWith('m')).toEqual(['a', 'b', 'c']);
    await three.survey();
    expect(three.hostsWith('m')).toEqual(['a']);
    expect(three.hostsWith('unheard of')).toEqual(['c']);
  });

  it('fetch a model where it is lacking and can be fetched', async () => {
    const { signal } = new AbortController();
    const onProgress = (_: PullProgress) => {};
    const hosts = join({ a: [model('m:latest')], b: [], c: 'away', 'd/v1': [] });
    await hosts.pull('m', onProgress, signal);
    expect(hosts.pulled).toEqual(['m to b']);
    const nowhere = join({ a: 'away', b: 'away' });
    await nowhere.pull('m', onProgress, signal);
    expect(nowhere.pulled).toEqual(['m to a']);
  });
});

describe('where pictures go', () => {
  it('goes by what a name stands for, and by the name where that cannot be found', async () => {
    const found: Record<string, string[]> = { 'gpu.example.org': ['10.0.0.7'], 'api.example.com': ['93.184.216.34'] };
    const urls = [
      'http://127.0.0.1:11434',
      'http://gpu.example.org:11434',
      'https://api.example.com/v1',
      'http://x.example/',
    ];
    const places = createPlaces(urls, async (name) => found[name] ?? Promise.reject(new Error('not found')));
    expect(urls.map((url) => places.of(url).kind)).toEqual(['here', 'outside', 'outside', 'outside']);
    await places.look();
    expect(urls.map(places.of)).toEqual([
      { kind: 'here', name: '127.0.0.1:11434' },
      { kind: 'network', name: 'gpu.example.org:11434' },
      { kind: 'outside', name: 'api.example.com' },
      { kind: 'outside', name: 'x.example' },
    ]);
  });
});
