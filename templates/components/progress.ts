import type { Sentence } from '../../src/lib/sentence.ts';
import { attributes, type Html, html } from '../html.ts';
import type { Words } from '../words.ts';
import { speak } from './sentence.ts';

export type ProgressProps = {
  /** Becomes the element's id; live messages replace it. */
  id: string;
  /** What is going on, in one sentence with the figures. */
  sentence: Sentence;
  /** Absent while the end is not known yet (still listing). */
  settled?: number;
  total?: number;
  state?: 'running' | 'waiting' | 'done' | 'failed';
};

/** A thin line and one sentence under it. */
export function progress(words: Words, props: ProgressProps): Html {
  const { id, sentence, settled, total, state = 'running' } = props;
  const known = settled !== undefined && total !== undefined && total > 0;
  const own = attributes({ value: known && settled, max: known && total, 'aria-labelledby': `${id}-sentence` });
  return html`<div class="progress progress-${state}" id="${id}"><progress${own}></progress>
<p class="progress-sentence" id="${id}-sentence">${speak(words, sentence)}</p></div>`;
}
