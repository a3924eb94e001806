import { expect, it } from 'vitest';
import { isKnownLanguage, primaryLanguage } from '../../src/lib/language-tag.ts';

it.each(['de', 'de-AT', 'zh-Hant', 'mult', 'undine'])('%s is a language', (tag) => {
  expect(isKnownLanguage(tag)).toBe(true);
});

it.each([null, undefined, '', 'und', 'UND', 'und-Latn', 'mul', 'zxx', 'mis'])('%j is none', (tag) => {
  expect(isKnownLanguage(tag)).toBe(false);
});

it.each([
  ['de', 'de'],
  ['de-AT', 'de'],
  ['pt_BR', 'pt'],
  ['ZH-Hant-TW', 'zh'],
])('the language of %s is %s', (tag, language) => expect(primaryLanguage(tag)).toBe(language));
