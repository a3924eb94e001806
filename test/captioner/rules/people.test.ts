import { describe, expect, it } from 'vitest';
import { judge } from '../../../src/captioner/rules/rules.ts';
import { context, isFound, testRules, testRulesByLanguage } from './table.ts';

testRulesByLanguage('what is guessed about people and places', {
  guess: {
    en: {
      fails: [
        'An Asian person.',
        'A married couple.',
        'A 30-year-old woman.',
        'A woman in her sixties.',
        'The singer Ada Blue on a stage.',
        'A street in Lyon.',
        'A small shop in Porto.',
        'Somebody with their mother.',
        'A tower in Paris.',
        'A pregnant guest.',
      ],
      passes: [
        'A person with grey hair.',
        'Two people hold hands.',
        'An iron tower.',
        'An elderly woman.',
        'A 400-year-old oak.',
        'A market in December.',
        'A house of Lego bricks.',
      ],
    },
    de: {
      fails: [
        'Eine 30-jährige Frau.',
        'Ein Ehepaar am Tisch.',
        'Ein Platz in Wien.',
        'Eine schwangere Person.',
        'Kanzlerin Anna Blume winkt.',
      ],
      passes: ['Eine Person mit grauem Haar.', 'Zwei Menschen am Tisch.', 'Eine 300-jährige Eiche.'],
    },
    fr: {
      fails: [
        'Une femme de 40 ans.',
        'L’actrice Anne Martin salue.',
        'Un père et son fils.',
        'Une rue de Paris.',
        'Le port de Marseille.',
        'Des personnes asiatiques.',
      ],
      passes: ['Une personne aux cheveux gris.', 'Une rue de pavés.', 'Un marché de Noël.'],
    },
    es: {
      fails: [
        'Un hombre de unos 40 años.',
        'La actriz Ana Pérez saluda.',
        'Una madre con un bebé.',
        'Una calle de Madrid.',
        'La playa de Gandía.',
        'Personas asiáticas.',
      ],
      passes: ['Una persona de pelo gris.', 'Un roble de 300 años.', 'Un mercado de Navidad.'],
    },
    ja: {
      fails: ['三十代の人。', '山田首相が立つ。', '母親と子ども。', '京都の道。', 'アジア系の人。'],
      passes: ['白髪の人が座っている。'],
    },
  },
  'gender-and-age': {
    en: {
      fails: ['A man on a bench.', 'Two girls run.', 'An elderly person.'],
      passes: ['A person on a bench.', 'A humanoid robot.'],
    },
    de: {
      fails: ['Eine Frau auf einer Bank.', 'Zwei Mädchen.', 'Eine ältere Person.'],
      passes: ['Eine Person auf einer Bank.'],
    },
    fr: { fails: ['Une femme sur un banc.', 'Une personne âgée.'], passes: ['Une personne sur un banc.'] },
    es: { fails: ['Un hombre en un banco.', 'Una persona mayor.'], passes: ['Una persona en un banco.'] },
    ja: { fails: ['女性が座っている。', '高齢者がいる。'], passes: ['人が座っている。'] },
  },
  appearance: {
    en: { fails: ['A person with dark skin.'], passes: ['A person in a dark coat.'] },
    de: { fails: ['Eine dunkelhäutige Person.'], passes: ['Eine Person in dunklem Mantel.'] },
    fr: { fails: ['Une personne à la peau claire.'], passes: ['Une personne en manteau clair.'] },
    es: { fails: ['Una persona de piel morena.'], passes: ['Una persona con abrigo.'] },
    ja: { fails: ['肌の色が濃い人。'], passes: ['コートを着た人。'] },
  },
});

testRules('names that the author uses', {
  'unused-name': {
    given: { names: 'Miso: my cat, grey\nAunt Ada - in the green hat', postText: 'Miso found the box' },
    fails: ['A grey cat in a box.'],
    passes: ['Miso, a grey cat, in a box.'],
  },
});

describe('what the author has said', () => {
  it('is no guess', () => {
    expect(isFound('guess', 'A bridge in Paris.', { language: 'en' })).toBe(true);
    expect(isFound('guess', 'A bridge in Paris.', { language: 'en', postText: 'Two days in Paris' })).toBe(false);
    expect(isFound('guess', 'My mother waves.', { language: 'en', names: 'Rosa: my mother' })).toBe(false);
    expect(isFound('guess', 'A street in Lyon.', { language: 'en', postText: 'Back from Lyon!' })).toBe(false);
    expect(isFound('guess', 'An Asian person.', { language: 'en', postText: 'Caucasians and Eurasian jays' })).toBe(
      true,
    );
    expect(isFound('guess', '京都の道。', { language: 'ja', postText: '京都へ行った' })).toBe(false);
    expect(isFound('guess', 'A poster for Paris.', { language: 'en', visibleText: 'PARIS' })).toBe(false);
  });

  it('is asked about only where the post speaks of it', () => {
    expect(isFound('unused-name', 'A cat.', { names: 'Miso: my cat', postText: 'Lunch' })).toBe(false);
  });
});

