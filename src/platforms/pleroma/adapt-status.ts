import { z } from 'zod';

/** The keys that say what a post quotes; they stand in the status or in one of the two rooms for extras, by version. */
const quoting = z
  .object({ quote: z.unknown(), quote_id: z.unknown(), quote_url: z.unknown(), quote_apid: z.unknown() })
  .partial();
const extras = quoting.nullish().catch(null);
const status = z.looseObject({ ...quoting.shape, visibility: z.unknown(), pleroma: extras, akkoma: extras });

/** Pleroma's own, each as the usual one that is no wider: on this server only, for the people of a list. */
const narrower = new Map<unknown, string>([
  ['local', 'private'],
  ['list', 'direct'],
]);

/** Brings visibilities that only Pleroma knows into the usual ones, and marks posts that an edit may not keep whole. */
export function adaptPleromaStatus(given: unknown): unknown {
  const { data } = status.safeParse(given);
  if (!data) return given;
  const quotes = [data, data.pleroma, data.akkoma].some(isQuote);
  const peculiarity = data.visibility === 'list' ? 'list' : quotes ? 'quote' : undefined;
  return {
    ...data,
    visibility: narrower.get(data.visibility) ?? data.visibility,
    ...(peculiarity && { altwright_peculiarity: peculiarity }),
  };
}

function isQuote(part: z.infer<typeof extras>): boolean {
  return [part?.quote, part?.quote_id, part?.quote_url, part?.quote_apid].some(Boolean);
}
