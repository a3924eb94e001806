import type { RuleWords } from './rule-words.ts';
import { photoBy, word } from './word.ts';

export const it: RuleWords = {
  picturePhrases: [/^(questa|un['’]|l['’])?\s*(immagine|foto)\s+(di|mostra)\b/i],
  assistantTalk: [
    /(?<!\p{L})(mi dispiace|non posso|come ia|vedo (un|una|il|la)|modello linguistico|fammi sapere)(?!\p{L})/iu,
  ],
  credit: [word('con licenza|tutti i diritti riservati'), photoBy('[Ff]oto', ':', 'di')],
  backgroundFirst: [/^(sullo sfondo|in lontananza|lo sfondo)/iu],
  mood: [word('splendid[oaie]|mozzafiato|incantevol[ei]|suggestiv[oaie]|pittoresc[oa]|meraviglios[oaie]|magnific[oa]')],
  hedges: [word('forse|sembra(?:no)?|probabilmente|pare')],
  unreadable: [word('illeggibil[ei]|troppo piccol[oaie] per (?:essere lett[oaie]|leggere)')],
  genderAndAge: [word('uomo|uomini|donn[ae]|ragazz[oaie]|bambin[oaie]|signor[ae]|signori|anzian[oaie]|adolescent[ei]')],
  guesses: [
    word(
      '(?:person[ae]|uom(?:o|ini)|donn[ae]|bambin[oaie]|famiglia) (?:asiatic(?:o|a|i|he)|african[oaie]|arab[oaie]|ner[oaie]|bianc(?:o|a|hi|he))|(?:persona|uomo|donna|bambin[oa]|ragazz[oa]) di (?:circa )?\\d+ anni|incinta|disabil[ei]|ubriac(?:o|a|hi|he)|moglie|marito|madre|padre|figli[oae]?|fratell[oi]|sorell[ae]|nonn[oaie]|fidanzat[oaie]',
    ),
  ],
  appearance: [word('pelle (?:scura|chiara|olivastra)|carnagione')],
  sensitive: [
    word(
      'nud[oaie]|sangue|ferit[oaie]|mort[oaie]|arm[ai]|coltell[oi]|ragn[oi]|serpent[ei]|alcol|birra|vino|carne|cibo|fuoco|guerra',
    ),
  ],
};
