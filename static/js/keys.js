// Keys. Buttons and links say theirs in `aria-keyshortcuts`; one inside a pair belongs to the picture in work.
import { readChoice, writeChoice } from './stored.js';

let singleKeys = readChoice('single-keys') !== 'off';

const choice = document.querySelector('[data-single-keys]');
if (choice) {
  choice.checked = singleKeys;
  choice.addEventListener('change', () => {
    singleKeys = choice.checked;
    writeChoice('single-keys', singleKeys ? 'on' : 'off');
  });
}

document.addEventListener('keydown', (event) => {
  if (event.defaultPrevented || event.isComposing || document.querySelector('dialog[open]')) return;
  const isTyping = event.target.matches('input:not([type="checkbox"], [type="radio"]), textarea, select');
  const hasModifier = event.ctrlKey || event.metaKey || event.altKey;
  if (isTyping && event.key === 'Escape') return leaveField(event.target);
  if (!hasModifier && (isTyping || !singleKeys)) return;
  if (act(event, hasModifier)) event.preventDefault();
});

document.getElementById('help')?.addEventListener('beforetoggle', listKeys);

function act(event, hasModifier) {
  const move = !hasModifier && moves[event.key.toLowerCase()];
  if (move) return move();
  const control = controlFor(nameOf(event));
  // Inside a pair the focus must be there, to go on from; elsewhere it stays with the picture in work.
  if (control?.closest('.pair')) control.focus({ preventScroll: true });
  control?.click();
  return Boolean(control);
}

const moves = { j: () => step(1), k: () => step(-1), e: edit };

/** A key as `aria-keyshortcuts` writes it, in lower case: `a`, `?`, `control+enter`. */
function nameOf(event) {
  const modifiers = [(event.ctrlKey || event.metaKey) && 'control', event.altKey && 'alt'].filter(Boolean);
  return [...modifiers, event.key.toLowerCase()].join('+');
}

function controlFor(key) {
  const controls = [...document.querySelectorAll('[aria-keyshortcuts]')].filter((control) =>
    control.getAttribute('aria-keyshortcuts').toLowerCase().split(' ').includes(key),
  );
  const usable = controls.filter((control) => !control.disabled && control.checkVisibility());
  const pair = currentPair();
  return usable.find((control) => pair?.contains(control)) ?? usable.find((control) => !control.closest('.pair'));
}

/** The pair that has the focus, else the first that begins on the screen. */
function currentPair() {
  const focused = document.activeElement?.closest('.pair');
  return focused ?? allPairs().find((pair) => pair.getBoundingClientRect().bottom > 80) ?? null;
}

function step(distance) {
  const pairs = allPairs();
  const from = pairs.indexOf(document.activeElement?.closest('.pair'));
  const pair = pairs[from < 0 ? pairs.indexOf(currentPair()) : from + distance];
  if (!pair) return false;
  pair.focus({ preventScroll: true });
  pair.scrollIntoView({ block: 'start' });
  return true;
}

function edit() {
  const field = currentPair()?.querySelector('textarea');
  field?.focus();
  return Boolean(field);
}

function leaveField(field) {
  const pair = field.closest('.pair');
  if (pair) pair.focus({ preventScroll: true });
}

function allPairs() {
  return [...document.querySelectorAll('.pair')];
}

/** Adds what this page can do to the moves that the help always shows. */
function listKeys({ newState }) {
  const list = document.querySelector('[data-keys]');
  if (newState !== 'open' || !list) return;
  for (const added of list.querySelectorAll('[data-added]')) added.remove();
  const listed = new Set([...list.querySelectorAll('kbd')].map((key) => key.textContent));
  for (const control of document.querySelectorAll('[aria-keyshortcuts]')) {
    const keys = control.getAttribute('aria-keyshortcuts');
    if (listed.has(keys)) continue;
    listed.add(keys);
    list.append(keyRow(keys, control.textContent.trim()));
  }
}

function keyRow(keys, what) {
  const row = document.createElement('div');
  const name = document.createElement('dt');
  const meaning = document.createElement('dd');
  row.dataset.added = '';
  name.append(...keys.split(' ').map((key) => Object.assign(document.createElement('kbd'), { textContent: key })));
  meaning.textContent = what;
  row.append(name, meaning);
  return row;
}
