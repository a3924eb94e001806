import type { Dispatcher } from 'undici';
import { isKnownEncoding, limitedBody } from './fetch-body.ts';
import type { Call } from './fetch-call.ts';
import { netError, tooLargeError } from './fetch-errors.ts';
import { say } from './sentence.ts';

export type ResponseOptions = {
  maxBytes: number;
  /** What to reject a read of the body with when it broke. */
  translate: (thrown: unknown) => unknown;
  /** Called once, when nothing more will be read. */
  onEnd: () => void;
};

/** undici's answer as a web Response; throws `too-large` and `bad-answer`. */
export function toResponse(answer: Dispatcher.ResponseData, { url, method }: Call, options: ResponseOptions): Response {
  const { statusCode: status, body } = answer;
  const headers = toHeaders(answer.headers);
  const encoding = headers.get('content-encoding')?.toLowerCase();
  const { maxBytes, translate, onEnd } = options;
  const tooLarge = () => tooLargeError(url.host, maxBytes);
  const answered = (response: Response) =>
    // A constructed Response has no address; callers resolve links of the answer against the one it came from.
    Object.defineProperty(response, 'url', { value: url.href });

  if (method === 'HEAD' || [204, 205, 304].includes(status)) {
    discard(answer);
    onEnd();
    return answered(new Response(null, { status, headers }));
  }
  const refuse = (error: Error) => {
    body.on('error', () => {}).destroy();
    return error;
  };
  if (status > 599 || !isKnownEncoding(encoding)) {
    throw refuse(netError('bad-answer', say('net.unreadable', { host: url.host })));
  }
  if (Number(headers.get('content-length')) > maxBytes) throw refuse(tooLarge());

  // They speak of the bytes as they came, not of those handed on.
  if (encoding) for (const name of ['content-encoding', 'content-length']) headers.delete(name);
  const stream = limitedBody(body, { encoding, maxBytes, tooLarge, translate, onEnd });
  return answered(new Response(stream, { status, headers }));
}

/** Reads the rest of a short body away, so that its connection can serve again; closes it when the body is long. */
export function discard({ body }: Dispatcher.ResponseData): void {
  body.dump({ limit: 64_000 }).catch(() => {});
}

/** Servers may send bytes that the web's Headers refuses; such a header is left out instead of failing the answer. */
function toHeaders(received: Dispatcher.ResponseData['headers']): Headers {
  const headers = new Headers();
  for (const [name, values] of Object.entries(received)) {
    for (const value of [values ?? []].flat()) {
      try {
        headers.append(name, value);
      } catch {}
    }
  }
  return headers;
}
