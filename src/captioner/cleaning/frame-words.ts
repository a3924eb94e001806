/**
 * How models begin and end when they talk to the person instead of describing, per language: en, de, fr, es, it, pt, nl,
 * ja. All patterns are anchored and bounded: a text of any length is read once.
 */

const agreement = [
  'sure(?: thing)?|certainly|of course|absolutely|okay|ok|alright|no problem|got it|understood',
  'gern|gerne|natürlich|selbstverständlich|klar|sicher|alles klar|verstanden',
  "bien sûr|bien entendu|certainement|avec plaisir|d['’]accord|entendu",
  'claro(?: que sí)?|por supuesto|desde luego|con gusto|de acuerdo|entendido',
  "certo|certamente|volentieri|va bene|d['’]accordo",
  'claro que sim|com certeza|com prazer',
  'natuurlijk|zeker|graag|prima|begrepen',
  'はい|もちろん(?:です)?|承知(?:いた)?しました|かしこまりました|了解(?:いた)?しました|わかりました',
].join('|');

/** A sentence about what the model has done or will do; only together with an announcement is it surely none of a caption. */
const aboutItself = [
  "i['’](?:d|ll|ve|m)|i (?:have|can|will|would)|let me|thank you|thanks",
  'ich (?:habe|kann|werde|helfe)|danke',
  "je (?:peux|vais)|j['’]ai|merci",
  'he |puedo|voy a|gracias',
  'ho |posso|vou |grazie|obrigad',
  'ik (?:heb|kan|zal)|bedankt',
].join('|');

/** Without one of these words `Here is the menu:` is a caption. */
const announced = [
  'alt(?:ernative)?[- ]?text|description|caption|json',
  'what (?:i (?:can )?see|(?:the|this|your) (?:image|picture|photo) (?:shows|depicts))',
  'alternativ-?text|beschreibung|bildunterschrift|beschreibungstext',
  'texte alt|légende',
  'texto alt|descripción|pie de (?:foto|imagen)',
  'testo alt|descrizione|didascalia',
  'descrição|legenda',
  'alt(?:ernatieve)?[- ]?tekst|beschrijving|bijschrift|omschrijving',
  '代替テキスト|alt(?:テキスト|文)|説明|キャプション|描写',
].join('|');

const announcing = [
  "here(?:['’]s| is| are)|below is|the following is|(?:based on|from) (?:the|this|your) [^,\\n]{1,40}, here(?:['’]s| is)",
  'hier (?:ist|sind|kommt|folgt|hast du|haben sie)|nachfolgend|im folgenden',
  'voici|voilà|ci-dessous',
  'aquí (?:está|tienes?|va)|a continuación',
  'ecco|di seguito',
  'aqui (?:está|vai|tem)|a seguir|segue',
  'hier(?:onder)? (?:is|staat|volgt|vind je)',
  '以下[はにが]|こちら[はが]|次[はが]',
].join('|');

/** Captions begin like this too: `This is a page from a guide with a description of the robin: a small brown bird.` */
const pointing = "this is|das ist|dies ist|c['’]est|est[ae] es|quest[ao] è|est[ae] é|dit is";

const named = [
  '(?-i:ALT)|alt(?:ernative)?[- ]?text|(?:(?:image|picture|photo|visual|short|detailed) )?description|(?:image )?caption',
  'alternativ-?text|(?:bild|kurz)?beschreibung',
  "texte alt(?:ernatif)?|description de l['’]image",
  'texto alt(?:ernativo)?|descripción',
  'testo alt(?:ernativo)?|descrizione',
  'descrição',
  'alt(?:ernatieve)?[- ]?tekst|(?:afbeeldings)?beschrijving',
  '代替テキスト|alt(?:テキスト|文)|(?:画像の)?説明文?|キャプション',
].join('|');

