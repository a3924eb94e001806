import type { RuleWords } from './rule-words.ts';
import { word } from './word.ts';

export const en: RuleWords = {
  picturePhrases: [
    /^(this|the|an?)?\s*(image|picture|photo|photograph|graphic|pic)\s+(of|shows?|showing|depicts?|features?|is|with(?! an? (?:\p{L}+ ){0,2}frame))\b/iu,
  ],
  assistantTalk: [
    /\b(as an ai|language model|i['’]?m (sorry|unable|not able)|i am (sorry|unable|not able)|i (can(not|['’]t)|could(n['’]t| not)) )/i,
    /\b(i (can )?see|i think|i believe|let me know|here is (a|the|your) (description|caption|alt)|the prompt (?:asks|says|wants|requests))\b/i,
    /^[\s*]*(?:(?:so|okay|first),? )?the user (?:wants|asks)\b|\bthe user (?:wants|asks)(?: me| for)? (?:\p{L}+ ){0,3}(?:alt|caption|description)\b/iu,
    /\b(you (provided|shared|uploaded)|the (image|picture|photo) you|in summary|based on the (image|post|context))\b/i,
  ],
  credit: [
    /©|\bcc[ -]by\b/i,
    word(
      'photo(?:graph)?(?: credits?)? by|image credits?|photo credits?|courtesy of|licen[cs]ed under|all rights reserved',
    ),
  ],
  backgroundFirst: [
    /^(in|against|on) (the|a) (\p{L}+ )?(background|backdrop|distance)/iu,
    /^(the|a) (\p{L}+ )?(background|backdrop) /iu,
  ],
  mood: [
    word(
      'beautiful(?:ly)?|stunning|breathtaking|serene|picturesque|captivating|mesmeri[sz]ing|vibrant|idyllic|charming|majestic|gorgeous|enchanting|delightful|awe-inspiring|whimsical|heartwarming|tranquil(?:ity)?',
    ),
  ],
  hedges: [
    word(
      'appears? to|appearing to|seems? to|seemingly|possibly|perhaps|maybe|(?:most )?likely|probably|might be|could be|may be|presumably',
    ),
  ],
  unreadable: [word('too (?:small|blurry|blurred|faint|dark) to (?:read|make out)|illegible|unreadable|not legible')],
  genderAndAge: [
    word(
      '(?:wo)?m[ae]n|boys?|girls?|ladies|lady|gentlem[ae]n|females?|males?|elderly|middle-aged|teen(?:s|age(?:rs?|d)?)?|(?:young|old|older) (?:person|people|adults?|couple)',
    ),
  ],
  guesses: [
    word(
      '(?:asian|african|arab|middle[- ]eastern|latin[oa]|black|white|indian|chinese|muslim|jewish|christian|european)(?:-looking)? (?:m[ae]n|wom[ae]n|person|people|child(?:ren)?|boys?|girls?|famil(?:y|ies)|couples?)|african-american|caucasian|hispanic|of (?:asian|african|arab|european) (?:descent|origin)',
    ),
    word(
      'in (?:his|her|their) (?:early |mid |mid-|late )?(?:\\d0s|twenties|thirties|forties|fifties|sixties|seventies|eighties)|\\d+[- ]year[- ]old (?:person|people|m[ae]n|wom[ae]n|child|boys?|girls?|kids?)|aged (?:about |around )?\\d+',
    ),
    word(
      'pregnant|overweight|obese|disabled|handicapped|autistic|depressed|drunk|anorexic|wheelchair-bound|blind (?:person|people)|deaf',
    ),
    word(
      '(?:married|romantic) couple|husbands?|wi(?:fe|ves)|mothers?(?!-of-pearl)|fathers?(?! christmas)|daughters?|sons?|brothers?|sisters?|siblings|grand(?:mother|father|parents|child)(?:s|ren)?|girlfriends?|boyfriends?|colleagues',
    ),
    /(?<=\b(?:resembl(?:es|ing)|looks? like|looking like|known as|believed to be|identified as) )\p{Lu}\p{L}+(?: \p{Lu}\p{L}+)?/u,
    /(?<=\b(?:[Pp]resident|[Cc]hancellor|[Mm]inister|[Ss]enator|[Aa]ctor|[Aa]ctress|[Ss]inger|[Pp]olitician|[Ff]ootballer|(?:person|m[ae]n|woman|child|boy|girl) (?:named|called)) )\p{Lu}\p{L}+(?: \p{Lu}\p{L}+)?/u,
    word(
      'paris|london|new york|tokyo|berlin|rome|venice|amsterdam|barcelona|madrid|vienna|san francisco|kyoto|eiffel tower|big ben|times square|golden gate bridge|brandenburg gate|mount fuji|the alps',
    ),
    /(?<=\b(?:street|city|town|village|beach|park|harbou?r|market|square|shop|caf[eé]|station|church|bridge|house) (?:in|of) )(?!(?:January|February|March|April|May|June|July|August|September|October|November|December|Spring|Summer|Autumn|Winter|Christmas|Lego)\b)\p{Lu}\p{L}+(?: \p{Lu}\p{L}+)?/u,
  ],
  appearance: [
    word('(?:dark|light|fair|brown|pale|olive|tan|black|white)[- ]skin(?:ned)?|skin (?:tone|colou?r)|complexion'),
  ],
  sensitive: [
    word(
      'nude|naked|nudity|topless|shirtless|underwear|lingerie|breasts?|buttocks|genitals|penis|vulva|sex(?:ual)?|blood|bloody|wounds?|injur(?:y|ed|ies)|corpse|dead|weapons?|guns?|knife|needle|syringe|spiders?|snakes?|vomit|cigarettes?|alcohol|beer|wine|food|meat|eye contact|fire|smoke|war|tank',
    ),
  ],
};
