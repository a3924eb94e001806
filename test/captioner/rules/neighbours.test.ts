import { describe, expect, it } from 'vitest';
import { isInOtherLanguage, loadLanguages, needsLibrary } from '../../../src/captioner/text/language.ts';
import { outsideQuotes } from '../../../src/captioner/text/text-parts.ts';
import { goodCaptions } from '../../support/captions/index.ts';

/** Languages that are easily taken for each other, or that only the library knows. */
const others: Record<string, string[]> = {
  ca: [
    'Dues persones seuen en un banc davant del mar i mengen gelat.',
    'Un gos petit de color marró corre per la platja amb una pilota vermella a la boca.',
  ],
  gl: [
    'Un gato atigrado durme nunha cadeira vella a carón da fiestra da cociña.',
    'Unha cunca branca con café sobre unha mesa de madeira, cun libro aberto ao lado.',
  ],
  da: ['En stribet kat sover på en gammel stol ved vinduet i et lille køkken.'],
  nb: ['En stripete katt sover på en gammel stol ved vinduet i et lite kjøkken.'],
  nn: ['Ein stripete katt søv på ein gamal stol ved vindauget i eit lite kjøken.'],
  sv: ['En randig katt sover på en gammal stol vid fönstret i ett litet kök.'],
  pl: ['Pręgowany kot śpi na starym krześle przy oknie małej kuchni, obok leży książka.'],
  cs: ['Bílý hrnek s kávou na dřevěném stole, vedle leží otevřená kniha.'],
  sk: ['Biely hrnček s kávou na drevenom stole, vedľa leží otvorená kniha.'],
  hr: ['Prugasta mačka spava na staroj stolici pokraj prozora male kuhinje.'],
  fi: ['Raidallinen kissa nukkuu vanhalla tuolilla pienen keittiön ikkunan vieressä.'],
  hu: ['Egy csíkos macska alszik egy régi széken a kis konyha ablaka mellett.'],
  ro: ['O pisică vărgată doarme pe un scaun vechi lângă fereastra unei bucătării mici.'],
  tr: ['Çizgili bir kedi, küçük mutfağın penceresinin yanındaki eski sandalyede uyuyor.'],
  eu: ['Katu marradun bat lo dago sukalde txiki bateko leiho ondoko aulki zahar batean.'],
  ru: ['Полосатая кошка спит на старом стуле у окна маленькой кухни.'],
  uk: ['Смугаста кішка спить на старому стільці біля вікна маленької кухні.'],
  bg: ['Раирана котка спи на стария стол до прозореца на малката кухня.'],
  ar: ['قطة مخططة تنام على كرسي قديم بجانب نافذة مطبخ صغير في الصباح.'],
  fa: ['یک گربه راه‌راه روی صندلی قدیمی کنار پنجره آشپزخانه کوچک خوابیده است.'],
  zh: [
    '一只虎斑猫睡在小厨房窗边的旧椅子上，旁边放着一杯咖啡和一本翻开的书，窗外正在下雨，屋顶上有两只鸽子和一只黑猫。',
  ],
  cy: ['Mae cath streipiog yn cysgu ar hen gadair wrth ffenestr y gegin fach.'],
};
const texts = [
  ...goodCaptions.map(({ language, text }) => ({ language, text })),
  ...Object.entries(others).flatMap(([language, list]) => list.map((text) => ({ language, text }))),
].map(({ language, text }) => ({ language, text: outsideQuotes(text) }));

const takenForOthers = () => texts.filter(({ language, text }) => isInOtherLanguage(text, language));

// The library comes in the course of this file, once for all that follows.
describe('a text in its own language', () => {
  it('is never another one by script and small words alone', () => {
    expect(takenForOthers()).toEqual([]);
  });

  it('is seldom worth the library', () => {
    const inDoubt = goodCaptions.filter(({ language, text }) => needsLibrary(outsideQuotes(text), language));
    expect(inDoubt.length / goodCaptions.length).toBeLessThan(0.35);
  });

  it('is never another one by the library either', async () => {
    await loadLanguages();
    expect(takenForOthers()).toEqual([]);
  });

  it.each([
    ['da', 'nb'],
    ['nb', 'da'],
    ['nn', 'da'],
    ['es', 'ca'],
    ['es', 'gl'],
    ['pt', 'gl'],
    ['ru', 'bg'],
  ])('wanted in %s is let pass in %s, which is close', (wanted, close) => {
    expect(others[close]?.filter((text) => isInOtherLanguage(text, wanted))).toEqual([]);
  });

  it.each(['pl', 'fi', 'hu', 'tr', 'ru', 'ar', 'ko', 'ja', 'zh'])('is not English where %s is wanted', (wanted) => {
    const english = goodCaptions.filter(({ language }) => language === 'en');
    const long = english.filter(({ text }) => (outsideQuotes(text).match(/\p{L}/gu)?.length ?? 0) >= 40);
    expect(long.length).toBeGreaterThan(30);
    expect(long.filter(({ text }) => !isInOtherLanguage(outsideQuotes(text), wanted))).toEqual([]);
  });
});
