import type { RuleWords } from './rule-words.ts';
import { photoBy, word } from './word.ts';

export const de: RuleWords = {
  picturePhrases: [/^(das|dieses|ein)?\s*(bild|foto|die grafik)\s+(zeigt|von|mit(?! (?:\p{L}+ ){0,2}rahmen))\b/iu],
  assistantTalk: [
    /(?<!\p{L})(ich (kann|sehe|bin nicht|vermute)|es tut mir leid|als ki|sprachmodell|lass mich wissen|du hast .{0,20}hochgeladen)(?!\p{L})/iu,
  ],
  credit: [word('bildnachweis|lizenziert unter|alle rechte vorbehalten'), photoBy('[Ff]oto(?:grafie)?', ':', 'von')],
  backgroundFirst: [/^(im hintergrund|vor (einem|dem) (\p{L}+ )?hintergrund|der hintergrund|in der ferne)/iu],
  mood: [
    word(
      '(?:wunderschön|atemberaubend|idyllisch|malerisch|bezaubernd|stimmungsvoll|traumhaft|herrlich|zauberhaft|friedvoll|beeindruckend)(?:e[nmrs]?)?',
    ),
  ],
  hedges: [word('scheinbar|anscheinend|vermutlich|vielleicht|möglicherweise|wahrscheinlich|offenbar|könnte[n]?')],
  unreadable: [word('unleserlich(?:e[nmrs]?)?|nicht (?:zu )?(?:lesbar|lesen|entziffern)|unlesbar(?:e[nmrs]?)?')],
  genderAndAge: [
    word(
      'mann|männer[ns]?|frau(?:en)?|mädchen|ältere[nmrs]? (?:person(?:en)?|menschen?|paar|leute)|alte[nmrs]? (?:mensch(?:en)?|leute)|mittleren alters|jugendliche[nr]?|teenager[ns]?|senior(?:en|in|innen)?|junge[nrs]? (?:person(?:en)?|leute|menschen)|herr(?:en)?|dame(?:n)?|(?:ein(?:en?|em)?|der|den|zwei|kleiner?) jungen?(?= \\p{Ll}|[.,])',
    ),
  ],
  guesses: [
    word(
      '(?:asiatisch|afrikanisch|arabisch|südländisch|schwarz|weiß|muslimisch|jüdisch|indisch|chinesisch)e[nmrs]? (?:person(?:en)?|menschen?|familien?|paar|mann|männer|frau(?:en)?|kind(?:er)?|aussehende[nr]?)|südländer(?:in)?',
    ),
    word(
      '(?:person|mann|frau|kind|junge|mädchen),? (?:etwa |ungefähr )?\\d+ jahre alt|\\d+[- ]?jährige[nmrs]? (?:person|mann|frau|kind|junge|mädchen)|(?:anfang|mitte|ende) (?:\\d0|zwanzig|dreißig|vierzig|fünfzig|sechzig|siebzig)',
    ),
    word(
      'schwanger(?:e[nmrs]?)?|übergewichtig(?:e[nmrs]?)?|behindert(?:e[nmrs]?)?|betrunken(?:e[nmrs]?)?|depressiv(?:e[nmrs]?)?|krank(?:e[nmrs]?)|gehörlos(?:e[nmrs]?)?|blinde[nmrs]? (?:person|menschen?)',
    ),
    word(
      'ehepaar|liebespaar|ehemann|ehefrau|(?<!schrauben? und )mutter|vater|tochter|töchter|sohn|söhne|brüder|bruder|schwestern?|geschwister|gro(?:ß|ss)(?:mutter|vater|eltern)|freundin|kollegen',
    ),
    /(?<=(?<!\p{L})(?:sieht aus wie|ähnelt|bekannt als) (?:dem |der )?)\p{Lu}\p{L}+ \p{Lu}\p{L}+/u,
    /(?<=(?<!\p{L})(?:(?:Bundesk|K)anzler|(?:Bundesp|P)räsident|Minister|Politiker|Schauspieler|Sänger)(?:in)? |(?<!\p{L})(?:Person|Mann|Frau|Kind|Junge|Mädchen) namens )\p{Lu}\p{L}+(?: \p{Lu}\p{L}+)?/u,
    word(
      'rom|venedig|wien|münchen|hamburg|berlin|paris|london|tokio|new york|eiffelturm|brandenburger tor|(?:in|bei) den alpen',
    ),
  ],
  appearance: [word('(?:dunkel|hell)häutig(?:e[nmrs]?)?|hautfarbe|(?:dunkler|heller|brauner|blasser) haut|hautton')],
  sensitive: [
    word(
      'nackt(?:e[nmrs]?)?|unterwäsche|brüste|gesäß|penis|sex|blut(?:ig(?:e[nmrs]?)?)?|wunden?|verletzt(?:e[nmrs]?)?|tot(?:e[nmrs]?)?|waffen?|messer|spritzen?|spinnen?|schlangen?|alkohol|bier|wein|fleisch|essen|blickkontakt|feuer|krieg',
    ),
  ],
};
