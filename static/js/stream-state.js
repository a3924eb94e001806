// Says when the page has stopped being live. Short breaks heal unseen.
const graceMs = 4000;

const stream = document.getElementById('stream');
const line = stream?.querySelector('.stream-lost');
let timer = 0;

if (line) {
  document.addEventListener('htmx:sse:after:connection', alive);
  document.addEventListener('htmx:sse:error', lost);
  document.addEventListener('htmx:error', ({ target }) => target === stream && lost());
  document.addEventListener('htmx:response:error', ({ target }) => target === stream && lost());
}

function alive() {
  clearTimeout(timer);
  timer = 0;
  line.textContent = '';
}

function lost() {
  timer ||= setTimeout(() => {
    line.textContent = line.dataset.lost;
  }, graceMs);
}
