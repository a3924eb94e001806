import type { RuleWords } from './rule-words.ts';
import { photoBy, word } from './word.ts';

export const pt: RuleWords = {
  picturePhrases: [/^(esta|uma|a)?\s*(imagem|foto)\s+(de|mostra)\b/i],
  assistantTalk: [
    /(?<!\p{L})(desculpe|não posso|como (uma )?ia|vejo (um|uma|o|a)|modelo de linguagem|me avise)(?!\p{L})/iu,
  ],
  credit: [word('sob licença|todos os direitos reservados'), photoBy('[Ff]oto', ':| por', 'de')],
  backgroundFirst: [/^(ao fundo|no fundo|em segundo plano|o fundo)/iu],
  mood: [
    word('lind[oa]s?|deslumbrantes?|encantador(?:a|es|as)?|seren[oa]s?|pitoresc[oa]s?|maravilhos[oa]s?|magnífic[oa]s?'),
  ],
  hedges: [word('talvez|parecem?|provavelmente|possivelmente|aparentemente')],
  unreadable: [word('ilegív(?:el|eis)|pequen[oa]s? demais para (?:ler|ser lid[oa]s?)')],
  genderAndAge: [
    word(
      'home(?:m|ns)|mulher(?:es)?|menin[oa]s?|rapaz(?:es)?|raparigas?|senhor(?:a|es|as)?|garot[oa]s?|idos[oa]s?|adolescentes?',
    ),
  ],
  guesses: [
    word(
      '(?:pessoa|home(?:m|ns)|mulher(?:es)?|criança|família)s? (?:asiátic[oa]|african[oa]|árabe|negr[oa]|branc[oa])s?|(?:pessoa|homem|mulher|menin[oa]) de (?:cerca de )?\\d+ anos|grávidas?|deficientes?|bêbad[oa]s?|espos[oa]s?|marido|mãe|pai|filh[oa]s?|irmão|irmãos|irmãs?|av[óô]s?|namorad[oa]s?',
    ),
  ],
  appearance: [word('pele (?:escura|clara|morena|negra|branca)')],
  sensitive: [
    word(
      'nu[as]?|nus|sangue|ferid[oa]s?|mort[oa]s?|armas?|facas?|aranhas?|cobras?|álcool|cerveja|vinho|carne|comida|fogo|guerra',
    ),
  ],
};
