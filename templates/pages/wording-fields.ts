import { choices, select, textarea } from '../components/field.ts';
import { languageOptions } from '../components/language.ts';
import { disclosure } from '../components/list.ts';
import { type Html, html } from '../html.ts';
import type { Words } from '../words.ts';
import type { RunFields } from './run-settings.ts';

/** In what language and words pictures are described: what the model is told with each of them. */
export function wordingFields(words: Words, fields: RunFields): Html {
  const { values, errors } = fields;
  const language = select(words, {
    ...{ name: 'language', label: words.t('generate.language'), hint: words.t('generate.languageHint') },
    options: languageOptions(words, words.t('generate.languageOfPost'), values.language || null),
    ...{ value: values.language, error: errors.language },
  });
  const instructions = textarea(words, {
    ...{ name: 'instructions', value: values.instructions, rows: 3, error: errors.instructions },
    ...{ label: words.t('generate.instructions'), hint: words.t('generate.instructionsHint') },
  });
  const names = textarea(words, {
    ...{ name: 'names', value: values.names, rows: 4, error: errors.names },
    ...{ label: words.t('generate.names'), hint: words.t('generate.namesHint') },
  });
  const note = html`<p class="hint">${words.t('generate.wordingPrivate')}</p>`;
  const isWrong = [errors.language, errors.instructions, errors.names, errors.disclosure].some(
    (error) => error !== undefined,
  );
  return disclosure(
    words.t('generate.wording'),
    [language, instructions, names, note, noteField(words, fields)],
    isWrong,
  );
}

/** Whether readers are told that a model wrote a description. */
function noteField(words: Words, { values, errors }: RunFields): Html {
  const options = [
    { value: 'off', label: words.t('generate.noNote') },
    { value: 'after', label: words.t('generate.noteAfter'), hint: words.t('generate.noteExample') },
    { value: 'before', label: words.t('generate.noteBefore') },
  ];
  return choices(words, {
    ...{ name: 'disclosure', label: words.t('generate.note'), hint: words.t('generate.noteHint'), options },
    ...{ value: values.disclosure, error: errors.disclosure },
  });
}
