import type { Place } from '../../src/captioner/hosts/places.ts';
import type { Words } from '../words.ts';

/** Where a model describes pictures. */
export type DescribedBy = { model: string; places: Place[] };

/** Where pictures go, in plain words; that some leave the person's own network stands in a sentence of its own. */
export function whereDescribed(words: Words, { model, places }: DescribedBy): string {
  const outside = places.filter(({ kind }) => kind === 'outside').map(({ name }) => name);
  const own = places.filter(({ kind }) => kind !== 'outside');
  const sent = { hosts: words.list(outside), model };
  if (own.length === 0 && outside.length > 0) return words.t('places.allOutside', sent);
  const near = words.t('places.described', { model, places: words.list(own.map((place) => nameOf(words, place))) });
  return outside.length === 0 ? near : `${near} ${words.t('places.someOutside', sent)}`;
}

function nameOf(words: Words, { kind, name }: Place): string {
  if (kind === 'here') return words.t('places.here');
  return kind === 'helper' ? words.t('places.helper', { name }) : words.t('places.network', { host: name });
}