testRulesByLanguage('signs that only look like a guess', {
  guess: {
    en: { fails: ['A mother waves.'], passes: ['A mother-of-pearl button.'] },
    de: { fails: ['Eine Mutter winkt.'], passes: ['Eine Schraube und Mutter aus Stahl.'] },
    fr: {
      fails: ['Un père et un chien.', 'Une personne malade.'],
      passes: ['Un Père Noël en chocolat.', 'Des pères Noël en rang.', 'Plante malade aux feuilles jaunes.'],
    },
    es: {
      fails: ['Dos esposas bailan.', 'Una esposa y un perro.'],
      passes: ['Unas esposas metálicas sobre una mesa.', 'Esposas de metal en un cajón.'],
    },
    ja: {
      fails: ['母と子が歩く。', 'パリの塔。', 'ローマの広場。'],
      passes: ['空母と駆逐艦が並ぶ。', 'パリパリの皮の鶏肉。', 'パリッと焼けた皮。', 'ローマ字で書かれた札。'],
    },
  },
});

testRulesByLanguage('words that only sound like a guess', {
  guess: {
    en: {
      fails: ['Two Asian women laugh.', 'A person of African descent.'],
      passes: ['An African elephant.', 'A box of mother-of-pearl.', 'Arabic letters in ink.', 'A Chinese vase.'],
    },
    de: {
      fails: ['Zwei asiatische Frauen lachen.', 'Eine Mutter mit Kind.'],
      passes: ['Ein afrikanischer Elefant.', 'Schraube und Mutter.', 'Arabische Schrift.', 'Ein weißes Haus.'],
    },
    fr: {
      fails: ['Une femme africaine.', 'Une femme enceinte.'],
      passes: ['Une enceinte sans fil.', 'Un masque africain.', 'Trois fils électriques.', 'L’enceinte du château.'],
    },
    es: {
      fails: ['Un hombre árabe.', 'Dos mujeres asiáticas.'],
      passes: ['Un texto en árabe.', 'Un elefante africano.', 'Una pared blanca.'],
    },
    ja: { fails: ['アジア系の女性。', '八十代の女性。'], passes: ['アジアゾウ。', '八十台の車。', '外国の切手。'] },
  },
  'assistant-talk': {
    en: { fails: ['The prompt asks for a cat.'], passes: ['The prompt of a terminal blinks.'] },
    de: { fails: ['Als KI kann das niemand.'], passes: ['Ein Kissen in KI-Optik.'] },
    fr: { fails: ['N’hésitez pas à me demander.'], passes: ['« N’hésitez pas » est barré.'] },
    es: { fails: ['Como IA, no lo sé.'], passes: ['Un vestido como nuevo.'] },
    ja: { fails: ['AIとして答えます。'], passes: ['AIという看板。'] },
  },
  mood: {
    en: { fails: ['A charming house.'], passes: ['A charm on a chain.'] },
    de: { fails: ['Ein herrlicher Blick.'], passes: ['Ein Herr mit Hut.'] },
    fr: { fails: ['Une vue splendide.'], passes: ['Une vue sur le port.'] },
    es: { fails: ['Una vista preciosa.'], passes: ['Un anillo con una piedra preciosa.'] },
    ja: { fails: ['神秘的な森。'], passes: ['神社の森。'] },
  },
});

describe('words that most people would say', () => {
  it('stop nothing: they are notes', () => {
    const text = 'An elderly man, and a girl with dark skin.';
    const severities = judge(text, { ...context, language: 'en' }).map(({ severity }) => severity);
    expect(severities).toEqual(['info', 'info']);
  });
});

describe('doubt', () => {
  it('is a warning, so that nothing is published before a person has seen it', () => {
    const found = judge('Perhaps an elderly man.', { ...context, language: 'en' });
    expect(found.map(({ id, severity }) => [id, severity])).toEqual([
      ['hedge', 'warning'],
      ['gender-and-age', 'info'],
    ]);
  });

  it('is marked word by word, each once, for the reviewer to see where', () => {
    const [hedge] = judge('Possibly a fox, perhaps a dog, possibly both.', { ...context, language: 'en' });
    expect(hedge).toMatchObject({ id: 'hedge', marks: ['Possibly', 'perhaps', 'possibly'] });
    expect(hedge?.message).toEqual({ key: 'captioner.findingHedge', values: { word: 'Possibly' } });
  });
});
