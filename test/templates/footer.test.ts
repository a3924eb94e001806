import { expect, it } from 'vitest';
import type { DescribedBy } from '../../templates/components/places.ts';
import { page } from '../../templates/layout.ts';
import { createWords } from '../../templates/words.ts';

const words = createWords().for('en');
const footerWith = (describedBy: DescribedBy | null) =>
  String(page({ words, title: 'Start', body: '', path: '/', describedBy }));

const model = 'gemma3:4b';
const here = { kind: 'here', name: '127.0.0.1:11434' } as const;
const box = { kind: 'network', name: 'gpu-box:11434' } as const;
const attic = { kind: 'helper', name: 'attic' } as const;
const far = { kind: 'outside', name: 'api.example.com' } as const;

it.each([
  [[here], 'Pictures are described on this machine by gemma3:4b.'],
  [[box], 'Pictures are described at gpu-box:11434 in your network by gemma3:4b.'],
  [
    [here, box, attic],
    'Pictures are described on this machine, at gpu-box:11434 in your network, and on the helper attic by gemma3:4b.',
  ],
  [[far], 'Pictures are sent to api.example.com, outside your network, and described there by gemma3:4b.'],
  [
    [here, far],
    'Pictures are described on this machine by gemma3:4b. Some are sent to api.example.com, outside your network, and described there.',
  ],
])('every page says where pictures go: %j', (places, sentence) => {
  expect(footerWith({ model, places })).toContain(sentence);
});

it('says that nothing leaves while there is no model', () => {
  expect(footerWith(null)).toContain('No model is set up yet. No picture leaves this machine.');
});
