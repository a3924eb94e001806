// A menu closes when one leaves it, clicks elsewhere or presses Escape; the focus goes back to its summary.
document.addEventListener('click', ({ target }) => closeMenus((menu) => !menu.contains(target)));

document.addEventListener('focusout', ({ target, relatedTarget }) => {
  const left = target.closest?.('[data-menu]');
  if (relatedTarget) closeMenus((menu) => menu === left && !menu.contains(relatedTarget));
});

document.addEventListener('keydown', ({ key }) => {
  const open = key === 'Escape' && document.querySelector('[data-menu][open]');
  if (!open) return;
  open.open = false;
  if (open.contains(document.activeElement)) open.querySelector('summary').focus();
});

function closeMenus(isLeft) {
  for (const menu of document.querySelectorAll('[data-menu][open]')) if (isLeft(menu)) menu.open = false;
}
