/** What goes wrong with such servers, each as one of them does it. `times`: how many answers it befalls, 1 unless told. */
export type OpenaiFault = { times?: number } & (
  | { kind: 'crlf' | 'coalesced' | 'split-bytes' | 'comments' | 'no-space' | 'no-last-line' | 'no-done' }
  | { kind: 'reasoning' | 'reasoning-only' | 'empty' | 'loop' | 'refusal' }
  | {
      kind:
        | '400-image'
        | '400-image-studio'
        | '500-image-vllm'
        | '400-context'
        | '401'
        | '404-model'
        | '429'
        | '503-loading';
    }
  | { kind: 'html-200' | '502-html' | 'silence' }
  /** After so many pieces. */
  | { kind: 'error-midstream' | 'ended-early' | 'reset' | 'cut-json'; k: number }
  | { kind: 'stall'; k: number; ms: number }
);

const json = (status: number, body: unknown) => ({ status, type: 'application/json', body: JSON.stringify(body) });

/** Answers that are no stream, as each server words them. */
export const refusals: Partial<Record<OpenaiFault['kind'], { status: number; type: string; body: string }>> = {
  // llama.cpp
  '400-image': json(500, {
    error: {
      code: 500,
      message: 'image input is not supported - hint: if this is unexpected, you may need to provide the mmproj',
      type: 'server_error',
    },
  }),
  '400-image-studio': json(400, { error: 'Model does not support images. Please use a model that does.' }),
  '500-image-vllm': json(500, {
    object: 'error',
    message: 'Qwen/Qwen3-8B is not a multimodal model',
    type: 'InternalServerError',
    code: 500,
  }),
  '400-context': json(400, {
    error: {
      code: 400,
      message: 'the request exceeds the available context size, try increasing it',
      type: 'exceed_context_size_error',
    },
  }),
  '401': json(401, { error: { message: 'Invalid API Key', type: 'authentication_error', code: 401 } }),
  '404-model': json(404, {
    object: 'error',
    message: 'The model `gone` does not exist.',
    type: 'NotFoundError',
    code: 404,
  }),
  '429': json(429, { error: { message: 'Rate limit reached', type: 'rate_limit_error' } }),
  '503-loading': json(503, { error: { code: 503, message: 'Loading model', type: 'unavailable_error' } }),
  'html-200': { status: 200, type: 'text/html', body: '<!doctype html><title>A router</title>' },
  '502-html': { status: 502, type: 'text/html', body: '<html><h1>502 Bad Gateway</h1></html>' },
};
