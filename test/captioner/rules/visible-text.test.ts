import { describe, expect, it } from 'vitest';
import type { PictureKind } from '../../../src/captioner/captioner.ts';
import { missingText, unverifiedQuotes } from '../../../src/captioner/rules/visible-text.ts';
import { goodCaptions, hostileCaptions } from '../../support/captions/index.ts';

const given = (visibleText: string | null, maxLength = 1500, kind: PictureKind | null = null) => ({
  visibleText,
  maxLength,
  kind,
});

describe('the text of a picture', () => {
  it.each([
    ['en', 'A sign on a gate reads "Closed for repairs until Monday".', 'CLOSED FOR REPAIRS\nuntil Monday'],
    ['de', 'Ein Schild: „Bitte Tür schließen“.', 'Bitte Tur schlieBen'],
    ['fr', 'Une affiche : « Les œuvres à l’entrée ».', "Les ceuvres a l'entree"],
    ['es', 'Un cartel dice: «Se vende piña mañana».', 'SE VENDE PINA MANANA'],
    ['ja', '看板に「本日休業いたします」とある。', '本日休業いたします'],
    ['one letter read wrong', 'A poster says "Strawberry festival tonight".', 'Strawbeny festival tonight'],
    [
      'spaces lost in reading',
      'A sign reads "Mind the gap between train and platform".',
      'Mindthegapbetween\ntrainandplatform',
    ],
    ['most of it', 'A menu with "Tomato soup", "Apple cake" and tea.', 'Tomato soup\nApple cake\nTea\n4.50 each'],
  ])('is there: %s', (_, text, visibleText) => {
    expect(missingText(text, given(visibleText))).toBeUndefined();
  });

  it.each([
    ['en', 'A metal gate with a sign on it.', 'CLOSED FOR REPAIRS', ['CLOSED', 'FOR', 'REPAIRS']],
    [
      'de',
      'Ein Schild an einer Tür.',
      'Bitte die Ziegen nicht füttern',
      ['Bitte', 'die', 'Ziegen', 'nicht', 'füttern'],
    ],
    ['fr', 'Une affiche sur un mur.', 'Pain frais et soupe', ['Pain', 'frais', 'et', 'soupe']],
    ['es', 'Un cartel en la puerta.', 'Cerrado por vacaciones', ['Cerrado', 'por', 'vacaciones']],
    ['ja', '店の前に木の看板が立っている。', '本日休業です', ['本日', '日休', '休業', '業で', 'です']],
  ])('is lost: %s', (_, text, visibleText, missing) => {
    expect(missingText(text, given(visibleText))).toEqual(missing);
  });

  it('may be left out where it is a word or two', () => {
    expect(missingText('A red van parked by a river.', given('Transit\nFX 7'))).toBeUndefined();
  });

  const letter = Array.from({ length: 120 }, (_, index) => `word${index} about the harbour works`).join(' ');

  it('may be summed up where the limit cannot hold it', () => {
    expect(missingText('A long letter about the works in the harbour.', given(letter))).toBeUndefined();
    expect(missingText('A white sheet lies on a desk.', given(letter))?.length).toBeGreaterThan(100);
  });

  it('may be summed up where the limit is small', () => {
    const notice = 'Swimming is forbidden here between October and April because of the current below the weir';
    expect(missingText('Swimming forbidden: October to April.', given(notice, 100))).toBeUndefined();
    expect(missingText('Swimming forbidden: October to April.', given(notice))).toContain('weir');
  });

  it('is not asked for when nobody looked, or nothing was found', () => {
    expect(missingText('A gate.', given(null))).toBeUndefined();
    expect(missingText('A gate.', given(''))).toBeUndefined();
  });

  it('is not judged by a script that nobody reads here', () => {
    expect(missingText('Вывеска на доме: «Москва, кафе „Весна“».', given('MOCKBA KAOE BECHA'))).toBeUndefined();
  });
});

describe('a quotation', () => {
  it.each([
    ['en', 'A sign reads "Open daily".', 'OPEN DAILY\n9-17'],
    ['de', 'Auf dem Zettel steht: „Straße gesperrt“.', 'StraBe gesperrt'],
    ['fr', 'Panneau : « Défense d’entrer ».', 'DEFENSE D ENTRER'],
    ['es', 'Dice «Mañana fiesta».', 'MANANA FIESTA'],
    ['ja', '「営業中」の札。', '営業中'],
    ['digits read as letters', 'The clock shows "12:30".', '12:3O'],
    ['a single sign', 'A door with the letter "B".', ''],
  ])('that was read passes: %s', (_, text, visibleText) => {
    expect(unverifiedQuotes(text, visibleText)).toEqual([]);
  });

  it.each([
    ['en', 'A sign reads "Open daily", another "Free beer".', 'OPEN DAILY', ['Free beer']],
    ['de', 'Schild: „Betreten verboten“.', 'Eintritt frei', ['Betreten verboten']],
    ['fr', 'Panneau : « Défense d’entrer ».', 'Sortie', [' Défense d’entrer ']],
    ['es', 'Dice «Prohibido fumar».', '', ['Prohibido fumar']],
    ['ja', '「閉店」の札。', '営業中', ['閉店']],
    ['half of it invented', 'A sign reads "Open daily, dogs welcome".', 'Open daily', ['Open daily, dogs welcome']],
  ])('that was not read is told: %s', (_, text, visibleText, quotes) => {
    expect(unverifiedQuotes(text, visibleText)).toEqual(quotes);
  });

  it('is not doubted when nobody looked, or nobody here reads its script', () => {
    expect(unverifiedQuotes('A sign reads "Free beer".', null)).toEqual([]);
    expect(unverifiedQuotes('「ひと山三百円」の札。', '')).toEqual([]);
  });
});

describe('good captions', () => {
  const known = [...goodCaptions, ...hostileCaptions].filter(({ visibleText }) => visibleText !== undefined);

  it('have the text of their picture, and quote nothing else', () => {
    const marked = known.filter(
      ({ text, visibleText = null }) =>
        missingText(text, given(visibleText)) || unverifiedQuotes(text, visibleText).length > 0,
    );
    expect(known.length).toBeGreaterThan(50);
    expect(marked.map(({ text }) => text)).toEqual([]);
  });
});
