import type { CaptionerErrorCode } from '../errors.ts';

/** What a model server, or a proxy before it, answered instead of a description. No status: inside a running stream. */
export type ServerAnswer = { status?: number; text: string; isJson: boolean };

/** Thrown by the client of `ollama-client.ts` for an answer that is not a success. */
export class ServerAnswerError extends Error {
  readonly answer: ServerAnswer;
  constructor(answer: ServerAnswer) {
    super(`${answer.status ?? 'in the stream'}: ${answer.text.slice(0, 500)}`);
    this.answer = answer;
  }
}

/**
 * The texts of Ollama's engines and of llama.cpp, loosely, most telling first: memory before "terminated", because a
 * runner that ran out of it has terminated too.
 * https://github.com/ollama/ollama/blob/main/llm/llama_server.go, https://github.com/ggml-org/llama.cpp/tree/master/tools/server
 */
const texts: [RegExp, CaptionerErrorCode][] = [
  [/out[ -]of[ -]memory|failed to allocate|more system memory|requires .+ but only .+ available/i, 'out-of-memory'],
  [/unknown model architecture|does not support (chat|generate)/i, 'model-unsupported'],
  [
    /failed to load image|cannot identify image|unknown format|decode (webp )?image|illegal base64|base64 encoded image/i,
    'image-undecodable',
  ],
  [/exceed_context_size|exceeds the available context|maximum context length/i, 'context-exceeded'],
  [
    /support multimodal|not a multimodal model|at most 0 image|image input is not supported|not support image|mmproj/i,
    'not-vision',
  ],
  [/maximum pending requests|server busy|loading model/i, 'model-busy'],
  [/timed out waiting for/i, 'load-stalled'],
  [/unexpectedly stopped|unexpected EOF|process has terminated|chat error|request canceled/i, 'model-stopped'],
];

const statuses: Record<number, CaptionerErrorCode> = {
  401: 'model-access',
  403: 'model-access',
  405: 'not-ollama',
  408: 'model-silent',
  413: 'request-too-large',
  429: 'model-busy',
  499: 'model-stopped',
  502: 'model-unreachable',
  503: 'model-busy',
  504: 'model-unreachable',
};

/** Which of our codes an answer means. */
export function codeOfAnswer({ status, text, isJson }: ServerAnswer): CaptionerErrorCode {
  const message = isJson ? messageWithin(text) : '';
  const byText = texts.find(([pattern]) => pattern.test(message));
  if (byText) return byText[1];
  if (status === undefined) return 'model-stopped';
  // Ollama says in JSON that a model is missing; a plain 404 comes from another server or a wrong path.
  if (status === 404) return isJson && /not found|not exist/i.test(message) ? 'model-missing' : 'not-ollama';
  return statuses[status] ?? (status >= 500 ? 'model-error' : 'request-refused');
}

/** llama-server's errors arrive as JSON text inside Ollama's JSON. Its type is kept: one case shows only there. */
function messageWithin(text: string): string {
  const outer = parse(text)?.error ?? text;
  if (typeof outer === 'object' && outer !== null) return JSON.stringify(outer);
  const inner = parse(String(outer))?.error;
  return inner === undefined ? String(outer) : JSON.stringify(inner);
}

function parse(text: string): { error?: unknown } | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? value : undefined;
  } catch {
    return undefined;
  }
}
