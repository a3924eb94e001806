import { type Attributes, decode, type Tag, tagsOf, wordsOf } from './html.ts';

export type Button = { name: string | undefined; value: string; label: string; action: string | undefined };

export type Form = {
  /** As it stands in the page. */
  action: string;
  method: string;
  id: string | undefined;
  /** What a browser would send if nothing were typed, buttons apart. */
  fields: [name: string, value: string][];
  buttons: Button[];
};

type Control = { tag: Tag; inner: string; owner: Form | undefined };

/** The forms of a page with what they hold, controls that name their form by its id included. */
export function formsOf(html: string): Form[] {
  const tags = tagsOf(html);
  const starts = tags.filter(({ name, isEnd }) => name === 'form' && !isEnd);
  const forms = new Map(starts.map((tag) => [tag, emptyForm(tag.attributes)]));
  for (const control of controlsOf(html, tags, forms)) {
    if (control.owner && control.tag.attributes.disabled === undefined) add(control.owner, control);
  }
  return [...forms.values()];
}

function controlsOf(html: string, tags: Tag[], forms: Map<Tag, Form>): Control[] {
  return tags.flatMap((tag, index) => {
    if (tag.isEnd || !isControl(tag.name)) return [];
    const named = tag.attributes.form;
    const around = tags.slice(0, index).findLast(({ name }) => name === 'form');
    const owner = named === undefined ? forms.get(around ?? tag) : [...forms.values()].find(({ id }) => id === named);
    return [{ tag, inner: innerOf(html, tags, index), owner }];
  });
}

const isControl = (name: string) => ['input', 'select', 'textarea', 'button'].includes(name);

function emptyForm({ action = '', method = 'get', id }: Attributes): Form {
  return { action, method: method.toLowerCase(), id, fields: [], buttons: [] };
}

function innerOf(html: string, tags: Tag[], index: number): string {
  const { name, to } = tags[index] as Tag;
  if (name === 'input') return '';
  const end = tags.slice(index + 1).find((tag) => tag.isEnd && tag.name === name);
  return html.slice(to, end?.from);
}

function add(form: Form, { tag, inner }: Control): void {
  const { name, type = 'text', value, checked, formaction } = tag.attributes;
  const isButton = (tag.name === 'button' && (tag.attributes.type ?? 'submit') === 'submit') || type === 'submit';
  if (isButton) form.buttons.push({ name, value: value ?? '', label: wordsOf(inner), action: formaction });
  if (isButton || !name || type === 'button' || tag.name === 'button') return;
  if (tag.name === 'textarea') form.fields.push([name, decode(inner).replace(/^\n/, '')]);
  else if (tag.name === 'select') form.fields.push(...chosenOptions(inner).map((chosen) => pair(name, chosen)));
  else if (type !== 'checkbox' && type !== 'radio') form.fields.push([name, value ?? '']);
  else if (checked !== undefined) form.fields.push([name, value ?? 'on']);
}

const pair = (name: string, value: string): [string, string] => [name, value];

function chosenOptions(inner: string): string[] {
  const options = tagsOf(inner).filter(({ name, isEnd }) => name === 'option' && !isEnd);
  const selected = options.find(({ attributes }) => attributes.selected !== undefined) ?? options[0];
  return selected ? [selected.attributes.value ?? ''] : [];
}
