import type { Sentence } from '../../src/lib/sentence.ts';
import { postButton } from '../components/button.ts';
import { emptyState, tag } from '../components/notice.ts';
import { speak, time } from '../components/sentence.ts';
import { type Html, html } from '../html.ts';
import type { Words } from '../words.ts';

export type NoticeView = {
  sentence: Sentence;
  link: string | null;
  createdAt: number;
  readAt: number | null;
};

/** What Altwright had to say while the person was elsewhere, newest first. */
export function noticesBody(words: Words, { notices, nowMs }: { notices: NoticeView[]; nowMs: number }): Html {
  if (notices.length === 0)
    return emptyState({ title: words.t('dashboard.noNotices'), text: words.t('dashboard.noNoticesText') });
  const hasNew = notices.some(({ readAt }) => readAt === null);
  return html`${hasNew && postButton({ action: '/notices/read', label: words.t('dashboard.markRead') })}
<ul class="notices">${notices.map((one) => noticeItem(words, one, nowMs))}</ul>`;
}

function noticeItem(words: Words, { sentence, link, createdAt, readAt }: NoticeView, nowMs: number): Html {
  const text = speak(words, sentence);
  return html`<li>${readAt === null && tag('attention', words.t('dashboard.new'))}
${link ? html`<a href="${link}">${text}</a>` : text} <span class="hint">${time(words, createdAt, nowMs)}</span></li>`;
}