const article = "(?:(?:the|this|your|das|dieses|de[mnrs]|die|la|cette|el|il|lo|a|o|esta|questa|deze|de|het) |l['’])?";
const ofThePicture = `(?: (?:for|of|für|zum|zu|von|des|der|de|pour|del|della|do|da|para|per|van|voor)| dell['’]|) ?${article}(?:image|picture|photo(?:graph)?|screenshot|bild(?:e?s)?|foto|imagen|immagine|imagem|fotografía|afbeelding)`;
const inLanguage = ' (?:in|auf|en|em) \\p{L}{4,12}| \\([^()\\n]{1,30}\\)';

const toItsEnd = '[^:：\\n.!?。「"“„«]{0,90}';
/** What has a description is none: `Voici une carte avec sa légende : …`. */
const upToIt = `(?:(?! (?:with|mit|avec|con|com|met) )[^:：\\n.!?。「"“„«]){0,90}`;
const joins = 'with|of|in|on|from|mit|von|auf|aus|avec|de|du|dans|sur|con|en|di|com|em|met|van|op';
/** `a short`, `une brève`: no word that joins it to something else. */
const itsWords = `(?: (?!(?:${joins}) )[\\p{L}\\p{M}'’-]{1,20},?){0,4}? (?:[ld]['’])?`;
/** Not `captioned`, which a picture is. */
const wordEnd = '(?!ed )';
const space = '[ \\u00a0\\u202f]?';
const end = '(?:[ \\u00a0\\u202f]?[:：]|[。.]?[ \\t]*\\n)\\s*';
const begin = '^[\\s*_¡]{0,4}';

/** `Sure!`, `I have looked at it.`: left out when an announcement follows. */
export const politeness = new RegExp(
  `${begin}(?:(?:${agreement})${space}[,!.。、！:]{1,2}\\s*|(?:${aboutItself})[^\\n:.!?]{0,120}[.!]\\s+){1,3}`,
  'iu',
);

/** `Here is the alt text:`, `以下は画像の説明です。` on a line of its own. */
export const announcement = new RegExp(
  `${begin}(?:(?:${announcing})${upToIt}|(?:${pointing})${itsWords})(?:${announced})${wordEnd}${toItsEnd}${end}`,
  'iu',
);

/** `Here it is:`, which says nothing of what; only after politeness. */
export const bareAnnouncement = new RegExp(
  `${begin}(?:${announcing}|${pointing}|here (?:it is|you go))[ \\u00a0\\u202f]?[:：]\\s*`,
  'iu',
);

/** `Alt text:`, `Description of the image (German):`, `alt="`. */
export const label = new RegExp(
  `${begin}(?:${article}(?:${named})(?:${ofThePicture}|${inLanguage}){0,2}(?: (?:is|would be|lautet|ist|est|es|è|é))?${end}|alt ?= ?(?=["“]))`,
  'iu',
);

/** Agreement for itself: with an exclamation mark before a new sentence (not `OK!`, which signs say), or on its own line. */
export const agreementAlone = new RegExp(
  `${begin}(?:(?!ok)(?:${agreement})${space}[!！]\\s*(?-i:(?=[¡¿]?[\\p{Lu}\\p{Lo}\\p{N}"“„«「]))|(?:${agreement})${space}[!！.。,:：]?[ \\t]*\\n\\s*)`,
  'iu',
);

const signs = '(?:characters|words|zeichen|wörter|caractères|mots|caracteres|palabras|caratteri|tekens|文字)';
/** A length in anything else stands in the picture: `Length: 34 cm`. */
const counts = `^[(\\[]?(?:character|word) count\\s*[:：]\\s*\\d+|^[(\\[]?(?:zeichen|characters|länge|length)\\s*[:：]\\s*\\d+(?:\\/\\d+)? ?(?:${signs}|[.)\\]]{0,2}$)|^[(\\[](?:~|about |approx(?:imately|\\.)? |ca\\. )?\\d+ ?${signs}[)\\]]`;
/** What one does with a text. */
const work =
  '(?:adjust|shorten|expand|lengthen|change|rewrite|rephrase|revise|translate|describe|provide|include|edit|make (?:it|this)\\b|add (?:more|any)\\b)';
