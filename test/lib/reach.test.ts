import { expect, it } from 'vitest';
import { reachOf } from '../../src/lib/reach.ts';

it.each([
  ['127.0.0.1', 'here'],
  ['[::1]', 'here'],
  ['localhost', 'here'],
  ['ollama.localhost', 'here'],
  ['192.168.1.20', 'network'],
  ['10.0.0.7', 'network'],
  ['100.64.3.1', 'network'],
  ['[fd00::7]', 'network'],
  ['gpu-box', 'network'],
  ['gpu-box.local', 'network'],
  ['host.docker.internal', 'network'],
  ['box.home.arpa', 'network'],
  ['8.8.8.8', 'outside'],
  ['[2606:4700::1111]', 'outside'],
  ['api.example.com', 'outside'],
])('%s is %s', (host, reach) => {
  expect(reachOf(host)).toBe(reach);
});

it.each([
  [['192.168.1.20'], 'network'],
  [['127.0.0.1'], 'here'],
  [['192.168.1.20', '93.184.216.34'], 'outside'],
  [[], 'outside'],
])('a name that stands for %j is %s', (addresses, reach) => {
  expect(reachOf('gpu.example.org', addresses)).toBe(reach);
});
