import { announce, onContent } from './content.js';

const wording = document.getElementById('count-wording')?.dataset;
const numbers = new Intl.NumberFormat(document.documentElement.lang);

document.addEventListener('input', ({ target }) => {
  if (target.dataset?.count) showCount(target);
});

onContent((root) => root.querySelectorAll('[data-count]').forEach(showCount));

/** Characters are code points, as the servers count them. */
function showCount(field) {
  const count = document.getElementById(field.dataset.count);
  if (!count || !wording) return;
  const used = [...field.value].length;
  const limit = Number(count.dataset.limit);
  const excess = used - limit;
  const text = excess > 0 ? wording.over : wording.within;
  const wasOver = count.classList.contains('over');
  const n = numbers.format(excess > 0 ? excess : used);
  count.textContent = text.replace('{n}', n).replace('{limit}', numbers.format(limit));
  count.classList.toggle('over', excess > 0);
  if (excess > 0 && !wasOver) announce(count.textContent);
}
