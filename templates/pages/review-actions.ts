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
  const undo = undoing(words, item);
  if (item.state === 'conflict' && (isEditing || attempt)) return settlingEdited(words);
  if (item.state === 'published' && (isEditing || attempt)) return correcting(words);
  if (item.state === 'described' && isEditable) return [save(words)];
  if (item.state === 'conflict') return settling(words, item);
  if (isEditable) return deciding(words, item);
  switch (item.state) {
    case 'approved':
    case 'rejected':
    case 'decorative':
      return [undo];
    case 'published':
      return item.putsBack ? [{ ...undo, label: words.t('review.leavePublished') }] : ofPublished(words);
    case 'described':
      return ofDescribed(words, item);
    default:
      return [];
  }
}

/** What was set aside with its post comes back with it. */
function undoing(words: Words, { dismissedWithPost, state }: ReviewItem): Deed {
  const isWithPost = dismissedWithPost && state === 'rejected';
  return isWithPost ? askingAgain(words, 'U') : { deed: 'approval/removal', label: words.t('review.undo'), keys: 'U' };
}

function askingAgain(words: Words, keys: string): Deed {
  return { deed: 'post-dismissal/removal', label: words.t('review.askAboutPost'), keys, kind: 'quiet' };
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
  const dismissPost: Deed = {
    deed: 'post-dismissal',
    label: words.t('review.dismissPost'),
    tooltip: words.t('review.dismissPostTooltip'),
    keys: 'P',
    kind: 'quiet',
  };
  const isUnwritten = state === 'found' || state === 'prepared';
  return [approve, save(words), notNeeded, ...(isUnwritten ? [] : [reject]), dismissPost];
}

function save(words: Words): Deed {
  return { deed: 'caption', label: words.t('review.save'), tooltip: words.t('review.saveTooltip'), keys: 'S' };
}

function correcting(words: Words): Deed[] {
  return [{ deed: 'correction', label: words.t('review.publishCorrection'), keys: 'A Control+Enter', kind: 'primary' }];
}

function ofPublished(words: Words): (Deed | Way)[] {
  return [{ page: 'correction', label: words.t('review.correct'), keys: 'C' }, puttingBack(words)];
}

function puttingBack(words: Words): Deed {
  const [label, tooltip] = [words.t('review.putBack'), words.t('review.putBackTooltip')];
  return { deed: 'put-back', label, tooltip, keys: 'U', kind: 'quiet' };
}

function ofDescribed(words: Words, { saysNothing, post }: ReviewItem): (Deed | Way)[] {
  const another: Way = { page: 'correction', label: words.t('review.writeAnother'), keys: 'C' };
  const leave: Deed = {
    deed: 'rejection',
    label: words.t('review.leaveIt'),
    tooltip: words.t('review.leaveItTooltip'),
    keys: 'R',
    kind: 'quiet',
  };
  return [another, ...(saysNothing ? [leave] : []), ...(post.isDismissed ? [askingAgain(words, 'U')] : [])];
}

/** What stood there before either of them can be put back too, where Altwright has written before. */
function settling(words: Words, { publishedAt }: ReviewItem): (Deed | Way)[] {
  const deeds: (Deed | Way)[] = [
    { deed: 'conflict/theirs', label: words.t('review.keepTheirs'), keys: 'T' },
    { deed: 'conflict/mine', label: words.t('review.replaceWithMine'), keys: 'M' },
    { page: 'correction', label: words.t('review.changeMine'), keys: 'C' },
  ];
  return publishedAt === null ? deeds : [...deeds, puttingBack(words)];
}

function settlingEdited(words: Words): Deed[] {
  return [
    { deed: 'conflict/mine', label: words.t('review.replaceWithMine'), keys: 'A Control+Enter', kind: 'primary' },
    save(words),
    { deed: 'conflict/theirs', label: words.t('review.keepTheirs'), keys: 'T' },
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
  return button({ ...props, id, action: addressOf(item, deed), live: 'as its form says' });
}

const addressOf = ({ id }: ReviewItem, deed: string) => `/images/${id}/${deed}`;
