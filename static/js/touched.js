// Marks what a person has begun to fill in beside a picture: no live message replaces the label around it.
document.addEventListener('input', ({ target }) => {
  if (target.closest('.label-state')) target.dataset.touched = '';
});
