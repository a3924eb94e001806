// A live request that failed without words of its own: the page says so, since nothing else on it changed.
const words = document.getElementById('request-trouble')?.dataset;

document.addEventListener('htmx:error', ({ target, detail }) => {
  if (!words || target.id === 'stream' || detail?.ctx?.response) return;
  tell(words.unreachable);
});

document.addEventListener('htmx:response:error', ({ target, detail }) => {
  const text = detail?.ctx?.text ?? '';
  if (!words || target.id === 'stream' || text.includes('hx-partial')) return;
  tell(words.refused);
});

function tell(sentence) {
  const notice = document.createElement('div');
  const text = document.createElement('p');
  notice.className = 'notice notice-wrong';
  text.textContent = sentence;
  notice.append(text);
  document.getElementById('flash')?.replaceChildren(notice);
  notice.scrollIntoView({ block: 'nearest' });
}
