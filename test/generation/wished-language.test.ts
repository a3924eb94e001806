import { expect, it } from 'vitest';
import { languageWishedIn } from '../../src/generation/wished-language.ts';

it.each([
  ['in German', 'de'],
  ['Shorter, in French.', 'fr'],
  ['mention the poster and in Spanish', 'es'],
  ['please in English', 'en'],
  ['auf Deutsch', 'de'],
  ['kürzer und auf Englisch!', 'en'],
  ['en français', 'fr'],
  ['en inglés, por favor', 'en'],
  ['em português', 'pt'],
  ['in het Nederlands', 'nl'],
  ['日本語で', 'ja'],
  ['短く、ドイツ語で', 'de'],
])('"%s" wishes for a language', (hint, tag) => {
  expect(languageWishedIn(hint)).toBe(tag);
});

it.each([
  '',
  'mention the poster',
  'say that the sign is in German',
  'in front of the house',
  'German',
  'in Klingonisch',
])('"%s" wishes for none', (hint) => {
  expect(languageWishedIn(hint)).toBeUndefined();
});
