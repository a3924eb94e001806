// Says when the page has stopped being live, and why. Short breaks heal unseen.
const graceMs = 4000;
const notSignedIn = 401;

const stream = document.getElementById('stream');
const line = stream?.querySelector('.stream-lost');
let timer = 0;

if (line) {
  document.addEventListener('htmx:sse:after:connection', alive);
  document.addEventListener('htmx:sse:error', ({ detail }) => broken(detail.status));
  document.addEventListener('htmx:error', ({ target }) => target === stream && broken());
  document.addEventListener('htmx:response:error', ({ target, detail }) => {
    if (target === stream) broken(detail.ctx?.response?.status);
  });
}

function alive() {
  clearTimeout(timer);
  timer = 0;
  line.textContent = '';
}

function broken(status) {
  if (status === notSignedIn) return signedOut();
  timer ||= setTimeout(() => {
    line.textContent = line.dataset.lost;
  }, graceMs);
}

/** Takes away what would ask again and again. Loading the page leads to the sign-in and back; what was typed stays. */
function signedOut() {
  const wayIn = Object.assign(document.createElement('a'), { href: location.href, textContent: line.dataset.signIn });
  clearTimeout(timer);
  line.replaceChildren(line.dataset.signedOut, ' ', wayIn);
  stream.replaceWith(line);
}
