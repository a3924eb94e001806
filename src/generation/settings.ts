import { z } from 'zod';
import { captionLengths } from '../captioner/captioner.ts';
import { say } from '../lib/sentence.ts';

export const visibilities = ['public', 'unlisted', 'private', 'direct'] as const;

/** Shortest caption limit a person may set, in code points; the longest is the server's own, be it even shorter. */
export const minCaptionLength = 50;

/** Longest instructions and names a person may give, in characters: they are part of every question to the model. */
export const longestPrivateWords = 500;

/** Where a published text says that a model wrote it; left out where a person rewrote it. */
export const disclosures = ['off', 'before', 'after'] as const;

const isoDate = z.iso.date().nullable();
const privateWords = z.string().trim().max(longestPrivateWords, 'settings.privateWordsRange').nullable();

/**
 * What a run does: the seed's six settings and which posts to look at. Dates are whole days in UTC, both included.
 * Messages are keys of the word catalogue.
 */
const fields = z.object({
  maxPostsPerRun: z.coerce
    .number()
    .int('settings.maxPostsRange')
    .min(1, 'settings.maxPostsRange')
    .max(5000, 'settings.maxPostsRange'),
  maxCaptionLength: z.coerce.number().int('settings.wholeNumber'),
  optimalMinLength: z.coerce.number().int('settings.wholeNumber').min(1, 'settings.optimalRange'),
  optimalMaxLength: z.coerce.number().int('settings.wholeNumber').min(1, 'settings.optimalRange'),
  reprocessExisting: z.boolean(),
  /** Drafts beside descriptions that say nothing: a file name, a lone "image". */
  saysNothingToo: z.boolean().default(false),
  processingDelaySeconds: z.coerce.number().min(0, 'settings.delayRange').max(60, 'settings.delayRange'),
  fromDate: isoDate,
  toDate: isoDate,
  postUrl: z.url('settings.postUrl').nullable(),
  visibilities: z.array(z.enum(visibilities)).min(1, 'settings.noVisibility'),
  includeReplies: z.boolean(),
  length: z.enum(captionLengths).default('normal'),
  /** In place of each post's own language (BCP 47). */
  language: z.string().max(35, 'settings.invalid').refine(isLanguageTag, 'settings.invalid').nullable().default(null),
  instructions: privateWords.default(null),
  names: privateWords.default(null),
  disclosure: z.enum(disclosures).default('off'),
});

function isLanguageTag(tag: string): boolean {
  try {
    return Intl.getCanonicalLocales(tag).length === 1;
  } catch {
    return false;
  }
}

export type CaptionSettings = z.infer<typeof fields>;

/** The seed's defaults; every visibility but direct messages. */
export const defaultSettings: CaptionSettings = {
  maxPostsPerRun: 50,
  maxCaptionLength: 500,
  optimalMinLength: 80,
  optimalMaxLength: 200,
  reprocessExisting: false,
  saysNothingToo: false,
  processingDelaySeconds: 1,
  fromDate: null,
  toDate: null,
  postUrl: null,
  visibilities: ['public', 'unlisted', 'private'],
  includeReplies: true,
  length: 'normal',
  language: null,
  instructions: null,
  names: null,
  disclosure: 'off',
};

/** The defaults for a server whose descriptions may be shorter than the seed's 500. */
export function defaultSettingsFor(descriptionLimit: number): CaptionSettings {
  const maxCaptionLength = Math.min(defaultSettings.maxCaptionLength, descriptionLimit);
  const optimalMaxLength = Math.min(defaultSettings.optimalMaxLength, maxCaptionLength);
  const optimalMinLength = Math.min(defaultSettings.optimalMinLength, optimalMaxLength);
  return { ...defaultSettings, maxCaptionLength, optimalMinLength, optimalMaxLength };
}

/** The check of a run's settings for a server that takes descriptions of at most `descriptionLimit` code points. */
export function settingsSchema(descriptionLimit: number) {
  return fields.superRefine((settings, context) => {
    const refuse = (path: keyof CaptionSettings, message: string) =>
      context.addIssue({ code: 'custom', path: [path], message });
    const least = Math.min(minCaptionLength, descriptionLimit);
    if (settings.maxCaptionLength < least) refuse('maxCaptionLength', 'settings.captionLengthRange');
    if (settings.maxCaptionLength > descriptionLimit) refuse('maxCaptionLength', 'settings.captionLengthRange');
    if (settings.optimalMinLength > settings.optimalMaxLength) refuse('optimalMinLength', 'settings.optimalOrder');
    if (settings.optimalMaxLength > settings.maxCaptionLength) refuse('optimalMaxLength', 'settings.optimalRange');
    if (settings.fromDate && settings.toDate && settings.fromDate > settings.toDate)
      refuse('toDate', 'settings.dateOrder');
  });
}

const lengths = ['maxCaptionLength', 'optimalMinLength', 'optimalMaxLength'];

/** Reads settings saved by any version: what is missing or no longer valid takes the server's default, the lengths together. */
export function readSavedSettings(saved: unknown, descriptionLimit: number): CaptionSettings {
  const defaults = defaultSettingsFor(descriptionLimit);
  const schema = settingsSchema(descriptionLimit);
  const parsed = schema.safeParse({ ...defaults, ...(saved as object | null) });
  if (parsed.success) return parsed.data;
  const invalid = parsed.error.issues.map(({ path: [field] }) => String(field));
  const isInvalid = (field: string) =>
    invalid.includes(field) || (lengths.includes(field) && invalid.some((other) => lengths.includes(other)));
  const valid = Object.entries(saved as object).filter(([field]) => !isInvalid(field));
  const rest = schema.safeParse({ ...defaults, ...Object.fromEntries(valid) });
  return rest.success ? rest.data : defaults;
}

/** The sentence of a settings problem; `key` is what the schema put into its issue. */
export function settingsProblem(key: string, descriptionLimit: number) {
  return say(key.startsWith('settings.') ? key : 'settings.invalid', {
    min: Math.min(minCaptionLength, descriptionLimit),
    max: descriptionLimit,
  });
}
