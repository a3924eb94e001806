import { describe, expect, it } from 'vitest';
import { normaliseEndpoints, normaliseHost, normaliseHosts } from '../../../src/captioner/hosts/host-address.ts';

describe('the address of a model server', () => {
  it.each([
    ['', 'http://127.0.0.1:11434'],
    ['localhost', 'http://localhost:11434'],
    [' "nas.local" ', 'http://nas.local:11434'],
    ['nas.local:1234', 'http://nas.local:1234'],
    [':1234', 'http://127.0.0.1:1234'],
    ['nas.local:99999', 'http://nas.local:11434'],
    ['http://nas.local', 'http://nas.local:80'],
    ['https://ai.example.org/ollama/', 'https://ai.example.org:443/ollama'],
    ['0.0.0.0', 'http://127.0.0.1:11434'],
    ['0.0.0.0:8080', 'http://127.0.0.1:8080'],
    ['::', 'http://[::1]:11434'],
    ['[::1]:8080', 'http://[::1]:8080'],
    ['fe80::1', 'http://[fe80::1]:11434'],
  ])('%s means %s', (given, url) => {
    expect(normaliseHost(given)).toEqual({ url, headers: {} });
  });

  it('with a name and password carries them in a header instead', () => {
    const expected = { url: 'https://ai.example.org:443', headers: { authorization: 'Basic Ym9iOnAlQA==' } };
    expect(normaliseHost('https://bob:p%25%40@ai.example.org')).toEqual(expected);
  });

  it.each(['ftp://nas.local', 'http://a b'])('%s is none', (given) => {
    expect(normaliseHost(given)).toBeUndefined();
  });
});

describe('the addresses of several model servers', () => {
  const urls = (hosts: ReturnType<typeof normaliseHosts>) => ('wrong' in hosts ? hosts : hosts.map(({ url }) => url));

  it.each([
    ['', ['http://127.0.0.1:11434']],
    ['nas.local', ['http://nas.local:11434']],
    [
      ' localhost , gpu-box:1234,https://ai.example.org/ollama ',
      ['http://localhost:11434', 'http://gpu-box:1234', 'https://ai.example.org:443/ollama'],
    ],
    ['nas.local,nas.local:11434,', ['http://nas.local:11434']],
    ['nas.local,ftp://nas.local', { wrong: 'ftp://nas.local' }],
  ])('%s means %j', (given, expected) => {
    expect(urls(normaliseHosts(given))).toEqual(expected);
  });

  it('have a name and password each of its own', () => {
    const hosts = normaliseHosts('http://a:b@one.local,http://two.local');
    expect(hosts).toMatchObject([{ headers: { authorization: 'Basic YTpi' } }, { headers: {} }]);
  });

  it.each([
    ['http://127.0.0.1:8080', 'http://127.0.0.1:8080/v1'],
    ['http://127.0.0.1:1234/v1/', 'http://127.0.0.1:1234/v1'],
    ['https://ai.example.org/api/openai', 'https://ai.example.org/api/openai'],
    ['127.0.0.1:8080', undefined],
    ['ftp://ai.example.org', undefined],
  ])('with the API of OpenAI: %s means %s', (given, url) => {
    const hosts = normaliseEndpoints([given], { apiKey: 'a key', models: ['m'] });
    const headers = { authorization: 'Bearer a key' };
    expect(hosts).toEqual(url ? [{ url, headers, speaks: 'openai', models: ['m'] }] : { wrong: given });
  });
});
