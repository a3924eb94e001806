import type { RuleWords } from './rule-words.ts';
import { photoBy, word } from './word.ts';

export const nl: RuleWords = {
  picturePhrases: [/^(deze|een|de)?\s*(afbeelding|foto)\s+(van|toont)\b/i],
  assistantTalk: [/(?<!\p{L})(het spijt me|ik kan (niet|geen)|als ai|ik zie|taalmodel|laat me weten)(?!\p{L})/iu],
  credit: [word('onder licentie|alle rechten voorbehouden'), photoBy('[Ff]oto', ':| door', 'van')],
  backgroundFirst: [/^(op de achtergrond|in de verte|de achtergrond)/iu],
  mood: [word('prachtige?|adembenemende?|schilderachtige?|betoverende?|idyllische?|sfeervolle?')],
  hedges: [word('misschien|waarschijnlijk|mogelijk|lijkt|lijken|wellicht')],
  unreadable: [word('onleesbare?|te (?:klein|wazig) om te lezen')],
  genderAndAge: [word('man|mannen|vrouw|vrouwen|jongens?|meisjes?|heer|heren|dames?|bejaarden?|tieners?')],
  guesses: [
    word(
      '(?:aziatische?|afrikaanse?|arabische?|zwarte|witte|blanke) (?:person(?:en)?|persoon|mensen|man|mannen|vrouw(?:en)?|kind(?:eren)?)|(?:persoon|man|vrouw|kind) van \\d+ jaar|zwangere?|gehandicapte?|dronken|echtgeno(?:ot|te)|moeder|vader|dochter|zoon|broers?|zussen|zus|oma|opa|vriendin',
    ),
  ],
  appearance: [word('(?:donkere|lichte|blanke|bruine) huid|huidskleur')],
  sensitive: [
    word('naakte?|bloed|gewonde?|dode?|wapens?|mes|spinnen|spin|slang|alcohol|bier|wijn|vlees|eten|vuur|oorlog'),
  ],
};
