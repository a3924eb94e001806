import type { Finding } from '../../src/captioner/captioner.ts';
import type { Sentence } from '../../src/lib/sentence.ts';
import { attributes, type Content, type Html, html } from '../html.ts';
import type { Words } from '../words.ts';
import { type CaptionFieldProps, captionField, captionText, captionWords } from './caption.ts';
import { doubtfulSentences, findingList, markedText } from './findings.ts';
import { liveForm, partial } from './live.ts';
import { type Picture, picture } from './picture.ts';
import { speak, time } from './sentence.ts';

type Edited = Omit<CaptionFieldProps, 'imageId'> & { findings?: Finding[] };

/** What the label beside a picture shows; one for each part of an image's life. */
export type LabelState =
  | { kind: 'waiting' }
  | { kind: 'preparing' }
  | { kind: 'writing'; text: string; lang: string | null }
  | ({ kind: 'draft' } & Edited)
  | { kind: 'drafted'; text: string; lang: string | null; findings?: Finding[] }
  | { kind: 'approved'; text: string; lang: string | null; dueAtMs?: number }
  | { kind: 'publishing'; text: string; lang: string | null; host: string }
  | { kind: 'published'; text: string; lang: string | null; atMs: number; host: string }
  | ({ kind: 'failed'; reason: Sentence } & Partial<Edited>)
  | { kind: 'conflict'; reason: Sentence; text: string; lang: string | null }
  | { kind: 'rejected'; text: string; lang: string | null }
  | { kind: 'notNeeded' }
  | { kind: 'described'; text: string; lang: string | null }
  | { kind: 'gone'; reason: Sentence };

export type LabelProps = {
  imageId: string;
  state: LabelState;
  /** Where the edited text goes (`draft`, and `failed` when the person may write by hand). */
  action?: string;
  /** What to know before deciding, between the state and the words; inside the form where there is one. */
  note?: Content;
  /** Buttons for this state, the likeliest first; inside the form where there is one. */
  buttons?: Content;
  /** Now, so that "3 minutes ago" is right before a script looks and an older label never replaces a newer one. */
  nowMs: number;
};

export type PairProps = LabelProps & {
  picture: Picture;
  /** A line about the post: when, where, what it says. */
  about?: Content;
  /** More about it below the label: the words of the post, its other pictures. Live messages leave it alone. */
  context?: Content;
};

/**
 * A picture and its label, the one thing everything else serves. Ids for live updates: `image-ID` the whole,
 * `picture-ID` the frame, `label-ID` the label, `words-ID` the words as they come, `caption-ID` the field.
 */
export function pair(words: Words, props: PairProps): Html {
  const { imageId, state, about, context } = props;
  const hasEnded = state.kind === 'failed' || state.kind === 'gone';
  const shown = { ...props.picture, isMissing: hasEnded && props.picture.src === undefined };
  const undecided = state.kind === 'draft' || state.kind === 'failed';
  const own = attributes({ id: `image-${imageId}`, 'aria-label': props.picture.name, 'data-undecided': undecided });
  return html`<article class="pair" tabindex="-1"${own}>${picture(words, shown, `picture-${imageId}`)}
<div class="label">${about && html`<p class="about">${about}</p>`}${label(words, props)}${context && html`<div class="context">${context}</div>`}</div></article>`;
}

/** Whatever is decided, the answer is the pair as it stands then. */
const answeredByPair = liveForm({ target: 'closest .pair' });

/** The label alone, for a change of state: it replaces `#label-ID`. */
export function label(words: Words, props: LabelProps): Html {
  const { imageId, state, action, note, buttons, nowMs } = props;
  const content = [note, body(words, imageId, state), buttons && html`<div class="button-row">${buttons}</div>`];
  const inner = action ? html`<form method="post" action="${action}"${answeredByPair}>${content}</form>` : content;
  return html`<div class="label-state label-${state.kind}" id="label-${imageId}" data-as-of="${nowMs}">${stateLine(words, props)}${inner}</div>`;
}

/** The label in a live message. */
export function labelPartial(words: Words, props: LabelProps): Html {
  return partial(`#label-${props.imageId}`, 'outerMorph', label(words, props));
}

/** The text so far in a live message. */
export function wordsPartial(imageId: string, textSoFar: string): Html {
  return partial(`#words-${imageId}`, 'textContent', textSoFar);
}

function body(words: Words, imageId: string, state: LabelState): Content {
  if (state.kind === 'writing') return captionWords(imageId, state.text, state.lang);
  if (state.kind === 'draft' || (state.kind === 'failed' && state.limit !== undefined)) {
    const { text = '', limit = 0, lang = null, findings: noticed = [], kind: _kind, ...field } = state;
    const heading = state.kind === 'draft' ? { label: words.t('components.descriptionDraft') } : {};
    return [
      captionField(words, { imageId, text, limit, lang, ...heading, ...field }),
      doubtfulSentences(words, imageId, { text, lang }, noticed),
      findingList(words, imageId, noticed),
    ];
  }
  if (state.kind === 'drafted') {
    const { text, lang, findings = [] } = state;
    return [captionText(markedText(words, imageId, text, findings), lang), findingList(words, imageId, findings)];
  }
  return 'text' in state && state.text ? captionText(state.text, state.lang ?? null) : false;
}

const stateKeys: Record<LabelState['kind'], string> = {
  waiting: 'components.stateWaiting',
  preparing: 'components.statePreparing',
  writing: 'components.stateWriting',
  draft: 'components.stateDraft',
  drafted: 'components.stateDraft',
  approved: 'components.stateApproved',
  publishing: 'components.statePublishing',
  published: 'components.statePublished',
  failed: 'components.stateFailed',
  conflict: 'components.stateConflict',
  rejected: 'components.stateRejected',
  notNeeded: 'components.stateNotNeeded',
  described: 'components.stateDescribed',
  gone: 'components.stateGone',
};

/** One line that says in words where the picture stands. A draft says it by its field. */
function stateLine(words: Words, { state, nowMs }: LabelProps): Html | false {
  if (state.kind === 'draft') return false;
  return html`<p class="state">${stateWords(words, state, nowMs)}</p>`;
}

function stateWords(words: Words, state: LabelState, nowMs: number): Content {
  switch (state.kind) {
    case 'approved':
      return [
        words.t(stateKeys.approved),
        state.dueAtMs !== undefined && [' ', speak(words, { key: 'components.dueAt', values: { at: state.dueAtMs } })],
      ];
    case 'publishing':
      return words.t('components.statePublishing', { host: state.host });
    case 'published':
      return [words.t('components.statePublished', { host: state.host }), html` ${time(words, state.atMs, nowMs)}`];
    case 'failed':
    case 'conflict':
    case 'gone':
      return [html`<strong>${words.t(stateKeys[state.kind])}</strong> `, speak(words, state.reason)];
    default:
      return words.t(stateKeys[state.kind]);
  }
}
