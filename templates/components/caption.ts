import type { Sentence } from '../../src/lib/sentence.ts';
import { attributes, type Content, type Html, html } from '../html.ts';
import type { Words } from '../words.ts';

/** A caption as it is read, in the label's own type. `lang`: the language it is in, where that is known. */
export function captionText(text: Content, lang: string | null): Html {
  return html`<p class="caption" dir="auto"${attributes({ lang })}>${text}</p>`;
}

/** A caption among other words, or for who hears it. */
export function captionWithin(text: string, lang: string | null): Html {
  return html`<span dir="auto"${attributes({ lang })}>${text}</span>`;
}

/**
 * Where a caption appears while the model writes it. Live messages replace its text (`#words-ID`, textContent) with
 * the text so far. Silent for screen readers, which hear the finished sentence instead.
 */
export function captionWords(imageId: string, text: string, lang: string | null): Html {
  return html`<output class="caption" dir="auto" id="words-${imageId}" aria-live="off"${attributes({ lang })}>${text}</output>`;
}

export type CaptionFieldProps = {
  imageId: string;
  text: string;
  /** The server's own limit in characters (code points). */
  limit: number;
  name?: string;
  /** What stands above the field, when it is more than a description. */
  label?: string;
  lang: string | null;
  error?: Sentence | undefined;
};

/** A caption to edit, with its count against the server's limit. */
export function captionField(words: Words, props: CaptionFieldProps): Html {
  const { imageId, text, limit, name = 'text', label = words.t('components.description'), lang, error } = props;
  const id = `caption-${imageId}`;
  const length = [...text].length;
  const own = attributes({
    id,
    name,
    lang,
    'aria-describedby': `${id}-count${error ? ` ${id}-error` : ''}`,
    'aria-invalid': error && 'true',
    'data-count': `${id}-count`,
    // What was refused is not saved anywhere: no live message takes it away (see touched.js).
    'data-touched': error && true,
  });
  return html`<div class="field caption-field"><label for="${id}">${label}</label>
<textarea class="caption" dir="auto" rows="4"${own}>
${text}</textarea>${error && html`<p class="field-error" id="${id}-error">${words.sentence(error)}</p>`}
${count(words, id, length, limit)}</div>`;
}

function count(words: Words, id: string, length: number, limit: number): Html {
  const isOver = length > limit;
  const most = words.number(limit);
  const said = isOver ? over(words, words.number(length - limit), most) : within(words, words.number(length), most);
  return html`<p class="caption-count${isOver && ' over'}" id="${id}-count" data-limit="${limit}">${said}</p>`;
}

/** The count's wording for both cases, once on each page, so that the script that keeps counts true needs no catalogue. */
export function countWording(words: Words): Html {
  const [said, saidOver] = [within(words, '{n}', '{limit}'), over(words, '{n}', '{limit}')];
  return html`<div id="count-wording" hidden data-within="${said}" data-over="${saidOver}"></div>`;
}

const within = (words: Words, used: string, limit: string) => words.t('components.characters', { used, limit });
const over = (words: Words, excess: string, limit: string) => words.t('components.charactersOver', { excess, limit });
