import type { Sentence } from '../../src/lib/sentence.ts';
import { speak } from '../components/sentence.ts';
import { type Html, html } from '../html.ts';
import type { Words } from '../words.ts';

export type ErrorView = { sentence: Sentence; requestId: string; status: number };

/** What went wrong, the way on, and the number under which the log knows more. */
export function errorBody(words: Words, { sentence, requestId, status }: ErrorView): Html {
  const way = status === 401 ? { href: '/sign-in', key: 'web.toSignIn' } : { href: '/', key: 'web.toStart' };
  return html`<p class="lead">${speak(words, sentence)}</p>
<p><a href="${way.href}">${words.t(way.key)}</a></p>
<p class="hint">${words.t('web.requestId')} <code>${requestId}</code></p>`;
}
