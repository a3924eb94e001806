import { onContent } from './content.js';

const language = document.documentElement.lang;
const distance = new Intl.RelativeTimeFormat(language, { numeric: 'auto' });
const exact = new Intl.DateTimeFormat(language, { dateStyle: 'long', timeStyle: 'short', hourCycle: 'h23' });
const clock = new Intl.DateTimeFormat(language, { timeStyle: 'short', hourCycle: 'h23' });
const units = [
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
];

onContent(showAll);
setInterval(() => showAll(document), 30_000);

function showAll(root) {
  root.querySelectorAll('time[datetime]').forEach(show);
}

/** In the person's own time zone; a distance has the exact time on hover and for screen readers. */
function show(time) {
  const at = new Date(time.dateTime);
  if (Number.isNaN(at.getTime())) return;
  if (time.dataset.relative === undefined)
    return write(time, at.toDateString() === new Date().toDateString() ? clock.format(at) : exact.format(at));
  time.title = exact.format(at);
  write(time, relative(at), ` (${time.title})`);
}

function relative(at) {
  const ms = at - Date.now();
  const [unit, size] = units.find(([, unitMs]) => Math.abs(ms) >= unitMs) ?? ['minute', 60_000];
  return distance.format(Math.trunc(ms / size), unit);
}

function write(time, text, hidden = '') {
  if (time.textContent === text + hidden) return;
  time.textContent = text;
  if (!hidden) return;
  const more = document.createElement('span');
  more.className = 'visually-hidden';
  more.textContent = hidden;
  time.append(more);
}
