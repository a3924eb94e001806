import type { HostAccess } from './ollama-client.ts';
import { ServerAnswerError } from './server-errors.ts';

const connectTimeoutMs = 5000;
const maxErrorTextLength = 20_000;

/** One request to a server that speaks OpenAI's API. Rejects with ServerAnswerError for whatever is not a success. */
export async function callOpenai(
  { url, headers, fetch }: Pick<HostAccess, 'url' | 'headers' | 'fetch'>,
  path: string,
  { signal, body }: { signal: AbortSignal; body?: unknown },
): Promise<Response> {
  const sent = body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) };
  const response = await fetch(`${url}${path}`, {
    ...sent,
    headers: { ...headers, ...(body !== undefined && { 'content-type': 'application/json' }) },
    signal,
    connectTimeoutMs,
  });
  const type = response.headers.get('content-type') ?? '';
  if (response.ok && /json|event-stream/.test(type)) return response;
  const text = (await response.text()).slice(0, maxErrorTextLength);
  // A success in HTML is a page of some other server at this address.
  throw new ServerAnswerError({
    status: response.ok ? 404 : response.status,
    text: flatten(text),
    isJson: type.includes('json'),
  });
}

/** Servers say what is wrong as `error.message`, `error`, `message` or `detail`; here it is `error` always. */
export function flatten(text: string): string {
  try {
    const { error, message, detail } = JSON.parse(text) as Record<string, unknown>;
    const said = error ?? message ?? detail;
    return said === undefined ? text : JSON.stringify({ error: said });
  } catch {
    return text;
  }
}
