import fc from 'fast-check';
import type { NewMedia, NewPost } from '../../support/sandbox-instance/posting.ts';
import type { Visibility } from '../../support/sandbox-instance/records.ts';
import { type Differences, possiblePost } from '../differences.ts';

/** What a person approved for a picture; `replacesOwn`: seeing the text of her own that stands there. */
export type Wish = { text: string; replacesOwn: boolean };
export type Wishes = (Wish | null)[];

/** What a server takes: pictures in a post, code points in a description. */
export type Room = { mostMedia: number; descriptionLimit: number };

/** Mostly the first value, now and then one of the others: the rare traps must not drown the rest. */
export function mostly<T>(usual: fc.Arbitrary<T>, ...rare: T[]): fc.Arbitrary<T> {
  return fc.oneof({ weight: 12, arbitrary: usual }, { weight: 1, arbitrary: fc.constantFrom(...rare) });
}

const words = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 60 }),
  fc.constantFrom('@alice look', '#fog in the harbour', '<b>bold</b> &amp; "quoted"', 'one\n\ntwo', '*md* _too_'),
);
/** Servers keep no text of nothing but blanks. */
export const someText = fc
  .array(words, { minLength: 1, maxLength: 3 })
  .map((parts) => parts.join(' ').trim().slice(0, 250).toWellFormed());

/** Any post that a server of this family can have, with one picture at least. */
export function anyPost(differences: Differences, room: Room): fc.Arbitrary<NewPost> {
  const { visibilities, formats, editedLanguage } = differences;
  const usualLanguages = ['en', editedLanguage, editedLanguage, 'pt-BR'];
  const [usualVisibility = 'public', ...otherVisibilities] = visibilities;
  const parts = fc.record({
    text: mostly(someText, ''),
    spoilerText: fc.oneof(fc.constant(''), fc.constant(''), someText),
    /** Servers mark a warned post; one that is not marked is the rare case. */
    marked: mostly(fc.constant(true), false),
    sensitive: fc.boolean(),
    language: mostly<string | null>(fc.constantFrom(...usualLanguages), 'zh-Hant', 'xx-ZZ', null),
    visibility: mostly<Visibility>(fc.constant(usualVisibility), ...otherVisibilities, usualVisibility),
    contentType: fc.constantFrom(...formats),
    media: fc.array(anyMedia(differences, room), { minLength: 1, maxLength: room.mostMedia }),
    poll: mostly<{ options: string[] } | null>(fc.constant(null), { options: ['a', 'b'] }),
    rare: rarely(differences.rarePosts),
  });
  return parts.map(({ poll, marked, rare, ...post }) =>
    possiblePost(differences, {
      ...post,
      ...rare,
      sensitive: post.spoilerText === '' ? post.sensitive : marked,
      ...(poll && { poll }),
    }),
  );
}

/** Now and then one of these, otherwise nothing; a post has up to eight pictures, so they are rarer still. */
function rarely<T extends object>(kinds: T[]): fc.Arbitrary<Partial<T>> {
  const nothing = { weight: 40, arbitrary: fc.constant<Partial<T>>({}) };
  return kinds.length > 0 ? fc.oneof(nothing, { weight: 1, arbitrary: fc.constantFrom(...kinds) }) : nothing.arbitrary;
}

function anyMedia({ has, rareMedia }: Differences, { descriptionLimit }: Room): fc.Arbitrary<NewMedia> {
  const coordinate = fc.integer({ min: -100, max: 100 }).map((hundredths) => hundredths / 100);
  const kinds = ['gifv', 'video', ...(has.unknownMedia ? (['unknown'] as const) : [])] as const;
  // Written when the server took more, or before its limit was lowered.
  const overlong = 'ü'.repeat(descriptionLimit + 1);
  const own = mostly<string | null>(fc.oneof(fc.constantFrom(null, null, '', ' '), someText), '<i>old</i> & sold');
  const usual = fc.record<NewMedia>({
    type: mostly<NonNullable<NewMedia['type']>>(fc.constant('image'), ...kinds),
    description: fc.oneof({ weight: 60, arbitrary: own }, { weight: 1, arbitrary: fc.constant(overlong) }),
    focus: fc.record({ x: coordinate, y: coordinate }),
  });
  return fc.tuple(usual, rarely(rareMedia)).map(([media, rare]) => ({ ...media, ...rare }));
}

/** What was approved, picture by picture; for one of them at least. */
export function anyWishes({ mostMedia, descriptionLimit }: Room): fc.Arbitrary<Wishes> {
  const anyLength = fc.string({ unit: 'binary', minLength: 1, maxLength: Math.min(descriptionLimit, 1400) });
  const overlong = '\u{1F32B}'.repeat(descriptionLimit + 1);
  const text = mostly(fc.oneof(someText, someText, anyLength), overlong, '', ' \0 ');
  const wish = fc.record({ text, replacesOwn: mostly(fc.constant(true), false) });
  const wishes = fc.array(fc.option(wish, { freq: 4 }), { minLength: mostMedia, maxLength: mostMedia });
  return fc.tuple(wish, wishes).map(([first, others]) => [others[0] ?? first, ...others.slice(1)]);
}
