/** Calls `enhance(root)` for the page now and for everything htmx puts in later. */
export function onContent(enhance) {
  enhance(document);
  document.addEventListener('htmx:after:swap', () => enhance(document));
}

/** Says a sentence to who cannot see the change. */
export function announce(text) {
  const region = document.getElementById('announcements');
  if (region) region.textContent = text;
}
