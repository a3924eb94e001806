import { describe, expect, it } from 'vitest';
import { withItsLanguage } from '../../../src/captioner/rules/finding.ts';
import { isInOtherLanguage, languageOf } from '../../../src/captioner/text/language.ts';

const danish = 'En tur i skoven med et par venner og en hund. Et fint lys i dag.';
const norwegian = 'Et lite hus ved et vann, en båt og et nydelig lys over fjellet i kveld.';
const swedish = 'Ett litet hus vid en sjö, en båt och ett vackert ljus över berget i kväll.';
const mixed = "Finally got to see the Monet show at the Musée de l'Orangerie. Les Nymphéas et la lumière!";
const luxembourgish = 'Haut si mir mat eisen Kanner an de Bësch gaangen, an et war ganz schéin do.';

const settled = (postText: string, language: string | null = null) =>
  withItsLanguage({ language, postText }).then((post) => post.language);

// The library comes in the course of this file, once for all that follows.
describe('the language of a post that names none', () => {
  it('is never taken for a neighbour by small words alone', () => {
    const answers = [danish, norwegian, mixed, luxembourgish].map(languageOf);
    expect(answers).not.toContain('fr');
    expect(answers).not.toContain('de');
  });

  it('does without the library where there is nothing to ask it', async () => {
    expect(await settled(danish, 'en')).toBe('en');
    expect(await settled('Miso!')).toBeNull();
    expect(await settled('Miso!', 'und')).toBe('und');
    expect(languageOf(danish)).toBeUndefined();
  });

  it.each([
    ['da', danish],
    ['no', norwegian],
    ['sv', swedish],
    ['de', 'Heute war ich mit der Katze auf dem Balkon, und es hat den ganzen Tag geregnet.'],
    ['fr', 'Une belle journée dans le jardin avec les enfants et du soleil sur la terrasse.'],
    ['en', 'A walk in the woods with a couple of friends and a dog, and what a light it was.'],
    ['nl', 'Een wandeling in het bos met een paar vrienden en een hond. Mooi licht vandaag.'],
    ['pl', 'Dzisiaj spacer po lesie z przyjaciółmi i psem, a potem kawa na tarasie nad jeziorem.'],
    ['ja', 'きょうは友だちと犬と一緒に森を歩きました。とてもきれいな光でした。また行きたいと思っています、みんなで。'],
  ])('is %s, asked of the library too', async (language, text) => {
    expect(await settled(text)).toBe(language);
    expect(await settled(text, 'und')).toBe(language);
  });

  it('is one for what is spoken in Zagreb and Belgrade: neither is the wrong one of a description', async () => {
    const post = 'Danas je u Beogradu padala kiša ceo dan, pa smo ostali kod kuće i gledali filmove.';
    const language = (await settled(post)) ?? '';
    expect(language).toBe('hr');
    for (const text of [
      'Drveni sto sa belom šoljom kafe, pored nje leži otvorena knjiga i par naočara.',
      'Drveni stol s bijelom šalicom kave, pokraj nje leži otvorena knjiga i par naočala.',
      'Дрвени сто са белом шољом кафе, поред ње лежи отворена књига и пар наочара.',
    ])
      expect(isInOtherLanguage(text, language)).toBe(false);
  });

  it.each([
    ['English with a title in French', mixed],
    ['one that the library does not know', luxembourgish],
    [
      'Serbian that the library finds Slovenian',
      'Jutros sam na pijaci kupila jagode i trešnje, a posle smo deca i ja pravili kolač za baku.',
    ],
  ])('stays open where it is %s', async (_, text) => {
    expect(await settled(text)).toBeNull();
  });
});
