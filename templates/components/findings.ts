import type { Finding } from '../../src/captioner/captioner.ts';
import { attributes, type Content, html } from '../html.ts';
import type { Words } from '../words.ts';

/** What has been noticed about the caption of an image, each a sentence. */
export function findingList(words: Words, imageId: string, findings: Finding[]): Content {
  if (findings.length === 0) return false;
  const items = findings.map(
    (finding) => html`<li id="${elementId(imageId, finding)}">${words.sentence(finding.message)}</li>`,
  );
  return html`<ul class="findings" aria-label="${words.t('components.findings')}">${items}</ul>`;
}

/** A text whose doubtful words are underlined, each described by its finding in the list of the same image. */
export function markedText(words: Words, imageId: string, text: string, findings: Finding[]): Content {
  return piecesOf(text, findings).map(({ text: piece, finding }) => {
    if (!finding) return piece;
    const why = { title: words.sentence(finding.message), 'aria-describedby': elementId(imageId, finding) };
    return html`<mark class="doubt"${attributes(why)}>${piece}</mark>`;
  });
}

type Said = { text: string; lang: string | null };

/** The sentences with doubtful words, for below a field, which cannot underline any. Nothing where there are none. */
export function doubtfulSentences(words: Words, imageId: string, { text, lang }: Said, findings: Finding[]): Content {
  const places = placesOf(text, findings);
  if (places.length === 0) return false;
  const excerpt = sentencesWith(places, text);
  return html`<div class="doubts"><p class="hint">${words.t('components.doubts')}</p>
<p class="doubtful" dir="auto"${attributes({ lang })}>${markedText(words, imageId, excerpt, findings)}</p></div>`;
}

const elementId = (imageId: string, { id }: Finding): string => `finding-${imageId}-${id}`;

/** A stretch of a text that a finding is about. */
type Place = { at: number; end: number; finding: Finding };
type Piece = { text: string; finding?: Finding };

function piecesOf(text: string, findings: Finding[]): Piece[] {
  const pieces: Piece[] = [];
  let done = 0;
  for (const { at, end, finding } of placesOf(text, findings)) {
    if (at > done) pieces.push({ text: text.slice(done, at) });
    pieces.push({ text: text.slice(at, end), finding });
    done = end;
  }
  return done < text.length ? [...pieces, { text: text.slice(done) }] : pieces;
}

/** In the order of the text. Of places that meet, the first and longest counts. */
function placesOf(text: string, findings: Finding[]): Place[] {
  const found = findings
    .flatMap((finding) => (finding.marks ?? []).flatMap((mark) => placesOfMark(text, mark, finding)))
    .sort((one, other) => one.at - other.at || other.end - one.end);
  let done = 0;
  return found.filter(({ at, end }) => {
    if (at < done) return false;
    done = end;
    return true;
  });
}

function placesOfMark(text: string, mark: string, finding: Finding): Place[] {
  if (mark === '') return [];
  const places: Place[] = [];
  for (let at = text.indexOf(mark); at >= 0; at = text.indexOf(mark, at + mark.length)) {
    const end = at + mark.length;
    if (!isWithinWord(text, at) && !isWithinWord(text, end)) places.push({ at, end, finding });
  }
  return places;
}

/** So that "may" is not found in "mayor". A script without spaces has no such ends. */
const withinWord = /^(?![\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}])[\p{L}\p{N}]{2}$/u;
const isWithinWord = (text: string, at: number): boolean => withinWord.test(text.slice(Math.max(0, at - 1), at + 1));

function sentencesWith(places: Place[], text: string): string {
  let excerpt = '';
  let done = 0;
  let next = 0;
  for (const { segment, index } of new Intl.Segmenter(undefined, { granularity: 'sentence' }).segment(text)) {
    while ((places[next]?.end ?? text.length) <= index) next += 1;
    const isDoubtful = (places[next]?.at ?? text.length) < index + segment.length;
    if (!isDoubtful) continue;
    excerpt += index > done ? `… ${segment}` : segment;
    done = index + segment.length;
  }
  return done > 0 && done < text.length ? `${excerpt.trimEnd()} …` : excerpt.trim();
}
