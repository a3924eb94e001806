import type { Sentence } from '../../src/lib/sentence.ts';
import { checkbox, choices, fieldGroup, input, type WrongField } from '../components/field.ts';
import { disclosure } from '../components/list.ts';
import type { Html } from '../html.ts';
import type { Words } from '../words.ts';

/** The settings of a run as a form has them: what was typed, or what is saved. */
export type RunFormValues = {
  maxPostsPerRun: string;
  maxCaptionLength: string;
  optimalMinLength: string;
  optimalMaxLength: string;
  length: string;
  language: string;
  instructions: string;
  names: string;
  disclosure: string;
  processingDelaySeconds: string;
  fromDate: string;
  toDate: string;
  postUrl: string;
  visibilities: string[];
  reprocessExisting: boolean;
  saysNothingToo: boolean;
  includeReplies: boolean;
};

export type RunFields = {
  values: RunFormValues;
  /** By the name of the field. */
  errors: Record<string, Sentence>;
  /** The longest description the server takes, in characters. */
  descriptionLimit: number;
};

type TextName = keyof typeof labelKeys;
type NumberLimits = { min: number; max: number; unit?: string; hint?: string };

/** How many posts; the one setting that nearly every run looks at. */
export function mostPostsField(words: Words, fields: RunFields): Html {
  const hint = words.t('generate.mostPostsHint');
  return numberField(words, fields, 'maxPostsPerRun', { min: 1, max: 5000, unit: words.t('generate.postsUnit'), hint });
}

/** Which posts, for this one run only. */
export function onceFields(words: Words, fields: RunFields): Html {
  const names = ['fromDate', 'toDate', 'postUrl'] as const;
  const content = [
    fieldGroup(words.t('generate.dates'), dateField(words, fields, 'fromDate'), dateField(words, fields, 'toDate')),
    input(words, {
      ...textProps(words, fields, 'postUrl'),
      type: 'url',
      hint: words.t('generate.postUrlHint'),
      autocomplete: 'off',
      spellcheck: 'false',
    }),
  ];
  return disclosure(words.t('generate.once'), content, isTouched(fields, names));
}

/** Which kinds of posts, and whether to describe again. */
export function kindFields(words: Words, fields: RunFields): Html {
  const { values } = fields;
  const content = [
    fieldGroup(
      words.t('generate.visibilities'),
      ...visibilityKeys.map(([value, key], index) =>
        checkbox(words, {
          name: 'visibilities',
          id: index === 0 ? 'visibilities' : `visibilities-${value}`,
          value,
          label: words.t(key),
          checked: values.visibilities.includes(value),
          ...(index === 0 && { error: fields.errors.visibilities }),
        }),
      ),
    ),
    checkbox(words, {
      name: 'includeReplies',
      label: words.t('generate.includeReplies'),
      checked: values.includeReplies,
    }),
    checkbox(words, {
      name: 'saysNothingToo',
      label: words.t('generate.saysNothingToo'),
      hint: words.t('generate.saysNothingTooHint'),
      checked: values.saysNothingToo,
    }),
    checkbox(words, {
      name: 'reprocessExisting',
      label: words.t('generate.reprocess'),
      hint: words.t('generate.reprocessHint'),
      checked: values.reprocessExisting,
    }),
  ];
  return disclosure(words.t('generate.kinds'), content, fields.errors.visibilities !== undefined);
}

const visibilityKeys = [
  ['public', 'generate.public'],
  ['unlisted', 'generate.unlisted'],
  ['private', 'generate.private'],
  ['direct', 'generate.direct'],
] as const;

