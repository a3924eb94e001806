import type { Sentence } from '../../src/lib/sentence.ts';
import { type Content, type Html, html } from '../html.ts';
import type { Words } from '../words.ts';
import { linkButton } from './button.ts';
import { partial } from './live.ts';
import { speak } from './sentence.ts';

export type Meaning = 'note' | 'good' | 'attention' | 'wrong';

const meaningKeys: Record<Meaning, string> = {
  note: 'components.meaningNote',
  good: 'components.meaningGood',
  attention: 'components.meaningAttention',
  wrong: 'components.meaningWrong',
};

export type NoticeProps = { meaning: Meaning; sentence: Sentence; details?: Sentence; action?: Content };

/** Something to know, in words; the colour only repeats what its first word says. */
export function notice(words: Words, { meaning, sentence, details, action }: NoticeProps): Html {
  return html`<div class="notice notice-${meaning}"><p><strong>${words.t(meaningKeys[meaning])}</strong>
${speak(words, sentence)}</p>${details && html`<p>${speak(words, details)}</p>`}${action}</div>`;
}

/** A notice in the page's place for answers, as part of a live answer. Also what an error answers to htmx. */
export function flashPartial(words: Words, props: NoticeProps): Html {
  return partial('#flash', 'innerHTML', notice(words, props));
}

/** A place with nothing in it yet: why, and the one thing to do about it. */
export function emptyState(props: { title: string; text: Content; action?: { href: string; label: string } }): Html {
  const { title, text, action } = props;
  return html`<section class="empty"><h2>${title}</h2><p>${text}</p>${action && linkButton({ ...action, kind: 'primary' })}</section>`;
}

/** One word about a state, beside something else. */
export function tag(meaning: Meaning, text: Content): Html {
  return html`<span class="tag tag-${meaning}">${text}</span>`;
}
