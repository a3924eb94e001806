import { Ollama } from 'ollama';
import type { Clock } from '../../lib/clock.ts';
import { AppError } from '../../lib/errors.ts';
import { isBrokenConnection } from '../../lib/fetch-errors.ts';
import { onlyJsonLines } from './json-lines.ts';
import { ServerAnswerError } from './server-errors.ts';

/** The part of the web's `fetch` that is used; one built for the program may know a limit for connecting besides. */
export type HostFetch = (
  input: string | URL | Request,
  init?: RequestInit & { connectTimeoutMs?: number },
) => Promise<Response>;

export type HostAccess = {
  /** As `normaliseHost` gives it. */
  url: string;
  /** For a reverse proxy in front; a bare Ollama asks for none. */
  headers?: Record<string, string>;
  fetch: HostFetch;
  clock: Clock;
};

const connectTimeoutMs = 5000;
const maxErrorTextLength = 20_000;

/**
 * A client for one request. The signal closes the connection in every phase, which the package's own `abort` does not
 * do before the first byte. Rejects with ServerAnswerError for whatever is not a success, so that the package never
 * gets to the bodies it would print on the console.
 */
export function createOllamaClient({ url, headers, fetch, clock }: HostAccess, signal: AbortSignal): Ollama {
  const quietFetch: HostFetch = async (input, init = {}) => {
    const signals = init.signal ? [init.signal, signal] : [signal];
    const whole = AbortSignal.any(signals);
    const attempt = () => fetch(input, { ...init, signal: whole, connectTimeoutMs });
    const response = await attempt().catch((thrown: unknown) => {
      // A server that starts again closes its idle connections, perhaps as a request leaves by one of them.
      if (whole.aborted || !hasBrokenOff(thrown)) throw thrown;
      return attempt();
    });
    const type = response.headers.get('content-type') ?? '';
    const isJson = type.includes('json');
    if (!response.ok || !isJson) {
      const text = (await response.text()).slice(0, maxErrorTextLength);
      // A success in HTML is a page of some other server at this address.
      throw new ServerAnswerError({ status: response.ok ? 404 : response.status, text, isJson });
    }
    if (!isStreamed(input) || !response.body) return response;
    return new Response(onlyJsonLines(response.body, clock), { status: response.status, headers: response.headers });
  };
  return new Ollama({ host: url, fetch: quietFetch, ...(headers && { headers }) });
}

const hasBrokenOff = (thrown: unknown): boolean =>
  isBrokenConnection(thrown instanceof AppError ? thrown.cause : thrown);

const isStreamed = (input: string | URL | Request): boolean => /\/api\/(chat|pull)$/.test(String(input));
