import { readChoice, writeChoice } from './stored.js';

const chosen = readChoice('theme') ?? 'system';

for (const choice of document.querySelectorAll('[data-theme-choice]')) {
  choice.checked = choice.value === chosen;
  choice.addEventListener('change', () => {
    writeChoice('theme', choice.value);
    if (choice.value === 'system') delete document.documentElement.dataset.theme;
    else document.documentElement.dataset.theme = choice.value;
  });
}
