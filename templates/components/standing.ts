import type { Sentence } from '../../src/lib/sentence.ts';
import { type Html, html } from '../html.ts';
import type { Words } from '../words.ts';
import { partial } from './live.ts';
import { notice } from './notice.ts';

const notices = (words: Words, sentences: readonly Sentence[]) =>
  sentences.map((sentence) => notice(words, { meaning: 'attention', sentence }));

/** What everybody is told as long as it holds. The place is there while nothing is said, so that it can be. */
export function standingNotes(words: Words, sentences: readonly Sentence[]): Html {
  return html`<div id="standing" class="banner" role="status">${notices(words, sentences)}</div>`;
}

/** The same in a live message. */
export function standingPartial(words: Words, sentences: readonly Sentence[]): Html {
  return partial('#standing', 'innerMorph', html`${notices(words, sentences)}`);
}
