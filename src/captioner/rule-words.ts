/** Words and patterns of the quality rules, per language where it matters: en, de, fr, es, it, pt, nl, ja. */

/** "Image of", "this picture shows": what a screen reader has said already. */
export const picturePhrases = [
  /^(this|the|an?)?\s*(image|picture|photo|photograph|graphic|pic)\s+(of|shows?|showing|depicts?|features?|is|with)\b/i,
  /^(das|dieses|ein)?\s*(bild|foto|die grafik)\s+(zeigt|von|mit)\b/i,
  /^(cette|une|l['’])?\s*(image|photo|photographie)\s+(de|d['’]|montre|représente)/i,
  /^(esta|una|la)?\s*(imagen|foto)\s+(de|muestra)\b/i,
  /^(questa|un['’]|l['’])?\s*(immagine|foto)\s+(di|mostra)\b/i,
  /^(esta|uma|a)?\s*(imagem|foto)\s+(de|mostra)\b/i,
  /^(deze|een|de)?\s*(afbeelding|foto)\s+(van|toont)\b/i,
  /^(この|これは)?(画像|写真)(は|に|では)/,
];

export const fileName = /^[\w() .-]+\.(jpe?g|png|gif|webp|avif|heic|bmp|tiff?|svg)$/i;
export const placeholder =
  /^(image|photo|picture|img|dsc|screenshot|untitled|unnamed|bild|foto|null|undefined|n\/?a|alt|alt text)[\s_-]*\d*\.?$/i;

export const emoji = /(?![\d#*©®™])\p{Extended_Pictographic}/u;
export const hashtag = /(^|\s)#[\p{L}\p{N}_]*\p{L}/u;
export const mention = /(^|\s)@[\w.-]+(@[\w.-]+)?/;
export const webAddress = /\bhttps?:\/\/|\bwww\.\S+\.\S/i;

export const markdown = /\*\*|__\S|^[ \t]*#{1,6}\s|^[ \t]*[-*]\s|```|<\/?[a-z][^<>]*>|\|.*\|/im;

/** Somebody speaks to the reader, about themselves, or refuses. */
export const assistantTalk = [
  /\b(as an ai|language model|i['’]?m (sorry|unable|not able)|i am (sorry|unable|not able)|i (can(not|['’]t)|could(n['’]t| not)) )/i,
  /\b(i (can )?see|i think|i believe|let me know|here is a|the user (wants|asks)|the prompt)\b/i,
  /\b(ich (kann|sehe|bin nicht)|es tut mir leid|als ki)\b/i,
  /\b(je (ne peux|vois|suis désolé)|désolée?,)/i,
  /\b(lo siento|no puedo|mi dispiace|non posso|desculpe|não posso)\b/i,
  /(申し訳|できません|AIとして)/,
];

export const refusal =
  /^\W*(i['’]?m sorry|i am sorry|sorry,|i can(not|['’]t)|i['’]?m (unable|not able)|i am (unable|not able)|unfortunately, i|as an ai|es tut mir leid|ich kann (das|dieses|die|leider|dir|ihnen)\b|(je suis )?désolée?\b|je ne peux pas|lo siento|mi dispiace|desculpe|申し訳)/i;

export const hedges =
  /\b(appears? to|seems? to|possibly|perhaps|maybe|likely|might be|could be|scheinbar|anscheinend|vermutlich|vielleicht|möglicherweise|peut-être|semble|probablement|quizás|parece|probablemente)\b|(ようだ|かもしれ|と思われ)/i;

export const mood =
  /\b(beautiful|stunning|breathtaking|serene|picturesque|captivating|mesmeri[sz]ing|vibrant|idyllic|charming|majestic|wunderschön|atemberaubend|idyllisch|malerisch|magnifique|époustouflant|pittoresque|hermos[oa]|impresionante)\b/i;

export const credit =
  /©|\b(photo(graph)? (by|credit)|image credit|courtesy of|licen[cs]ed? under|foto von|crédit photo|cc[ -]by)\b/i;
