import type { Dialect } from './dialect.ts';
import { CAPTIONED_TEXTS, DESCRIPTIONS, MARKDOWN_TEXTS, PLAIN_TEXTS, WARNINGS } from './history-texts.ts';
import { PHOTOGRAPHS, type PhotographName, variationOf } from './photographs.ts';
import type { NewMedia, NewPost } from './posting.ts';
import { between, pick, type Random } from './random.ts';

/** What one planned post is like, apart from its pictures. A plan of many posts has every kind in it. */
export type PostKind =
  | 'plain'
  | 'warned'
  | 'private'
  | 'unlisted'
  | 'direct'
  | 'reply'
  | 'textless'
  | 'markdown'
  | 'poll';

const KINDS: readonly PostKind[] = [
  'plain',
  'warned',
  'plain',
  'unlisted',
  'textless',
  'plain',
  'private',
  'reply',
  'plain',
  'markdown',
  'plain',
  'direct',
  'plain',
  'poll',
];

/** The kind of the n-th post; what a server does not know becomes plain. */
export function kindOf(index: number, dialect: Dialect): PostKind {
  const kind = KINDS[index % KINDS.length] ?? 'plain';
  if (dialect.unlisted?.includes(kind)) return 'plain';
  if (kind === 'markdown' && !dialect.hasMarkdown) return 'plain';
  if (kind === 'poll' && !dialect.allowsPollWithMedia) return 'plain';
  return kind;
}

/** The words and settings of a post of this kind. */
export function planPost(kind: PostKind, random: Random): Omit<NewPost, 'media' | 'createdAt'> {
  const [language, text] = pick(random, kind === 'markdown' ? asChoices(MARKDOWN_TEXTS) : asChoices(CAPTIONED_TEXTS));
  const plain = { text, language };
  switch (kind) {
    case 'warned':
      return { ...plain, spoilerText: pick(random, WARNINGS), sensitive: true };
    case 'private':
    case 'unlisted':
    case 'direct':
      return { ...plain, visibility: kind };
    case 'textless':
      return { ...plain, text: '', sensitive: random() < 0.3 };
    case 'markdown':
      return { ...plain, contentType: 'text/markdown' };
    case 'poll':
      return { ...plain, poll: { options: ['yes', 'no & maybe'] } };
    default:
      return plain;
  }
}

export function planWords(random: Random): Pick<NewPost, 'text' | 'language'> {
  const [language, text] = pick(random, asChoices(PLAIN_TEXTS));
  return { text, language };
}

/** A picture unlike the others: a photograph's window, mirrored, tinted; about one in six is described already. */
export function planPicture(random: Random, dialect: Dialect): NewMedia {
  const photo = pick(random, Object.keys(PHOTOGRAPHS) as [PhotographName, ...PhotographName[]]);
  return {
    photo,
    variation: variationOf(photo, random),
    mimeType: pick(random, ['image/jpeg', 'image/jpeg', 'image/jpeg', 'image/png', 'image/webp']),
    description: random() < 1 / 6 ? pick(random, DESCRIPTIONS) : pick(random, [null, null, null, '']),
    ...(dialect.hasFocus &&
      random() < 0.3 && { focus: { x: between(random, -10, 10) / 10, y: between(random, -10, 10) / 10 } }),
  };
}

/** How many pictures each of the posts gets: one each, the rest dealt out up to what a post of the server holds. */
export function dealPictures(posts: number, images: number, most: number, random: Random): number[] {
  if (images > posts * most) throw new Error(`${posts} posts hold at most ${posts * most} pictures here`);
  const counts = Array.from({ length: posts }, (_, index): number => (index < images ? 1 : 0));
  // The first post is filled to the brim, so that the longest list of pictures always occurs.
  const first = Math.min(most - 1, Math.max(0, images - posts));
  if (posts > 0) counts[0] = (counts[0] ?? 0) + first;
  for (let left = images - posts - first; left > 0; left--) {
    const open = counts.flatMap((count, index) => (count < most ? [index] : []));
    const index = open[Math.floor(random() * open.length)] ?? 0;
    counts[index] = (counts[index] ?? 0) + 1;
  }
  return counts;
}

function asChoices<T>(list: readonly T[]): readonly [T, ...T[]] {
  return list as readonly [T, ...T[]];
}