const workOf =
  '(?:beschreib|text|fassung|version|kürz|änder|anpass|übersetz|ergänz|umformulier|beschrijv|aanpass|inkort|vertal|wijzig)';
const ask = '(?:let me know|tell me|just ask|i can|i could|description|alt text|version)';

/** Beginnings of sentences that speak to the person who asked. */
export const offers = new RegExp(
  [
    counts,
    `^(?:please )?(?:let me know (?:if|whether|how|what|should)|feel free to (?:ask|adjust|modify|edit|tweak|use|reach|request|let|share|provide)|would you like (?:me to|(?:a|an|another|it|this)\\b.{0,60}(?:version|description|alt|caption|text|option|shorter|longer))|do you want me|want me to|should i (?:also )?${work}|i hope (?:this|that|it)|hope (?:this|that) helps|is there anything (?:else|specific)|if you(?:['’]d| would)? (?:need|like|want|have).{0,120}${ask})`,
    `^(?:sagen? (?:sie )?(?:mir|bescheid)|lass(?:en)? .{0,20}wissen|(?:möchten sie|möchtest du).{0,80}(?:beschreibung|text|fassung|version|kürz|änder|anpass)|soll ich .{0,80}${workOf}|ich hoffe,? (?:das|dies)|gerne? (?:kann|passe|erstelle) ich|(?:wenn|falls) (?:sie|du).{0,120}(?:wissen|sag|kann ich|beschreibung|alternativtext))`,
    "^(?:n['’]hésite[zs]? pas à|(?:souhaitez-vous|souhaites-tu).{0,80}(?:description|version|texte|que je|modif)|voulez-vous que|veux-tu que|dites?-moi|faites?-(?:le-)?moi|j['’]espère que (?:cette|cela|ça|ce)|si vous (?:souhaitez|voulez|avez besoin).{0,120}(?:dites|faites|je peux|description|version|pas))",
    '^(?:¿(?:quieres|te gustaría|desea|deseas|necesitas|quiere) que|¿(?:te gustaría|necesitas|deseas?) .{0,80}(?:descripción|versión|texto|ayuda|algo más)|avísame|háganme|házmelo saber|dime si|no dudes en|espero que (?:est[aeo]|te)|si (?:quieres|necesitas|deseas?).{0,120}(?:dime|avísame|saber|puedo|descripción|versión|dudes))',
    '^(?:fammi sapere|mi faccia sapere|(?:vuoi|vorresti|desideri)(?: che|.{0,80}(?:descrizione|versione|testo|altro))|spero che (?:quest[ao]|ti)|non esitare|posso anche|se (?:vuoi|desideri|hai bisogno).{0,120}(?:sapere|posso|descrizione|versione|esitare))',
    '^(?:me avise|avise-me|quer que eu|gostaria (?:de )?que eu|espero que (?:est[ae]|isso|isto)|não hesite|fique à vontade|se (?:quiser|precisar|desejar).{0,120}(?:avise|posso|descrição|versão|diga))',
    `^(?:laat (?:het )?(?:me|mij) (?:het )?weten|wil je dat ik|wilt u dat ik|zal ik .{0,80}${workOf}|ik hoop dat (?:dit|deze)|als (?:je|u).{0,120}(?:weten|kan ik|beschrijving|versie)|voel je vrij)`,
    '^(?:他に.{0,40}(?:ください|ましょうか|でしょうか|ですか|ますか)|(?:必要|ご希望|ご要望|ご不明|もし|修正).{0,60}(?:ください|ましょうか|でしょうか|いただけ|お申し付け)|お役に立てば|いかがでしょうか)',
  ].join('|'),
  'iu',
);
