import type { RuleWords } from './rule-words.ts';
import { photoBy, word } from './word.ts';

export const fr: RuleWords = {
  picturePhrases: [/^(cette|une|l['’])?\s*(image|photo|photographie)\s+(de|d['’]|montre|représente)/i],
  assistantTalk: [
    /(?<!\p{L})(je (ne peux|ne suis pas|vois|pense|suis désolée?)|en tant qu['’]ia|n['’]hésitez pas à (?:me|nous|demander)|modèle de langage)/iu,
    /^[\s*]*désolée?\s*[,!]\s*(?:mais|je|j['’])(?!\p{L})/iu,
  ],
  credit: [word('crédits? photo|sous licence|tous droits réservés'), photoBy('[Pp]hoto', ' :|:| par', 'de')],
  backgroundFirst: [/^(en arrière-plan|à l['’]arrière-plan|au fond|l['’]arrière-plan|sur fond)/iu],
  mood: [
    word(
      '(?:magnifique|époustouflante?|pittoresque|idyllique|enchanteur|enchanteresse|paisible|charmante?|splendide|sublime|ravissante?|superbe)s?',
    ),
  ],
  hedges: [word('peut-être|sembl(?:e|ent)|probablement|sans doute|apparemment|on dirait|pourrai(?:t|ent)')],
  unreadable: [word('illisibles?|trop (?:petite?|floue?|petits?|petites?)s? pour (?:être lue?s?|lire)')],
  genderAndAge: [
    word(
      'hommes?|femmes?|garçons?|filles?|fillettes?|dames?|monsieur|âgée?s?|adolescente?s?|jeunes? (?:personnes?|gens)',
    ),
  ],
  guesses: [
    word(
      "(?:personne|homme|femme|enfant|famille|couple)s? (?:asiatique|africaine?|arabe|maghrébine?|noire?|blan(?:c|che)|musulmane?|jui(?:f|ve)|indienne?|chinoise?)s?|caucasien(?:ne)?s?|d[’'](?:origine|apparence) (?:asiatique|africaine|arabe|maghrébine)",
    ),
    word(
      "(?:quadra|quinqua|sexa|septua)génaires?|(?:âgée?s?|personne|homme|femme|enfant|fille|garçon) d(?:e |['’]environ )\\d+ ans|la (?:trentaine|quarantaine|cinquantaine|soixantaine)",
    ),
    word(
      '(?:femme|personne)s? enceintes?|(?:est|sont|semble) enceintes?|obèses?|handicapée?s?|ivres?|autistes?|dépressi(?:f|ve)s?|(?<!(?:plante|arbre|arbuste|feuille)s? )malades?|sourde?s?|personnes? aveugles?',
    ),
    word(
      'époux|épouse|mari|mères?|pères?(?! noël)|frères?|sœurs?|grand-(?:mère|père)s?|grands-parents|petit ami|petite amie|collègues',
    ),
    /(?<=(?<!\p{L})(?:ressemble à|connue? comme) (?:l['’])?)\p{Lu}\p{L}+(?: \p{Lu}\p{L}+)?/u,
    /(?<=(?<!\p{L})(?:(?:[Pp]résident|[Mm]inistre|[Aa]cteur|[Aa]ctrice|[Cc]hanteu(?:r|se))(?:e|te)?|(?:personne|homme|femme|enfant) (?:nommée?|appelée?)) )\p{Lu}\p{L}+(?: \p{Lu}\p{L}+)?/u,
    /(?<=(?<!\p{L})(?:rue|ville|village|place|plage|port|gare|marché|café|église) (?:de |à |d['’]))(?!Noël|Pâques)\p{Lu}\p{L}+(?:-\p{L}+)*/u,
    word('paris|londres|rome|venise|berlin|new york|tour eiffel|tokyo|les alpes'),
  ],
  appearance: [word('(?:peau|teint) (?:noire?|claire?|foncée?|mate?|pâle|brune?|blanche)|couleur de peau')],
  sensitive: [
    word(
      'nue?s?|seins|fesses|pénis|sexe|sang|blessures?|blessée?s?|morte?s?|armes?|couteaux?|seringues?|araignées?|serpents?|alcool|bière|vin|viande|nourriture|feu|guerre|sous-vêtements',
    ),
  ],
};
