import { expect, it } from 'vitest';
import { type DescribedBy, page } from '../../templates/layout.ts';
import { createWords } from '../../templates/words.ts';

const words = createWords().for('en');
const footerWith = (describedBy: DescribedBy | null) =>
  String(page({ words, title: 'Start', body: '', path: '/', describedBy }));

it.each([
  [{ model: 'gemma3:4b', helpers: [] }, 'Pictures are described on this machine by gemma3:4b.'],
  [{ model: 'gemma3:4b', machine: 'attic', helpers: [] }, 'Pictures are described on attic by gemma3:4b.'],
  [
    { model: 'gemma3:4b', helpers: ['attic', 'cellar'] },
    'Pictures are described on this machine, attic, and cellar by gemma3:4b.',
  ],
  [null, 'No model is set up yet. No picture leaves this machine.'],
])('every page says where pictures go: %j', (describedBy, sentence) => {
  expect(footerWith(describedBy)).toContain(sentence);
});
