// Buttons that put what `data-copies` names into the clipboard. Shown only where a browser lets pages do that.
import { announce, onContent } from './content.js';

onContent((root) => {
  for (const button of root.querySelectorAll('[data-copies]')) button.hidden = !navigator.clipboard;
});

document.addEventListener('click', async ({ target }) => {
  const button = target.closest('[data-copies]');
  if (!button) return;
  await navigator.clipboard.writeText(document.querySelector(button.dataset.copies)?.textContent ?? '');
  announce(button.dataset.copied);
  const label = button.textContent;
  button.textContent = button.dataset.copied;
  setTimeout(() => {
    button.textContent = label;
  }, 2000);
});
