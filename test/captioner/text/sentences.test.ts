import { describe, expect, it } from 'vitest';
import { findQuotations } from '../../../src/captioner/text/quotations.ts';
import { endsLikeASentence, fitWithin, splitSentences } from '../../../src/captioner/text/sentences.ts';

describe('splitting into sentences', () => {
  it.each([
    [['One. ', 'Two! ', 'Three?']],
    [['Am 3. Oktober regnet es. ', 'Der 1. FC spielt.']],
    [['Dr. Who meets Mr. J. S. Bach. ', 'They talk.']],
    [['A sign says "Stop. Look. Listen." by the line. ', 'A train comes.']],
    [['"Stop!" says a sign. ', 'A car stops.']],
    [['Une affiche : « Entrez ! C’est ouvert. » en rouge. ', 'La porte est fermée.']],
    [['「止まれ！」と書かれた標識。', '車が止まる。']],
    [['Wind of 70 km/h. ', 'Rain at 12:30. ', 'Sun.']],
  ])('%j', (sentences) => {
    expect(splitSentences(sentences.join(''))).toEqual(sentences);
  });
});

describe('the end of a sentence', () => {
  it.each([
    'A cat.',
    'Ein Schild: „Halt!“',
    'Ein Schild: »Halt!«',
    'Ein Schild: ‚Halt!‘',
    'Un panneau : « Halte !\u202f»',
    'Un panneau ‹ Halte. ›',
    '猫がいる（二匹だ。）',
    '猫（二匹！）',
    'A cat (asleep.)',
    'یک گربه۔',
    'هل هذه قطة؟',
    'חתול.\u200f',
    'And so on…',
  ])('is found: %s', (text) => {
    expect(endsLikeASentence(text)).toBe(true);
  });

  it.each(['A cat', 'A cat,', 'A sign "Open"', '3.5', 'Version 2.0 of', ''])('is missed: %s', (text) => {
    expect(endsLikeASentence(text)).toBe(false);
  });
});

describe('fitting a text within a limit', () => {
  it.each([
    ['a text that fits', 'One. Two.', 20, false, 'One. Two.', false],
    ['whole sentences', 'One two. Three four. Five.', 21, false, 'One two. Three four.', true],
    ['no sentence at all', 'one two three four', 12, false, 'one two…', true],
    ['one that was stopped', 'A cat. A dog is', 50, true, 'A cat.', true],
    ['one that was stopped at its very end', 'A cat. A dog.', 50, true, 'A cat. A dog.', false],
    ['signs outside the first plane', '𝒳𝒳𝒳𝒳', 3, false, '𝒳𝒳…', true],
    ['signs of several characters', 'ñññ'.normalize('NFD'), 4, false, `${'ñ'.normalize('NFD')}…`, true],
    ['no spaces', '猫がいる。犬もいる。', 6, false, '猫がいる。', true],
    ['a date', 'Eine Karte. Am 3. Oktober ist Feiertag.', 20, false, 'Eine Karte.', true],
    ['a quotation', 'A dog. It reads "Go. Now. Run." in red.', 25, false, 'A dog.', true],
  ])('%s', (_, text, limit, isCutOff, expected, wasCut) => {
    expect(fitWithin(text, limit, isCutOff)).toEqual({ text: expected, wasCut });
  });
});

describe('finding quotations', () => {
  const quoted = (text: string) => findQuotations(text).outermost.map(({ from, to }) => text.slice(from + 1, to));

  it.each([
    ['A sign "Open" and one “Shut”.', ['Open', 'Shut']],
    ['Ein Schild „Offen“, eins »Zu« und eins ‚Halb‘.', ['Offen', 'Zu', 'Halb']],
    ['Un panneau « Ouvert » et un ‹ Fermé ›.', [' Ouvert ', ' Fermé ']],
    ['看板に"営業中"と「本日休業」。', ['営業中', '本日休業']],
    ['„Er sagt: ‚Nein‘, und geht.“', ['Er sagt: ‚Nein‘, und geht.']],
    ["It's the dogs' 5\" bowl, rock 'n' roll.", ['n']],
    ["The ’90s and the '80s.", []],
    ['שלט של צה"ל: "אין כניסה".', ['אין כניסה']],
    ['A sign “Keep', ['Keep']],
    ['„Betreten verboten!" steht auf einem gelben Schild.', ['Betreten verboten!']],
    ['„Eins", „Zwei" und „Drei" stehen auf drei Türen.', ['Eins', 'Zwei', 'Drei']],
    ['“Stop" says a sign, “Go” another.', ['Stop', 'Go']],
    ['„Gleis 5" und „Gleis 6" auf zwei Schildern.', ['Gleis 5', 'Gleis 6']],
    ['A box “5" nails” beside one of „3" Nägel“.', ['5" nails', '3" Nägel']],
    ['„Er ruft "Halt" und geht“, steht da.', ['Er ruft "Halt" und geht']],
    ['“"Stop" he said” on a page.', ['"Stop" he said']],
  ])('%s', (text, expected) => {
    expect(quoted(text)).toEqual(expected);
  });

  it('names the marks that lack their other half', () => {
    expect(findQuotations('Open" and "Closed').lone).toBe('""');
    expect(findQuotations('A “b” "c" 5"').lone).toBe('');
  });
});
