import type { RuleWords } from './rule-words.ts';
import { photoBy, word } from './word.ts';

export const es: RuleWords = {
  picturePhrases: [/^(esta|una|la)?\s*(imagen|foto)\s+(de|muestra)\b/i],
  assistantTalk: [
    /(?<!\p{L})(lo siento|no puedo|puedo ver|veo (un|una|el|la)|como (una )?ia|modelo de lenguaje|avísame)(?!\p{L})/iu,
  ],
  credit: [
    word('créditos? de la foto|bajo licencia|todos los derechos reservados'),
    photoBy('[Ff]oto(?:grafía)?', ':| por', 'de'),
  ],
  backgroundFirst: [/^(al fondo|en el fondo|de fondo|sobre un fondo|el fondo|a lo lejos)/iu],
  mood: [
    word(
      '(?:hermos[oa]|impresionante|pintoresc[oa]|idílic[oa]|encantador|encantadora|seren[oa]|majestuos[oa]|(?<!piedras? )precios[oa]|espectacular|maravillos[oa])(?:e?s)?',
    ),
  ],
  hedges: [word('quizás?|tal vez|parecen?|probablemente|posiblemente|al parecer|podrían?')],
  unreadable: [word('ilegibles?|demasiado (?:pequeñ[oa]|borros[oa])s? para (?:leer(?:lo|la|se)?)')],
  genderAndAge: [
    word(
      'hombres?|muje(?:r|res)|niñ[oa]s?|chic[oa]s?|señor(?:a|es|as)?|ancian[oa]s?|adolescentes?|de mediana edad|jóvenes|personas? (?:joven|jóvenes|mayor(?:es)?)',
    ),
  ],
  guesses: [
    word(
      '(?:persona|hombre|mujer|niñ[oa]|familia|pareja)(?:s|es)? (?:asiátic[oa]|african[oa]|latin[oa]|árabe|negr[oa]|blanc[oa]|musulm(?:án|ana)|judí[oa]|indi[oa]|chin[oa])(?:s|es)?|caucásic[oa]s?|de (?:origen|aspecto) (?:asiático|africano|árabe|latino)',
    ),
    word(
      '(?:veinte|treint|cuarent|cincuent|sesent)añer[oa]s?|cuarent(?:ón|ona)|(?:persona|hombre|mujer|niñ[oa]) de (?:unos )?\\d+ años|\\d+ años de edad',
    ),
    word(
      'embarazadas?|obes[oa]s?|discapacitad[oa]s?|borrach[oa]s?|autistas?|deprimid[oa]s?|enferm[oa]s?|sord[oa]s?|personas? ciegas?',
    ),
    word(
      'espos[oa]|esposos|esposas(?! (?:metálicas?|de metal|de acero|policiales))|marido|madres?|padres?|herman[oa]s?|abuel[oa]s?|novi[oa]s?|hij[oa]s?|matrimonio',
    ),
    /(?<=(?<!\p{L})(?:se parece a|conocid[oa] como) )\p{Lu}\p{L}+(?: \p{Lu}\p{L}+)?/u,
    /(?<=(?<!\p{L})(?:[Pp]residente|[Pp]residenta|[Mm]inistr[oa]|[Aa]ctor|[Aa]ctriz|[Cc]antante|(?:persona|hombre|mujer|niñ[oa]) llamad[oa]) )\p{Lu}\p{L}+(?: \p{Lu}\p{L}+)?/u,
    /(?<=(?<!\p{L})(?:calle|ciudad|pueblo|plaza|playa|puerto|estación|mercado|tienda|iglesia) (?:de|en) )(?!Navidad|Semana)\p{Lu}\p{L}+(?: \p{Lu}\p{L}+)?/u,
    word('parís|londres|venecia|roma|berlín|torre eiffel|tokio|nueva york|barcelona|madrid|los alpes'),
  ],
  appearance: [word('(?:piel|tez) (?:oscura|clara|morena|negra|blanca|pálida)|color de piel')],
  sensitive: [
    word(
      'desnud[oa]s?|pechos?|nalgas|pene|sexo|sangre|heridas?|herid[oa]s?|muert[oa]s?|armas?|cuchillos?|jeringas?|arañas?|serpientes?|alcohol|cerveza|vino|carne|comida|fuego|guerra|ropa interior',
    ),
  ],
};
