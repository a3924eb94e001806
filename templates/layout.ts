import type { Sentence } from '../src/lib/sentence.ts';
import { assets } from './assets.ts';
import { type BarProps, bar } from './components/bar.ts';
import { countWording } from './components/caption.ts';
import { helpDialog } from './components/help.ts';
import { type NoticeProps, notice } from './components/notice.ts';
import { type DescribedBy, whereDescribed } from './components/places.ts';
import { standingNotes } from './components/standing.ts';
import { attributes, type Content, type Html, html } from './html.ts';
import type { Words } from './words.ts';

export type PageProps = BarProps & {
  words: Words;
  /** Of this page; the tab adds the program's name. Also the page's one `h1` unless `heading` is given. */
  title: string;
  /** Replaces the `h1` line (give your own `h1` inside); `false` when the body brings it. */
  heading?: Content;
  body: Content;
  /** What the last deed came to, shown once. */
  flash?: NoticeProps | undefined;
  /** About this visit, on every page of it: "This address is not encrypted." */
  banner?: NoticeProps | undefined;
  /** What everybody is told as long as it holds. */
  standing?: readonly Sentence[] | undefined;
  /** The page's one stream: `/events?topics=task:ID,inbox`. */
  streamUrl?: string | undefined;
  /** Where pictures are described, in the person's sight on every page; null says that no model is set up yet. */
  describedBy?: DescribedBy | null | undefined;
  /** Seconds after which a page without scripts looks again: only for pages that follow something. */
  refreshSeconds?: number;
  /** More for the head, such as a canonical link. */
  head?: Content;
  /** Where the assets are served, with a version in the path when the server wants them kept for ever. */
  assetRoot?: string | undefined;
};

/**
 * htmx's settings. A 4xx or 5xx answer changes nothing but its own `hx-partial`s, unless the form says otherwise for
 * that status; only the stream extension is admitted; nothing here needs eval or inline styles. A stream that broke off
 * tries again every five seconds at the latest, so that a restarted server has its pages back soon.
 */
const htmxSettings = JSON.stringify({
  includeIndicatorCSS: false,
  noSwap: [204, 304, '4xx', '5xx'],
  extensions: 'sse',
  sse: { reconnectMaxDelay: 5000 },
});

/** A whole page. */
export function page(props: PageProps): Html {
  const { words, title, heading, body, flash, banner, standing = [], streamUrl } = props;
  return html`<!doctype html>
<html lang="${words.language}" dir="${words.direction}">
${head(props)}
<body>
<a class="skip" href="#main">${words.t('layout.skip')}</a>
${bar(words, props)}
${streamUrl && stream(words, streamUrl)}
${banner && html`<aside class="banner" aria-label="${words.t('layout.standing')}">${notice(words, banner)}</aside>`}
${standingNotes(words, standing)}
<main id="main" class="page" tabindex="-1">
<div id="flash" role="status">${flash && notice(words, flash)}</div>
${heading === undefined ? html`<h1>${title}</h1>` : heading}
${body}
</main>
${footer(props)}
${helpDialog(words)}
<div id="announcements" class="visually-hidden" aria-live="polite"></div>
<div id="request-trouble" hidden data-unreachable="${words.t('layout.unreachable')}" data-refused="${words.t('layout.refused')}"></div>
${countWording(words)}
</body>
</html>`;
}

function head({ words, title, refreshSeconds, head: more, assetRoot = '/assets' }: PageProps): Html {
  const refresh = refreshSeconds && html`<noscript><meta http-equiv="refresh" content="${refreshSeconds}"></noscript>`;
  return html`<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="same-origin">
<meta name="htmx-config" content="${htmxSettings}">
<title>${title} – ${words.t('layout.name')}</title>
${refresh}
<link rel="icon" href="${assetRoot}/mark.svg" type="image/svg+xml">
<script src="${assetRoot}/js/theme.js"></script>
${assets.styles.map((name) => html`<link rel="stylesheet" href="${assetRoot}/css/${name}.css">\n`)}
<script src="${assetRoot}/htmx/htmx.min.js" defer></script>
<script src="${assetRoot}/js/main.js" type="module"></script>
${more}
</head>`;
}

/**
 * The page's stream. Its messages are `hx-partial`s only. htmx never retries a first connection that failed, hence the
 * second trigger, which does nothing while one is open.
 */
function stream(words: Words, url: string): Html {
  return html`<div id="stream"${attributes({ 'hx-sse:connect': url })} hx-swap="none" hx-trigger="load, every 5s">
<p class="stream-lost" role="status" data-lost="${words.t('layout.streamLost')}" data-signed-out="${words.t('layout.streamSignedOut')}" data-sign-in="${words.t('people.signIn')}"></p></div>`;
}

function footer({ words, describedBy }: PageProps): Html {
  return html`<footer class="footer"><p>${describedBy === null ? words.t('places.nowhere') : describedBy && whereDescribed(words, describedBy)}</p>
<button type="button" class="button button-quiet" data-needs-scripts hidden commandfor="help" command="show-modal" aria-keyshortcuts="?" title="${words.t('layout.keys')} (?)">${words.t('layout.keys')}</button></footer>`;
}
