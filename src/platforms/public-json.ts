import type { z } from 'zod';
import type { Clock } from '../lib/clock.ts';
import { badAnswer, type ErrorReader, parseJson } from './http-errors.ts';
import type { Fetch } from './platform.ts';
import { createTransport } from './transport.ts';

export type PublicReading = {
  fetch: Fetch;
  clock: Clock;
  /** Whether a redirect may lead to a plain http address of this host. */
  allowHttp: (host: string) => boolean;
  signal?: AbortSignal | undefined;
};

const maxRedirects = 3;
const passing = new Set([408, 425, 429]);

/** Whatever is refused to a stranger (Misskey answers 405 to addresses it does not have) is not there for her. */
export const readAbsence: ErrorReader = ({ status }) =>
  status >= 400 && status < 500 && !passing.has(status) ? 'no-such-page' : null;

/** A document and whose it was in the end. */
export type PublicDocument<T> = { data: T; origin: string };

/** Reads a public document without credentials, following redirects to other hosts as split-domain servers need it. */
export async function readPublicJson<T>(
  address: URL,
  schema: z.ZodType<T>,
  reading: PublicReading,
): Promise<PublicDocument<T>> {
  let url = address;
  for (let hop = 0; hop <= maxRedirects; hop++) {
    const { send } = createTransport({ ...reading, origin: url.origin, readError: readAbsence });
    const { status, headers, text } = await send({ method: 'GET', url, signal: reading.signal });
    if (status < 300) return { data: parse(schema, text, url.host), origin: url.origin };
    const next = URL.parse(headers.get('location') ?? '', url.href);
    if (!next || !isAllowed(next, reading)) break;
    url = next;
  }
  throw badAnswer(address.host, `redirected to nowhere from ${address.pathname}`);
}

/** Whether an address taken from a server's answer may be asked at all. */
export function isAllowed(url: URL, { allowHttp }: Pick<PublicReading, 'allowHttp'>): boolean {
  return url.protocol === 'https:' || (url.protocol === 'http:' && allowHttp(url.host));
}

function parse<T>(schema: z.ZodType<T>, text: string, host: string): T {
  const result = schema.safeParse(parseJson(text));
  if (!result.success) throw badAnswer(host, result.error);
  return result.data;
}
