// A message of the stream may overtake the answer to a request: what is older than what stands there is left out.
document.addEventListener('htmx:before:swap', ({ detail }) => {
  for (const { fragment } of detail.tasks) {
    for (const incoming of fragment.querySelectorAll('[data-as-of]')) keepNewer(incoming);
  }
});

function keepNewer(incoming) {
  const present = document.getElementById(incoming.id);
  const isOlder = present && Number(incoming.dataset.asOf) < Number(present.dataset.asOf);
  if (isOlder) incoming.replaceWith(present.cloneNode(true));
}