/** How long descriptions are to be, and how fast posts are read. */
export function lengthFields(words: Words, fields: RunFields): Html {
  const { descriptionLimit: max } = fields;
  const unit = words.t('generate.characters');
  const limitHint = words.t('generate.longestHint', { limit: words.number(max) });
  const content = [
    lengthField(words, fields),
    numberField(words, fields, 'maxCaptionLength', { min: 50, max, unit, hint: limitHint }),
    fieldGroup(
      words.t('generate.preferred'),
      numberField(words, fields, 'optimalMinLength', { min: 1, max, unit }),
      numberField(words, fields, 'optimalMaxLength', { min: 1, max, unit }),
    ),
    numberField(words, fields, 'processingDelaySeconds', {
      min: 0,
      max: 60,
      unit: words.t('generate.seconds'),
      hint: words.t('generate.delayHint'),
    }),
  ];
  const names = ['length', 'maxCaptionLength', 'optimalMinLength', 'optimalMaxLength', 'processingDelaySeconds'];
  return disclosure(
    words.t('generate.lengths'),
    content,
    names.some((name) => fields.errors[name]),
  );
}

/** How long a text can be wished for. */
export function lengthOptions(words: Words): { value: string; label: string; hint: string }[] {
  return [
    { value: 'short', label: words.t('desk.lengthShort'), hint: words.t('desk.lengthShortHint') },
    { value: 'normal', label: words.t('desk.lengthNormal'), hint: words.t('desk.lengthNormalHint') },
    { value: 'full', label: words.t('desk.lengthFull'), hint: words.t('desk.lengthFullHint') },
  ];
}

function lengthField(words: Words, { values, errors }: RunFields): Html {
  return choices(words, {
    ...{ name: 'length', label: words.t('desk.length'), options: lengthOptions(words) },
    ...{ value: values.length, error: errors.length },
  });
}

function numberField(words: Words, fields: RunFields, name: TextName, { hint, unit, ...limits }: NumberLimits): Html {
  return input(words, {
    ...textProps(words, fields, name),
    ...limits,
    type: 'number',
    inputmode: 'numeric',
    required: true,
    ...(hint !== undefined && { hint }),
    ...(unit !== undefined && { unit }),
  });
}

function dateField(words: Words, fields: RunFields, name: 'fromDate' | 'toDate'): Html {
  return input(words, { ...textProps(words, fields, name), type: 'date' });
}

const labelKeys = {
  maxPostsPerRun: 'generate.mostPosts',
  maxCaptionLength: 'generate.longest',
  optimalMinLength: 'generate.preferredFrom',
  optimalMaxLength: 'generate.preferredTo',
  processingDelaySeconds: 'generate.delay',
  fromDate: 'generate.fromDate',
  toDate: 'generate.toDate',
  postUrl: 'generate.postUrl',
} as const satisfies Partial<Record<keyof RunFormValues, string>>;

function textProps(words: Words, { values, errors }: RunFields, name: TextName) {
  return { name, label: words.t(labelKeys[name]), value: values[name], error: errors[name] };
}

/** What was filled in or is wrong must be in sight. */
function isTouched({ values, errors }: RunFields, names: readonly TextName[]): boolean {
  return names.some((name) => values[name] !== '' || errors[name] !== undefined);
}

/** What each field is called where its label is not in sight, in the order of the form. */
const nameKeys: Record<string, string> = {
  model: 'generate.model',
  maxPostsPerRun: 'generate.mostPosts',
  fromDate: 'generate.fromDate',
  toDate: 'generate.toDate',
  postUrl: 'generate.postUrl',
  visibilities: 'generate.visibilities',
  length: 'desk.length',
  maxCaptionLength: 'generate.longest',
  optimalMinLength: 'generate.preferred',
  optimalMaxLength: 'generate.preferred',
  processingDelaySeconds: 'generate.delay',
  language: 'generate.language',
  instructions: 'generate.instructions',
  names: 'generate.names',
  disclosure: 'generate.note',
};

/** What is wrong, in the order of the form and with the name of each field, for the summary. */
export function inFormOrder(words: Words, errors: Record<string, Sentence>): WrongField[] {
  const rank = (id: string) => Object.keys(nameKeys).indexOf(id);
  return Object.entries(errors)
    .map(([id, error]) => ({ id, error, ...(nameKeys[id] && { name: words.t(nameKeys[id]) }) }))
    .sort((a, b) => rank(a.id) - rank(b.id));
}
