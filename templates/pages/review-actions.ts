import type { ReviewItem } from '../../db/review.ts';
import { type ButtonProps, button, linkButton } from '../components/button.ts';
import { type Content, type Html, html } from '../html.ts';
import type { Words } from '../words.ts';
import type { PairView } from './review-pair.ts';

type Decisions = { action?: string; buttons?: Content };

/** What can be done with a picture as it is now: where its form goes by itself, and its buttons, the likeliest first. */
export function decisionsOf(words: Words, view: PairView, isEditable: boolean): Decisions {
  const { item, returnTo } = view;
  const deeds = deedsFor(words, view, isEditable);
  if (deeds.length === 0) return {};
  const action = deeds.find((one): one is Deed => 'deed' in one)?.deed;
  const hidden = html`<input type="hidden" name="expectedRevision" value="${item.revision}">
<input type="hidden" name="returnTo" value="${returnTo}">`;
  const controls = deeds.map((one) => control(item, returnTo, one));
  return action ? { action: addressOf(item, action), buttons: [hidden, controls] } : { buttons: controls };
}

type Deed = Pick<ButtonProps, 'label' | 'keys' | 'kind' | 'tooltip'> & { deed: string };
type Way = Pick<ButtonProps, 'label' | 'keys'> & { label: string; page: string };

function deedsFor(words: Words, { item, isEditing, attempt }: PairView, isEditable: boolean): (Deed | Way)[] {
  const undo: Deed = { deed: 'approval/removal', label: words.t('review.undo'), keys: 'U' };
  if (item.state === 'published' && (isEditing || attempt)) return correcting(words);
  if (item.state === 'described' && isEditable) return [save(words)];
  if (item.state === 'conflict') return settling(words);
  if (isEditable) return deciding(words, item);
  switch (item.state) {
    case 'approved':
    case 'rejected':
    case 'decorative':
      return [undo];
    case 'published':
      return item.putsBack ? [{ ...undo, label: words.t('review.leavePublished') }] : ofPublished(words);
    case 'described':
      return [{ page: 'correction', label: words.t('review.writeAnother'), keys: 'C' }];
    default:
      return [];
  }
}

function deciding(words: Words, { state }: ReviewItem): Deed[] {
  const approve: Deed = { deed: 'approval', label: words.t('review.approve'), keys: 'A Control+Enter' };
  const notNeeded: Deed = {
    deed: 'decorative',
    label: words.t('review.notNeeded'),
    tooltip: words.t('review.notNeededTooltip'),
    keys: 'N',
  };
  const reject: Deed = {
    deed: 'rejection',
    label: words.t('review.reject'),
    tooltip: words.t('review.rejectTooltip'),
    keys: 'R',
    kind: 'quiet',
  };
  const isUnwritten = state === 'found' || state === 'prepared';
  return isUnwritten ? [approve, save(words), notNeeded] : [approve, save(words), notNeeded, reject];
}

function save(words: Words): Deed {
  return { deed: 'caption', label: words.t('review.save'), tooltip: words.t('review.saveTooltip'), keys: 'S' };
}

function correcting(words: Words): Deed[] {
  return [{ deed: 'correction', label: words.t('review.publishCorrection'), keys: 'A Control+Enter', kind: 'primary' }];
}

function ofPublished(words: Words): (Deed | Way)[] {
  return [
    { page: 'correction', label: words.t('review.correct'), keys: 'C' },
    {
      deed: 'put-back',
      label: words.t('review.putBack'),
      tooltip: words.t('review.putBackTooltip'),
      keys: 'U',
      kind: 'quiet',
    },
  ];
}

function settling(words: Words): Deed[] {
  return [
    { deed: 'conflict/theirs', label: words.t('review.keepTheirs'), keys: 'T' },
    { deed: 'conflict/mine', label: words.t('review.replaceWithMine'), keys: 'M' },
  ];
}

/** Ids keep a morph from turning one deed's button into another's, which would hold the focus on the decided picture. */
function control(item: ReviewItem, returnTo: string, one: Deed | Way): Html {
  if ('page' in one) {
    const { page, ...link } = one;
    return linkButton({ ...link, href: `${addressOf(item, page)}?returnTo=${encodeURIComponent(returnTo)}` });
  }
  const { deed, ...props } = one;
  const id = `do-${deed.replace('/', '-')}-${item.id}`;
  return button({ ...props, id, action: addressOf(item, deed), live: { target: `#image-${item.id}` } });
}

const addressOf = ({ id }: ReviewItem, deed: string) => `/images/${id}/${deed}`;
