import { beforeAll, describe, expect, it } from 'vitest';
import { retryReasonOf } from '../../../src/captioner/retry.ts';
import type { RuleContext } from '../../../src/captioner/rules/rule.ts';
import { judge } from '../../../src/captioner/rules/rules.ts';
import { loadLanguages } from '../../../src/captioner/text/language.ts';
import { context, isFound, testRules, testRulesByLanguage } from './table.ts';

beforeAll(loadLanguages);

const sentences = {
  en: 'A tabby cat is asleep on the old chair by the window of a small kitchen.',
  de: 'Eine getigerte Katze schläft auf dem alten Stuhl am Fenster einer kleinen Küche.',
  fr: 'Un chat tigré dort sur la vieille chaise près de la fenêtre d’une petite cuisine.',
  es: 'Un gato atigrado duerme en la silla vieja junto a la ventana de una cocina pequeña.',
  ja: 'しま模様の猫が、小さな台所の窓ぎわに置かれた古い椅子の上で丸くなって眠っている。背もたれには青い布がかかっている。',
};
const others = (language: keyof typeof sentences) =>
  Object.entries(sentences).flatMap(([other, text]) => (other === language ? [] : text));
const languageCase = (language: keyof typeof sentences, quoting: string) => ({
  fails: others(language),
  passes: [sentences[language], 'Miso.', quoting],
});

testRulesByLanguage('the language of a description', {
  language: {
    en: languageCase('en', 'A sign: "Bitte nicht auf den Rasen treten und die Tür immer schließen".'),
    de: languageCase('de', 'Schild: „Please do not walk on the grass and always close the door“.'),
    fr: languageCase('fr', 'Panneau : « Please do not walk on the grass and always close the door ».'),
    es: languageCase('es', 'Cartel: «Please do not walk on the grass and always close the door».'),
    ja: languageCase('ja', '看板。"Please do not walk on the grass and always close the door"'),
  },
});

describe('a language that nobody named', () => {
  it('is that of the post', () => {
    const postText = 'Heute war ich mit der Katze auf dem Balkon, und es hat den ganzen Tag geregnet.';
    expect(isFound('language', sentences.en, { postText })).toBe(true);
    expect(isFound('language', sentences.de, { postText })).toBe(false);
    expect(isFound('language', sentences.en, { postText: 'Miso!' })).toBe(false);
    expect(isFound('language', sentences.en, { language: 'und', postText })).toBe(true);
  });

  it('may have Latin letters in it', () => {
    const japanese =
      '国立科学博物館特別展覧会会場案内図第三版A4、東京都千代田区丸之内一丁目、六月十日午前九時開館、入場無料。';
    expect(isFound('language', japanese, { language: 'ja' })).toBe(false);
  });

  it('may be a neighbour without a word', () => {
    const catalan = 'Un gat dorm damunt la cadira vella, prop de la finestra d’una cuina petita i blanca.';
    expect(isFound('language', catalan, { language: 'ca' })).toBe(false);
  });
});

describe('names of programs between the words', () => {
  it.each([
    ['ja', 'Visual Studio Codeの画面。左にExplorer、右にindex.tsとpackage.json、下にTerminalが開いている。'],
    ['ja', 'GitHubのPull Request画面。Files changedタブとReview changesボタン、Merge pull requestの表示。'],
    ['sr', 'Stari bicikl stoji pored zida od cigle, a na njemu je plava korpa sa cvećem i novinama.'],
    ['sr-Latn', 'Stari bicikl stoji pored zida od cigle, a na njemu je plava korpa sa cvećem i novinama.'],
    ['sr', 'Стари бицикл стоји поред зида од цигле, а на њему је плава корпа са цвећем и новинама.'],
    ['bs', 'Prugasta mačka spava na staroj stolici pokraj prozora male kuhinje, a pored nje je knjiga.'],
    ['de', 'Screenshot: Visual Studio Code, Explorer, Terminal, Git-Log, Source Control, Extensions, Debug Console.'],
  ])('are no other language: %s', (language, text) => {
    expect(isFound('language', text, { language })).toBe(false);
  });

  it.each([
    ['ja', 'A red lantern with いらっしゃいませ on it hangs in front of a small bar at the end of the street.'],
    ['ja', 'Visual Studio Code with Explorer on the left and a terminal under the file index.ts in the middle.'],
    ['sr', 'A red lantern hangs in front of a small bar at the end of the street.'],
    ['de', 'Screenshot of Visual Studio Code with the Explorer open and a terminal under it.'],
  ])('do not hide another language: %s', (language, text) => {
    expect(isFound('language', text, { language })).toBe(true);
  });
});

