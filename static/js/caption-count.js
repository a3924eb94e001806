import { announce, onContent } from './content.js';

const numbers = new Intl.NumberFormat(document.documentElement.lang);

document.addEventListener('input', ({ target }) => {
  if (target.dataset?.count) showCount(target);
});

onContent((root) => root.querySelectorAll('[data-count]').forEach(showCount));

/** Characters are code points, as the servers count them. */
function showCount(field) {
  const count = document.getElementById(field.dataset.count);
  if (!count) return;
  const used = [...field.value].length;
  const excess = used - Number(count.dataset.limit);
  const text = excess > 0 ? count.dataset.over : count.dataset.within;
  const wasOver = count.classList.contains('over');
  count.textContent = text.replace('{n}', numbers.format(excess > 0 ? excess : used));
  count.classList.toggle('over', excess > 0);
  if (excess > 0 && !wasOver) announce(count.textContent);
}
