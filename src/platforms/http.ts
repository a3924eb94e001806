import type { z } from 'zod';
import type { Clock } from '../lib/clock.ts';
import { AppError } from '../lib/errors.ts';
import { badAnswer, parseJson } from './http-errors.ts';
import { createTransport, type TransportOptions, type WireAnswer } from './transport.ts';

export type ApiAnswer<T> = { data: T; headers: Headers };
export type ReadOptions = { query?: Record<string, string | undefined>; signal?: AbortSignal | undefined };
export type ApiClient = ReturnType<typeof createApiClient>;

const maxRedirects = 3;
/** Pauses before the repeats of a read that met a broken connection or a passing 5xx. */
const readRepeatsMs = [400, 1600];

/**
 * A JSON client bound to one origin. Reads are repeated twice after passing trouble and follow redirects within the
 * origin; writes are sent exactly once, whatever happens. Every answer is checked against a schema.
 */
export function createApiClient(options: TransportOptions) {
  const transport = createTransport(options);
  const { host } = transport;

  async function read(url: URL, signal: AbortSignal | undefined): Promise<WireAnswer> {
    let target = url;
    for (let hop = 0; hop <= maxRedirects; hop++) {
      const send = () => transport.send({ method: 'GET', url: target, signal });
      const answer = await withRepeats(send, options.clock, signal);
      if (answer.status < 300) return answer;
      const next = URL.parse(answer.headers.get('location') ?? '', target.href);
      if (!next) break;
      target = next;
    }
    throw badAnswer(host, `redirected away from ${url.pathname}`);
  }

  function parse<T>(schema: z.ZodType<T>, { headers, text }: WireAnswer): ApiAnswer<T> {
    const result = schema.safeParse(parseJson(text));
    if (!result.success) throw badAnswer(host, result.error);
    return { data: result.data, headers };
  }

  const urlOf = (path: string) => new URL(path, options.origin);

  return {
    host,
    limits: transport.limits,

    async get<T>(path: string, schema: z.ZodType<T>, { query = {}, signal }: ReadOptions = {}): Promise<ApiAnswer<T>> {
      const url = urlOf(path);
      for (const [name, value] of Object.entries(query)) if (value !== undefined) url.searchParams.set(name, value);
      return parse(schema, await read(url, signal));
    },

    /** Where a page for people redirects to, or null when it is shown. */
    async locate(path: string, signal?: AbortSignal): Promise<URL | null> {
      const url = urlOf(path);
      const send = () => transport.send({ method: 'GET', url, accept: 'text/html', signal });
      const { headers } = await withRepeats(send, options.clock, signal);
      return URL.parse(headers.get('location') ?? '', url.href);
    },

    async post<T>(path: string, body: unknown, schema: z.ZodType<T>, signal?: AbortSignal): Promise<ApiAnswer<T>> {
      return parse(schema, await transport.send({ method: 'POST', url: urlOf(path), body, signal }));
    },

    /** A POST that only reads: repeated like a GET, but not sent on. */
    async postToRead<T>(path: string, body: object, schema: z.ZodType<T>, signal?: AbortSignal): Promise<T> {
      const send = () => transport.send({ method: 'POST', purpose: 'read', url: urlOf(path), body, signal });
      return parse(schema, await withRepeats(send, options.clock, signal)).data;
    },

    /** A POST that edits, which is treated as a PUT is. */
    async postToEdit(path: string, body: object): Promise<void> {
      await transport.send({ method: 'POST', purpose: 'edit', url: urlOf(path), body });
    },

    /** Without a signal: a PUT on its way is not called back. What it answers is not believed but read again. */
    async put(path: string, body: unknown): Promise<void> {
      await transport.send({ method: 'PUT', url: urlOf(path), body });
    },
  };
}

async function withRepeats<T>(attempt: () => Promise<T>, clock: Clock, signal: AbortSignal | undefined): Promise<T> {
  for (const pauseMs of readRepeatsMs) {
    try {
      return await attempt();
    } catch (thrown) {
      if (!isPassing(thrown)) throw thrown;
      await clock.sleep(pauseMs, signal);
    }
  }
  return attempt();
}

/** A timeout is not repeated here: the person has waited long enough, and the retry policy above will come back. */
function isPassing(thrown: unknown): boolean {
  if (!(thrown instanceof AppError) || thrown.retryAtMs !== undefined) return false;
  return thrown.code === 'server-trouble' || thrown.code === 'unreachable';
}