testRulesByLanguage('what readers of a hidden post have to know', {
  sensitive: {
    en: { given: { isSensitive: true }, fails: ['A kitchen.'], passes: ['A kitchen knife with blood on it.'] },
    de: { given: { isSensitive: true }, fails: ['Eine Küche.'], passes: ['Ein Messer mit Blut.'] },
    fr: { given: { isSensitive: true }, fails: ['Une cuisine.'], passes: ['Un couteau, du sang.'] },
    es: { given: { isSensitive: true }, fails: ['Una cocina.'], passes: ['Una cocina con sangre.'] },
    ja: { given: { isSensitive: true }, fails: ['台所の机。'], passes: ['血のついた布。'] },
  },
});

testRulesByLanguage('the name of a kind of picture', {
  medium: {
    en: { given: { kind: 'screenshot' }, fails: ['Two blue buttons.'], passes: ['Screenshot of settings.'] },
    de: { given: { kind: 'chart' }, fails: ['Vier Farben.'], passes: ['Diagramm mit vier Balken.'] },
    fr: { given: { kind: 'artwork' }, fails: ['Un chat bleu.'], passes: ['Dessin d’un chat bleu.'] },
    es: { given: { kind: 'chart' }, fails: ['Cuatro colores.'], passes: ['Gráfico de cuatro barras.'] },
    it: { given: { kind: 'artwork' }, fails: ['Un gatto blu.'], passes: ['Affresco con un gatto blu.'] },
    ja: { given: { kind: 'artwork' }, fails: ['青い猫。'], passes: ['青い猫のイラスト。'] },
  },
});

testRules('what the kind of picture asks for', {
  kind: {
    given: { kind: 'chart' },
    fails: ['Bar chart about rain.'],
    passes: ['Bar chart: rain rises.', 'June has 90 mm.', 'Pie chart: sleep takes a third.'],
  },
});

describe('a meme', () => {
  const meme = { kind: 'meme', visibleText: 'ONE MORE COFFEE' } as const;
  it('wants its words', () => {
    expect(isFound('kind', 'A cup of coffee.', meme)).toBe(true);
    expect(isFound('kind', 'A cup below "ONE MORE COFFEE".', meme)).toBe(false);
    expect(isFound('kind', 'A cup of coffee.', { ...meme, visibleText: null })).toBe(false);
  });
});

testRules('the text in the picture', {
  'lost-text': {
    given: { visibleText: 'Wasser wird abgestellt am Dienstag' },
    fails: ['Ein Zettel an einer Tür.', 'Ein Zettel: „Wasser am Freitag“.'],
    passes: ['Ein Zettel: „Wasser wird abgestellt am Dienstag“.', 'Zettel: „WASSER WIRD ABGESTELT“, am Dienstag.'],
  },
  'unverified-quote': {
    given: { visibleText: 'OPEN DAILY 9:00-17:30' },
    fails: ['A sign: "Closed on Sundays".'],
    passes: ['A sign: "Open daily 9:00–17:30".', 'A sign without words.'],
  },
});

testRules('the text in a chart', {
  'lost-text': {
    given: {
      kind: 'chart',
      visibleText: 'Rainfall in Bergen 2025\n200 150 100 50\nJan Feb Mar Apr May Jun Jul Aug\nmm',
    },
    fails: ['A bar chart.', 'A bar chart with eight blue bars, the last one the highest.'],
    passes: ['Bar chart "Rainfall in Bergen 2025": it falls from 200 mm in January to 50 in May, then rises.'],
  },
});

