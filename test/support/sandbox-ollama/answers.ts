/** The error texts of real servers, word for word where a client may have to recognise them. */

export type ErrorAnswer = { status: number; body: string; contentType: string };

const json = (status: number, error: string): ErrorAnswer => ({
  status,
  body: JSON.stringify({ error }),
  contentType: 'application/json; charset=utf-8',
});

const text = (status: number, body: string): ErrorAnswer => ({ status, body, contentType: 'text/plain' });

/** llama-server's own error object, passed on as the text of Ollama's: encoded twice. */
const nested = (code: number, message: string, type: string, more: Record<string, unknown> = {}): ErrorAnswer =>
  json(code, JSON.stringify({ error: { code, message, type, ...more } }));

const html = (status: number, title: string): ErrorAnswer => ({
  status,
  body: `<html>\r\n<head><title>${status} ${title}</title></head>\r\n<body>\r\n<center><h1>${status} ${title}</h1></center>\r\n<hr><center>nginx</center>\r\n</body>\r\n</html>\r\n`,
  contentType: 'text/html',
});

export const answers = {
  missingBody: () => json(400, 'missing request body'),
  badJson: (detail: string) => json(400, detail),
  illegalBase64: (at: number) => json(400, `illegal base64 data at input byte ${at}`),
  modelRequired: () => json(400, 'model is required'),
  modelNotFound: (name: string) => json(404, `model '${name}' not found`),
  notFound: () => text(404, '404 page not found'),
  wrongMethod: () => text(405, '405 method not allowed'),
  noChat: (name: string) => json(400, `"${name}" does not support chat`),
  noThinking: (name: string) => json(400, `"${name}" does not support thinking`),
  badThink: (value: unknown) => json(400, `invalid think value: ${JSON.stringify(value)}`),
  badOption: (name: string, type: string) => json(500, `option "${name}" must be of type ${type}`),
  badKeepAlive: (detail: string) => json(400, detail),
  badFormat: (format: unknown) =>
    json(500, `invalid format: ${JSON.stringify(format)}; expected "json" or a valid JSON Schema object`),
  undecodable: () => nested(400, 'Failed to load image or audio file', 'invalid_request_error'),
  undecodableOld: () => json(500, 'Failed to create new sequence: failed to process inputs: image: unknown format'),
  undecodableMlx: () => json(400, 'decode image: image: unknown format'),
  undecodableWebp: () => json(500, 'decode WebP image: webp: invalid format'),
  notMultimodal: () =>
    nested(400, 'Multimodal data provided, but model does not support multimodal requests.', 'invalid_request_error'),
  noProjector: () =>
    nested(
      500,
      'image input is not supported - hint: if this is unexpected, you may need to provide the mmproj',
      'server_error',
    ),
  noImageInput: () => json(400, 'this model does not support image input'),
  contextExceeded: (tokens: number, context: number) =>
    nested(
      400,
      `request (${tokens} tokens) exceeds the available context size (${context} tokens), try increasing it`,
      'exceed_context_size_error',
      { n_prompt_tokens: tokens, n_ctx: context },
    ),
  contextExceededMlx: (tokens: number, context: number) =>
    json(400, `input length (${tokens} tokens) exceeds the model's maximum context length (${context} tokens)`),
  busy: () => json(503, 'server busy, please try again.  maximum pending requests exceeded'),
  outOfMemory: () => json(500, 'llama-server process has terminated: exit status 1: cudaMalloc failed: out of memory'),
  outOfMemoryOld: () => json(500, 'model requires more system memory (11.4 GiB) than is available (7.1 GiB)'),
  stopped: () =>
    json(
      500,
      'model runner has unexpectedly stopped, this may be due to resource limitations or an internal error, check ollama server logs for details',
    ),
  unknownArchitecture: () =>
    json(
      500,
      "llama-server process has terminated: exit status 1: error loading model: unknown model architecture: 'mllama'",
    ),
  loadStalled: () => json(500, 'timed out waiting for llama-server to start - progress 0.00 - '),
  badGatewayPage: () => html(502, 'Bad Gateway'),
  tooLargePage: () => html(413, 'Request Entity Too Large'),
  unauthorised: () => html(401, 'Authorization Required'),
  forbidden: (): ErrorAnswer => ({ status: 403, body: '', contentType: 'text/plain' }),
  cloudSignIn: () => ({
    ...json(401, 'unauthorized'),
    body: JSON.stringify({ error: 'unauthorized', signin_url: 'https://ollama.com/connect?name=sandbox' }),
  }),
} satisfies Record<string, (...values: never[]) => ErrorAnswer>;

/** The line a stream carries when the model dies while it speaks. */
export const midstreamError = 'an error was encountered while running the model: unexpected EOF';

/** Thrown by a step of the handling, answered by the server. */
export class Refusal extends Error {
  readonly answer: ErrorAnswer;
  constructor(answer: ErrorAnswer, options?: ErrorOptions) {
    super(answer.body, options);
    this.answer = answer;
  }
}
