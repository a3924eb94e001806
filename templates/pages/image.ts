import { postButton } from '../components/button.ts';
import { captionText } from '../components/caption.ts';
import { time } from '../components/sentence.ts';
import { type Content, type Html, html } from '../html.ts';
import type { Words } from '../words.ts';
import { type PairView, reviewPair } from './review-pair.ts';

export type VersionView = {
  id: string;
  kind: 'draft' | 'edit' | 'former' | 'published' | 'put back';
  text: string;
  /** As far as anybody knows. */
  language: string | null;
  model: string | null;
  /** Where the text of a draft comes from that was there already. */
  origin: { kind: 'own text' | 'earlier draft'; at: number } | null;
  /** Why the model was asked twice; null when it was not. */
  changedRetry: string | null;
  /** What the person wished for when she asked again. */
  hint: string | null;
  /** Whose; null where nobody was asked. */
  userId: string | null;
  createdAt: number;
};

export type ImageView = {
  row: PairView;
  /** Every text the picture ever had, the newest first. */
  versions: VersionView[];
  back: { href: string; label: string };
};

/** One picture alone, with every text it ever had. */
export function imageBody(words: Words, { row, versions, back }: ImageView): Html {
  return html`<p><a href="${back.href}">${back.label}</a></p>${reviewPair(words, row)}
${versions.length > 0 && versionList(words, row, versions)}`;
}

function versionList(words: Words, row: PairView, versions: VersionView[]): Html {
  const hasBeenWritten = row.item.publishedAt !== null || versions.some(({ kind }) => kind === 'former');
  const items = versions.map((version) => versionItem(words, row, version, hasBeenWritten));
  return html`<section><h2>${words.t('review.versions')}</h2><ol class="versions" reversed>${items}</ol></section>`;
}

function versionItem(words: Words, { item, nowMs }: PairView, version: VersionView, hasBeenWritten: boolean): Html {
  const who = whoMade(words, version);
  const text = version.text
    ? captionText(version.text, version.language ?? item.post.language)
    : html`<p class="hint">${words.t('review.noDescription')}</p>`;
  return html`<li><p class="about">${kindName(words, version.kind)}${who && [' · ', who]}${howAsked(words, version)} · ${time(words, version.createdAt, nowMs)}</p>
${text}${wayBack(words, item, version, hasBeenWritten)}</li>`;
}

/** Why a model was asked twice, in the words for it. */
const askedTwice: Record<string, string> = {
  empty: 'review.askedTwiceEmpty',
  repetition: 'review.askedTwiceRepetition',
  refusal: 'review.askedTwiceRefusal',
  'over-limit': 'review.askedTwiceOverLimit',
  language: 'review.askedTwiceLanguage',
  'lost-text': 'review.askedTwiceLostText',
  'cut-off': 'review.askedTwiceCutOff',
  'picture-format': 'review.askedTwicePictureFormat',
  context: 'review.askedTwiceContext',
  'too-large': 'review.askedTwiceTooLarge',
  memory: 'review.askedTwiceMemory',
};

/** What was special about asking the model for it. */
function howAsked(words: Words, { hint, changedRetry }: VersionView): Content {
  const asked = hint && words.t('review.askedFor', { hint });
  const twice = changedRetry && askedTwice[changedRetry];
  return [asked && [' · ', asked], twice && [' · ', words.t(twice)]];
}

/** What stood in the post goes back there at once; any other text becomes the draft, or a correction. */
function wayBack(
  words: Words,
  item: PairView['item'],
  { id, kind, text }: VersionView,
  hasBeenWritten: boolean,
): Content {
  const stood = kind === 'former' || kind === 'published' || kind === 'put back';
  if (stood && canBePutBack(item, hasBeenWritten)) return text !== item.text && putBack(words, item, id);
  return text !== '' && text !== item.text && canBeRestored(item.state) && restore(words, item, id);
}

function putBack(words: Words, { id }: PairView['item'], versionId: string): Content {
  const action = `/images/${id}/versions/${versionId}/put-back`;
  const tooltip = words.t('review.putThisBackTooltip');
  return postButton({ action, fields: { returnTo: `/images/${id}` }, label: words.t('review.putThisBack'), tooltip });
}

/** Where a text of ours stands, or stood until another came in its place. */
function canBePutBack({ state, putsBack }: PairView['item'], hasBeenWritten: boolean): boolean {
  return (state === 'published' && !putsBack) || (state === 'conflict' && hasBeenWritten);
}

function whoMade(words: Words, { kind, model, userId, origin }: VersionView): Content {
  if (origin?.kind === 'own text') return words.t('review.ownTextOf', { date: words.date(origin.at) });
  if (kind === 'draft') return model !== null && words.t('review.byModel', { model });
  return kind === 'published' && userId === null && words.t('review.byItself');
}

function restore(words: Words, { id, revision }: PairView['item'], versionId: string): Content {
  const action = `/images/${id}/versions/${versionId}/restoration`;
  return postButton({ action, fields: { expectedRevision: revision }, label: words.t('review.restore') });
}

/** What is being written, gone or in conflict has to be settled first. */
function canBeRestored(state: PairView['item']['state']): boolean {
  return state !== 'publishing' && state !== 'gone' && state !== 'conflict';
}

function kindName(words: Words, kind: VersionView['kind']): string {
  const keys = {
    draft: 'review.kindDraft',
    edit: 'review.kindEdit',
    former: 'review.kindFormer',
    published: 'review.kindPublished',
    'put back': 'review.kindPutBack',
  };
  return words.t(keys[kind]);
}
