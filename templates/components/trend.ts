import { type Html, html } from '../html.ts';
import type { Words } from '../words.ts';

export type TrendProps = {
  label: string;
  /** How long the values reach back, in words. */
  span: string;
  /** The oldest first, none below zero. */
  values: readonly number[];
  speak: (value: number) => string;
};

const width = 240;
const height = 40;
/** As many as can be told apart at this width. */
const mostPoints = 120;

/** How a figure went over time: a line above zero, and in words where it began, how high it came and where it is. */
export function trend(words: Words, { label, span, values, speak }: TrendProps): Html {
  const highest = Math.max(...values);
  const [first = 0] = values;
  const told = { span, first: speak(first), highest: speak(highest), last: speak(values.at(-1) ?? 0) };
  return html`<figure class="trend"><figcaption>${label} <span class="hint">${words.t('components.trend', told)}</span></figcaption>
<svg viewBox="0 0 ${width} ${height}" preserveAspectRatio="none" aria-hidden="true"><polyline points="${pointsOf(values, highest)}"/></svg></figure>`;
}

function pointsOf(values: readonly number[], highest: number): string {
  const shown = thinned(values);
  return shown
    .map((value, index) => {
      const x = (index / Math.max(1, shown.length - 1)) * width;
      const y = height - 1 - (value / Math.max(1, highest)) * (height - 2);
      return `${x.toFixed(1)},${y.toFixed(1)}`;
    })
    .join(' ');
}

/** The highest of each stretch, so that no peak is lost. */
function thinned(values: readonly number[]): number[] {
  const stretch = Math.ceil(values.length / mostPoints);
  return Array.from({ length: Math.ceil(values.length / stretch) }, (_, index) =>
    Math.max(...values.slice(index * stretch, (index + 1) * stretch)),
  );
}