testRules('the text in a photograph', {
  'photo-text': {
    given: { kind: 'photo', visibleText: 'BÄCKEREI\nBLUMEN\nOPTIK\nAPOTHEKE' },
    fails: ['A yellow tram stops before a row of shops.'],
    passes: ['A yellow tram before a row of shops: Bäckerei, Blumen, Optik.'],
  },
});

describe('text that hardly anybody wants to hear', () => {
  const ofText = (text: string, visibleText: string, kind: RuleContext['kind']) =>
    judge(text, { ...context, visibleText, kind })
      .filter(({ id }) => /text$/.test(id))
      .map(({ id, severity }) => `${id}: ${severity}`);

  it.each([
    ['A wall clock shows ten past ten.', '12 11 10 9 8\n7 6 5 4 3', null],
    ['A chat between two people about lunch.', '12:30 87% 5G 12:28', 'screenshot'],
    ['A heron stands in shallow water.', '© Jane Doe Photography', null],
    ['A heron stands in shallow water.', 'Photo by Jane Doe and Company', null],
  ] as const)('is not asked for: %s %s', (text, visibleText, kind) => {
    expect(ofText(text, visibleText, kind)).toEqual([]);
  });

  it.each([
    ['A cat lies on a keyboard.', 'Esc Tab Shift Ctrl Alt Enter'],
    ['A tram in a street with shops.', 'BÄCKEREI\nBLUMEN\nOPTIK'],
    ['A runner with a bib crosses a bridge.', 'SPARKASSE\nMarathon Bonn\n4711'],
  ])('is no error in a photograph, and no reason to look twice: %s', (text, visibleText) => {
    expect(ofText(text, visibleText, 'photo')).toEqual(['photo-text: warning']);
    expect(retryReasonOf(judge(text, { ...context, visibleText, kind: 'photo' }))).toBeNull();
  });

  it('is an error where it is what the picture is about', () => {
    expect(ofText('A page.', 'Wasser wird abgestellt am Dienstag', 'document')).toEqual(['lost-text: error']);
  });
});

describe('text that was or was not looked for', () => {
  it('is missed only where it was read, and is more than a word or two', () => {
    expect(isFound('lost-text', 'A mug.', { visibleText: null })).toBe(false);
    expect(isFound('lost-text', 'A mug.', { visibleText: '' })).toBe(false);
    expect(isFound('lost-text', 'A mug.', { visibleText: 'BEST DAD' })).toBe(false);
  });

  it('is forgiven accents, a wrong letter and an overlooked space', () => {
    const visibleText = 'Cafe ferme Straβe Lundimatin';
    expect(isFound('lost-text', 'Panneau « Café fermé, Straße, lundi matin ».', { visibleText })).toBe(false);
  });

  it('is doubted where nothing was read, but not in letters that cannot be', () => {
    expect(isFound('unverified-quote', 'A sign: "Closed".', { visibleText: '' })).toBe(true);
    expect(isFound('unverified-quote', 'Πινακίδα: «ΠΡΟΣΟΧΗ».', { visibleText: '' })).toBe(false);
    expect(isFound('unverified-quote', 'A sign: "Closed".', { visibleText: null })).toBe(false);
  });

  it('is marked as it stands in the description', () => {
    const findings = judge('A sign: "Closed" and "Open".', { ...context, visibleText: 'OPEN' });
    expect(findings.find(({ id }) => id === 'unverified-quote')?.marks).toEqual(['Closed']);
  });
});

testRules('the post and its other pictures', {
  'repeats-post': {
    fails: ['My cat is asleep on the old chair again.'],
    passes: ['A tabby cat asleep on a wooden chair.', 'A cat.'],
    given: { postText: 'Look: my cat is asleep on the old chair again today.' },
  },
  'same-as-sibling': { fails: ['A cat.', 'a CAT!'], passes: ['A dog.'], given: { siblings: ['A cat.'] } },
});
