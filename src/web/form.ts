import type { ZodType } from 'zod';
import { AppError } from '../lib/errors.ts';
import { type Sentence, say } from '../lib/sentence.ts';
import type { PageContext } from './context.ts';

/** What is wrong, by the name of the field. */
export type FieldErrors = Record<string, Sentence>;

export type ReadForm<T> =
  | { ok: true; values: T; typed: Record<string, string> }
  | { ok: false; errors: FieldErrors; typed: Record<string, string> };

/** Reads a posted form. The messages of the schema are keys of the word catalogue. */
export async function readForm<T>(c: PageContext, schema: ZodType<T>): Promise<ReadForm<T>> {
  const typed = await readFields(c);
  const parsed = schema.safeParse(typed);
  if (parsed.success) return { ok: true, values: parsed.data, typed };
  const errors: FieldErrors = {};
  for (const { path, message } of parsed.error.issues) errors[String(path[0] ?? '')] ??= say(message);
  return { ok: false, errors, typed };
}

/** The fields that are text; the last of several with one name counts. */
async function readFields(c: PageContext): Promise<Record<string, string>> {
  const fields = await readAllFields(c);
  return Object.fromEntries([...fields].map(([name, values]) => [name, values.at(-1) ?? '']));
}

/** The fields that are text, with every value of each in order: several boxes of one name may be ticked. */
export async function readAllFields(c: PageContext): Promise<Map<string, string[]>> {
  const body = await c.req.parseBody({ all: true }).catch((cause) => {
    throw new AppError('validation', say('web.unreadableForm'), { cause });
  });
  const texts = Object.entries(body).map(([name, value]) => [name, [value].flat().filter(isText)] as const);
  return new Map(texts.filter(([, values]) => values.length > 0));
}

function isText(value: unknown): value is string {
  return typeof value === 'string';
}

/**
 * An error that belongs to something typed in a form, at the field that `fields` names for its code. What is not about
 * the form (a thing that does not exist, too many tries, our own trouble) is thrown again.
 */
export function fieldErrors(thrown: unknown, fields: Record<string, string>, otherField: string): FieldErrors {
  const isAboutForm =
    thrown instanceof AppError &&
    thrown.category !== 'resource' &&
    !['not-found', 'throttled', 'signed-out'].includes(thrown.code ?? '');
  if (!isAboutForm) throw thrown;
  return { [fields[thrown.code ?? ''] ?? otherField]: thrown.sentence };
}
