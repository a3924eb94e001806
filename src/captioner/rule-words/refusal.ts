/** An answer that begins like this is none: the model would not, or could not see. */
export const refusal =
  /^\W*(i['’]?m sorry|i am sorry|sorry,|i can(not|['’]t)|i['’]?m (unable|not able)|i am (unable|not able)|unfortunately, i|as an ai|es tut mir leid|ich kann (das|dieses|die|leider|dir|ihnen|nicht)\b|leider kann ich|(je suis )?désolée?\b|je ne peux pas|lo siento|no puedo (describir|ver|ayudar|identificar)|mi dispiace|desculpe)|^(申し訳|すみませんが|この画像を説明することはできません)/i;
