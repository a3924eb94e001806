import { expect, it } from 'vitest';
import { type ModelsView, modelOption } from '../../templates/pages/models.ts';
import { createWords } from '../../templates/words.ts';

const words = createWords().for('en');

it('says beside each model for which pictures leave the network that they do', () => {
  const view: ModelsView = {
    overview: { kind: 'none', recommended: [] },
    ...{ pull: null, isAdministrator: false, hosts: [], canRead: false, describedBy: null, recommended: [] },
    leaving: ['far:1b'],
    trials: [],
  };
  expect(modelOption(words, view, 'near:1b', ['1B', ''])).toEqual({ value: 'near:1b', label: 'near:1b · 1B' });
  expect(modelOption(words, view, 'far:1b').label).toBe('far:1b · pictures leave your network');
});
