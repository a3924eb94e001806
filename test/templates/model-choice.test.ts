import { expect, it } from 'vitest';
import { html } from '../../templates/html.ts';
import { type ModelsView, modelOption, modelTrials } from '../../templates/pages/models.ts';
import { createWords } from '../../templates/words.ts';

const words = createWords().for('en');

const view: ModelsView = {
  overview: { kind: 'none', recommended: [] },
  ...{ pull: null, isAdministrator: false, hosts: [], canRead: false, describedBy: null, recommended: [] },
  ...{ leaving: [], trials: [], untried: [] },
};

it('says beside each model for which pictures leave the network that they do', () => {
  const far = { ...view, leaving: ['far:1b'] };
  expect(modelOption(words, far, 'near:1b', ['1B', ''])).toEqual({ value: 'near:1b', label: 'near:1b · 1B' });
  expect(modelOption(words, far, 'far:1b').label).toBe('far:1b · pictures leave your network');
});

it('says which models saw the test picture, and which were not shown it', () => {
  const trials = [{ name: 'near:1b', outcome: 'saw' as const }];
  const page = String(html`${modelTrials(words, { ...view, trials, untried: ['attic:4b'] })}`);
  expect(page).toContain('Looked at a test picture and saw it: near:1b.');
  expect(page).toContain('On helpers only, where no model is shown the test picture: attic:4b.');
  expect(String(html`${modelTrials(words, view)}`)).not.toContain('test picture');
});
