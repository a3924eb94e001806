import type { Sentence } from '../../src/lib/sentence.ts';
import { buttonRow, linkButton, postButton } from '../components/button.ts';
import { speak } from '../components/sentence.ts';
import { type Html, html } from '../html.ts';
import type { Words } from '../words.ts';

export type PublishingWarningView = {
  connectionId: string;
  handle: string;
  isAccepted: boolean;
  sentences: Sentence[];
  /** Where the person was going. */
  next: string;
};

/** What publishing does, in plain sentences, before the first time. */
export function publishingWarningBody(words: Words, view: PublishingWarningView): Html {
  const { connectionId, handle, isAccepted, sentences, next } = view;
  const action = `/connections/${connectionId}/publishing-warning`;
  const accept = postButton({
    action,
    fields: { next },
    label: words.t('publishing.acceptWarning', { handle }),
    kind: 'primary',
  });
  const back = linkButton({ href: next, label: words.t(isAccepted ? 'publishing.goOn' : 'publishing.notYet') });
  return html`<p class="lead">${words.t('publishing.warningLead', { handle })}</p>
<ul class="stack">${sentences.map((sentence) => html`<li>${speak(words, sentence)}</li>`)}</ul>
${!isAccepted && html`<p>${words.t('publishing.warningKept')}</p>`}
${buttonRow(!isAccepted && accept, back)}`;
}
