import type { Connection } from '../../db/connections.ts';
import type { RunFormValues } from '../../templates/pages/run-settings.ts';
import type { RunConnection, SettingsProblems } from '../generation/service.ts';
import type { CaptionSettings } from '../generation/settings.ts';
import { AppError } from '../lib/errors.ts';
import type { Instance } from '../platforms/platform.ts';
import type { PageContext } from './context.ts';
import { type FieldErrors, readAllFields } from './form.ts';

export type RunForm = { connectionId: string; model: string; values: RunFormValues };

/** What was typed into the form of a run's settings. */
export async function readRunForm(c: PageContext): Promise<RunForm> {
  const fields = await readAllFields(c);
  const text = (name: string) => fields.get(name)?.at(-1)?.trim() ?? '';
  // Browsers send the ends of lines as two characters.
  const lines = (name: string) => text(name).replace(/\r\n?/g, '\n');
  return {
    connectionId: text('connectionId'),
    model: text('model'),
    values: {
      maxPostsPerRun: text('maxPostsPerRun'),
      maxCaptionLength: text('maxCaptionLength'),
      optimalMinLength: text('optimalMinLength'),
      optimalMaxLength: text('optimalMaxLength'),
      length: text('length'),
      language: text('language'),
      instructions: lines('instructions'),
      names: lines('names'),
      disclosure: text('disclosure'),
      processingDelaySeconds: text('processingDelaySeconds'),
      fromDate: text('fromDate'),
      toDate: text('toDate'),
      postUrl: text('postUrl'),
      visibilities: fields.get('visibilities') ?? [],
      reprocessExisting: fields.has('reprocessExisting'),
      saysNothingToo: fields.has('saysNothingToo'),
      includeReplies: fields.has('includeReplies'),
    },
  };
}

/** The typed values as the check of settings takes them: an empty field is no number, and no date. */
export function wishOf(values: RunFormValues): object {
  const number = (text: string) => (text === '' ? undefined : text);
  return {
    ...values,
    maxPostsPerRun: number(values.maxPostsPerRun),
    maxCaptionLength: number(values.maxCaptionLength),
    optimalMinLength: number(values.optimalMinLength),
    optimalMaxLength: number(values.optimalMaxLength),
    processingDelaySeconds: number(values.processingDelaySeconds),
    length: values.length || undefined,
    language: values.language || null,
    instructions: values.instructions || null,
    names: values.names || null,
    disclosure: values.disclosure || undefined,
    fromDate: values.fromDate || null,
    toDate: values.toDate || null,
    postUrl: values.postUrl || null,
  };
}

/** Settings as a form shows them. */
export function valuesOf(settings: CaptionSettings): RunFormValues {
  return {
    ...settings,
    maxPostsPerRun: String(settings.maxPostsPerRun),
    maxCaptionLength: String(settings.maxCaptionLength),
    optimalMinLength: String(settings.optimalMinLength),
    optimalMaxLength: String(settings.optimalMaxLength),
    processingDelaySeconds: String(settings.processingDelaySeconds),
    language: settings.language ?? '',
    instructions: settings.instructions ?? '',
    names: settings.names ?? '',
    fromDate: settings.fromDate ?? '',
    toDate: settings.toDate ?? '',
    postUrl: settings.postUrl ?? '',
  };
}

/** What the check of settings found, by field; anything else is thrown again. */
export function settingsErrors(thrown: unknown): FieldErrors {
  if (!(thrown instanceof AppError) || thrown.code !== 'invalid-settings') throw thrown;
  return thrown.cause as SettingsProblems;
}

/** A connection as the generation service asks for it. */
export function runConnection({ id, userId, status, instance }: Connection): RunConnection {
  return { id, userId, status, instance: instance as Instance };
}
