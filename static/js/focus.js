// Focus is never lost: when what had it is replaced or gone, the nearest place to go on takes it.

/** Ids from the focused element outwards, remembered because a removed element no longer knows where it was. */
let trail = [];
/** The undecided pictures after the one in work: where a decision leads to. */
let ahead = [];

document.addEventListener('focusin', ({ target }) => {
  trail = [];
  for (let element = target; element && element !== document.body; element = element.parentElement) {
    if (element.id) trail.push(element.id);
  }
  const pair = target.closest('.pair');
  ahead = pair ? undecidedAfter(pair) : [];
});

document.addEventListener('htmx:after:swap', () => {
  if (!focusErrors() && isLost() && trail.length > 0) nextPlace()?.focus();
});

focusErrors();

/** The list of what was wrong takes the focus once, when it appears. */
function focusErrors() {
  const errors = document.querySelector('[data-takes-focus]');
  errors?.removeAttribute('data-takes-focus');
  errors?.focus();
  return Boolean(errors);
}

function isLost() {
  return !document.activeElement || document.activeElement === document.body;
}

function nextPlace() {
  const kept = trail.map((id) => document.getElementById(id)).find((element) => element !== null);
  const next = !isUndecided(kept?.closest('.pair')) && ahead.map((id) => document.getElementById(id)).find(isUndecided);
  const place = next || kept || document.getElementById('main');
  if (place && !place.hasAttribute('tabindex') && place.tabIndex < 0) place.tabIndex = -1;
  return place;
}

function undecidedAfter(pair) {
  const pairs = [...document.querySelectorAll('.pair')];
  const later = pairs.slice(pairs.indexOf(pair) + 1);
  return later.filter(isUndecided).map((other) => other.id);
}

/** By its label, which live messages exchange alone. */
function isUndecided(pair) {
  return Boolean(pair?.querySelector('.label-draft, .label-failed'));
}
