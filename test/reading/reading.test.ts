import { describe, expect, it } from 'vitest';
import { isLanguageRead, toReadText } from '../../src/reading/reading.ts';

const box = { left: 0, top: 0, width: 1, height: 0.1 };
const readOf = (...texts: string[]) => toReadText(texts.map((text) => ({ text, confidence: 0.9, box }))).text;

describe('a letter that is unknown to what reads', () => {
  it.each([
    ['Bitte schlieBen Sie die Tür', 'Bitte schließen Sie die Tür'],
    ['Die StraBe ist nicht groB.', 'Die Straße ist nicht groß.'],
    ['heiBe Suppe und Brot', 'heiße Suppe und Brot'],
    ['Brot und Butter, 10 dB, 16 GB', 'Brot und Butter, 10 dB, 16 GB'],
  ])('is put back in German: %s', (seen, meant) => {
    expect(readOf(seen)).toBe(meant);
  });

  it('is not put into other languages and programs', () => {
    expect(readOf('const fooBar = toBe(true);')).toBe('const fooBar = toBe(true);');
  });
});

describe('what is relied on', () => {
  it('is a line that is sure enough and has at least two letters or digits', () => {
    const seen = [
      { text: 'Sure', confidence: 0.8, box },
      { text: 'Guessed', confidence: 0.79, box },
      { text: '★ I', confidence: 1, box },
    ];
    expect(toReadText(seen)).toEqual({ lines: [seen[0]], text: 'Sure' });
  });
});

describe('the language of a post', () => {
  it.each([null, 'und', 'en', 'de-AT', 'fr', 'es', 'pl', 'vi', 'zh', 'zh-TW', 'not a tag', 'sr-Latn'])(
    'is read: %s',
    (tag) => {
      expect(isLanguageRead(tag)).toBe(true);
    },
  );

  it.each(['uk', 'ru', 'el', 'ja', 'ko', 'ar', 'he', 'hi', 'th', 'sr'])(
    'has letters that would be mistaken: %s',
    (tag) => {
      expect(isLanguageRead(tag)).toBe(false);
    },
  );
});
