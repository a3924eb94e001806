import type { Sentence } from '../../src/lib/sentence.ts';
import { attributes, type Content, type Html, html } from '../html.ts';
import type { Words } from '../words.ts';

export type FieldProps = {
  /** The form field's name, and its id unless `id` says otherwise. */
  name: string;
  id?: string;
  label: Content;
  hint?: Content;
  /** What is wrong with what was typed; stands beside the field and is read with it. */
  error?: Sentence | undefined;
  required?: boolean;
};

type Typed = 'text' | 'email' | 'url' | 'password' | 'number' | 'date' | 'time' | 'search' | 'file';

export type InputProps = FieldProps & {
  type?: Typed;
  value?: string | number | undefined;
  placeholder?: string;
  autocomplete?: string;
  inputmode?: 'text' | 'numeric' | 'url' | 'email';
  min?: number | string;
  max?: number | string;
  step?: number;
  maxlength?: number;
  autofocus?: boolean;
  /** Of a file: the types a browser offers to choose. */
  accept?: string;
  spellcheck?: 'true' | 'false';
  /** Beside the input: "seconds", "characters". */
  unit?: string;
};

/** A labelled input with its hint and its error. */
export function input(words: Words, props: InputProps): Html {
  const { label: _label, hint: _hint, error: _error, id: _id, unit, type = 'text', ...own } = props;
  const control = html`<input class="input"${describe(props)}${attributes({ type, ...own })}>`;
  return field(words, props, unit ? html`<span class="input-unit">${control}<span>${unit}</span></span>` : control);
}

export type TextareaProps = FieldProps & { value?: string; rows?: number; lang?: string };

/** A labelled text of several lines. For captions see `captionField`. */
export function textarea(words: Words, props: TextareaProps): Html {
  const { value = '', rows = 4, lang, name, required } = props;
  const own = attributes({ name, rows, lang, required });
  // The line break after the tag is dropped by browsers; without it a value's own first line break would be.
  return field(
    words,
    props,
    html`<textarea class="input"${describe(props)}${own}>
${value}</textarea>`,
  );
}

export type Option = { value: string; label: string; disabled?: boolean };

/** A labelled choice among many. */
export function select(words: Words, props: FieldProps & { options: Option[]; value?: string }): Html {
  const options = props.options.map(
    ({ value, label, disabled }) =>
      html`<option${attributes({ value, disabled, selected: value === props.value })}>${label}</option>`,
  );
  const own = attributes({ name: props.name, required: props.required });
  return field(words, props, html`<select class="input"${describe(props)}${own}>${options}</select>`);
}

/** A yes or no. */
export function checkbox(words: Words, props: FieldProps & { checked?: boolean; value?: string }): Html {
  const own = attributes({ name: props.name, value: props.value ?? 'on', checked: props.checked });
  return html`<div class="field field-check"><input type="checkbox"${describe(props)}${own}>
<label for="${idOf(props)}">${props.label}</label>${notes(words, props)}</div>`;
}

export type Choice = { value: string; label: Content; hint?: Content };

/** One of a few, all in sight. */
export function choices(words: Words, props: FieldProps & { options: Choice[]; value?: string }): Html {
  const id = idOf(props);
  const options = props.options.map((option, index) => {
    const own = attributes({ name: props.name, value: option.value, checked: option.value === props.value });
    return html`<div class="field-check"><input type="radio" id="${id}-${index}"${own}>
<label for="${id}-${index}">${option.label}${option.hint && html`<span class="hint">${option.hint}</span>`}</label></div>`;
  });
  return html`<fieldset class="field choices"${describe(props)}><legend>${props.label}</legend>${notes(words, props)}${options}</fieldset>`;
}

/** Fields that belong together, under one legend. */
export function fieldGroup(legend: Content, ...fields: Content[]): Html {
  return html`<fieldset class="field-group"><legend>${legend}</legend>${fields}</fieldset>`;
}

/** `name`: what the field is called, where the sentence does not say so. */
export type WrongField = { id: string; error: Sentence; name?: string };

/** What was wrong, at the top of a form, each a link to its field. Takes the focus. Nothing when nothing is wrong. */
export function errorSummary(words: Words, errors: WrongField[]): Html | false {
  if (errors.length === 0) return false;
  const items = errors.map(
    ({ id, error, name }) => html`<li><a href="#${id}">${name && `${name}: `}${words.sentence(error)}</a></li>`,
  );
  return html`<div class="notice notice-wrong" id="errors" tabindex="-1" role="alert" data-takes-focus>
<h2>${words.t('components.errors', { count: errors.length })}</h2><ul>${items}</ul></div>`;
}

function field(words: Words, props: FieldProps, control: Html): Html {
  return html`<div class="field"><label for="${idOf(props)}">${props.label}</label>${notes(words, props)}${control}</div>`;
}

function notes(words: Words, props: FieldProps): Content {
  const id = idOf(props);
  return [
    props.hint && html`<p class="hint" id="${id}-hint">${props.hint}</p>`,
    props.error && html`<p class="field-error" id="${id}-error">${words.sentence(props.error)}</p>`,
  ];
}

function describe(props: FieldProps): Html {
  const id = idOf(props);
  const notes = [props.hint && `${id}-hint`, props.error && `${id}-error`].filter(Boolean).join(' ');
  return attributes({ id, 'aria-describedby': notes || undefined, 'aria-invalid': props.error && 'true' });
}

function idOf({ id, name }: FieldProps): string {
  return id ?? name;
}
