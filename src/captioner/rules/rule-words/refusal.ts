/**
 * An answer that begins like this is none: the model would not, or could not see. One that begins with a quotation says
 * what stands in the picture, whatever that is; what is one quotation as a whole has lost its marks when it was cleaned.
 */
export const refusal =
  /^(?:[\s*_¡]|\p{Extended_Pictographic}\uFE0F?)*(i['’]?m sorry|i am sorry|sorry,? (but )?(i|this (image|picture|photo))\b|i can(not|['’]t)(?! (wait|believe|stop|even(?! (see|view|read|tell|make|look|describe|identify)))\b)|i['’]?m (unable|not able)|i am (unable|not able)|unfortunately, i|as an ai|es tut mir leid|ich kann (das|dieses|die|leider|dir|ihnen|nicht)\b|leider kann ich|je suis désolée?(?!\p{L})|désolée?[ ,!.]{1,3}(mais|je|nous)(?!\p{L})|je ne peux pas|lo siento|no puedo (describir|ver|ayudar|identificar)|mi dispiace|desculpe)|^(申し訳|すみませんが|この画像を説明することはできません)/iu;
