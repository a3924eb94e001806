import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { readImageHeader } from '../sandbox-ollama/image-header.ts';
import { describe, toTokens } from '../sandbox-ollama/texts.ts';
import { type OpenaiFault, refusals } from './faults.ts';
import { writePieces } from './pieces.ts';

export type { OpenaiFault } from './faults.ts';

export type SandboxOpenaiOptions = {
  /** As whom it lists its models. */
  dialect?: 'llama.cpp' | 'studio' | 'vllm';
  models?: { id: string; sees: boolean }[];
  /** When set, a request without this bearer token gets 401. */
  apiKey?: string;
  /** How long a picture takes: 40 % in silence, then the words evenly. */
  msPerImage?: number;
};

export type OpenaiRequest = {
  method: string;
  path: string;
  authorization: string | undefined;
  body: Record<string, unknown>;
  images: Buffer[];
  wasAborted: boolean;
};

/** A server on loopback with OpenAI's API, as llama.cpp, LM Studio and vLLM have it, that describes one picture after the other. */
export async function startSandboxOpenai(options: SandboxOpenaiOptions = {}) {
  const { dialect = 'llama.cpp', models = [{ id: 'gemma-3-4b-it', sees: true }], apiKey, msPerImage = 40 } = options;
  const log: OpenaiRequest[] = [];
  const faults: OpenaiFault[] = [];
  let generating = 0;
  let line: Promise<unknown> = Promise.resolve();

  const server = createServer(async (request, response) => {
    const body = await readBody(request);
    const images = imagesIn(body);
    const { method = '', url: path = '', headers } = request;
    const record = { method, path, authorization: headers.authorization, body, images, wasAborted: false };
    log.push(record);
    const hangUp = new AbortController();
    response.once('close', () => {
      record.wasAborted = !response.writableFinished;
      if (record.wasAborted) hangUp.abort();
    });
    if (apiKey && headers.authorization !== `Bearer ${apiKey}`) return refuse(response, refusals['401']);
    if (method === 'GET') return answerJson(response, listing(path));
    await complete(record, response, hangUp.signal).catch((thrown: unknown) => {
      if (!hangUp.signal.aborted) throw thrown;
    });
  });

  function listing(path: string): unknown {
    const data = models.map(({ id }) => ({ id, object: 'model' }));
    if (path === '/v1/models' && dialect !== 'llama.cpp') return { object: 'list', data };
    if (path === '/v1/models') {
      const able = models.map(({ id, sees }) => ({
        name: id,
        capabilities: sees ? ['completion', 'multimodal'] : ['completion'],
      }));
      return { object: 'list', data, models: able };
    }
    if (path !== '/api/v0/models' || dialect !== 'studio') return null;
    return { data: models.map(({ id, sees }) => ({ id, type: sees ? 'vlm' : 'llm', state: 'not-loaded' })) };
  }

  function takeFault(): OpenaiFault | undefined {
    const [fault] = faults;
    if (!fault) return undefined;
    fault.times = (fault.times ?? 1) - 1;
    if (fault.times <= 0) faults.shift();
    return fault;
  }

  async function complete({ body, images }: OpenaiRequest, response: ServerResponse, signal: AbortSignal) {
    const fault = takeFault();
    const refusal = (fault && refusals[fault.kind]) ?? refusalOf(body, images);
    if (refusal) return refuse(response, refusal);
    if (fault?.kind === 'silence') return;
    const turn = line;
    const work = async () => {
      await turn;
      if (signal.aborted) return;
      generating += 1;
      const answer = { tokens: tokensOf(body, images), hasTimings: dialect === 'llama.cpp' };
      await writePieces(response, { ...answer, body, fault, msPerImage, signal }).finally(() => {
        generating -= 1;
      });
    };
    const working = work();
    line = working.catch(() => {});
    await working;
  }

  function refusalOf({ model }: Record<string, unknown>, images: Buffer[]) {
    const found = models.find(({ id }) => id === model);
    if (!found) return refusals['404-model'];
    if (images.length > 0 && !found.sees) return refusals['400-image'];
    const isBroken = images.some((image) => readImageHeader(image) === undefined);
    const message = 'Failed to load image or audio file';
    return isBroken
      ? { status: 400, type: 'application/json', body: JSON.stringify({ error: { code: 400, message } }) }
      : undefined;
  }

  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/v1`,
    log,
    /** Befall the answers that come, in this order. */
    faults,
    generating: () => generating,
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

async function readBody(request: IncomingMessage): Promise<Record<string, unknown>> {
  let text = '';
  for await (const chunk of request) text += chunk;
  return text === '' ? {} : JSON.parse(text);
}

type Content = string | { type: string; text?: string; image_url?: { url: string } }[];

const contents = ({ messages }: Record<string, unknown>) =>
  ((messages ?? []) as { content: Content }[]).map(({ content }) => content);

function imagesIn(body: Record<string, unknown>): Buffer[] {
  const urls = contents(body).flatMap((content) =>
    typeof content === 'string' ? [] : content.flatMap(({ image_url }) => image_url?.url ?? []),
  );
  return urls.map((url) => Buffer.from(url.replace(/^data:image\/(jpeg|png);base64,/, ''), 'base64'));
}

/** The same picture and the same words bring the same answer; a model that sees knows red when it is asked for it. */
function tokensOf(body: Record<string, unknown>, images: Buffer[]): string[] {
  const prompt = contents(body)
    .flatMap((content) => (typeof content === 'string' ? content : content.map(({ text = '' }) => text)))
    .join('\n');
  if (/Which single colour/.test(prompt)) return ['Red'];
  if (/Which shapes are in this picture/.test(prompt))
    return toTokens('A red circle left of a blue square, and ALTWRIGHT.');
  const seen = createHash('sha256')
    .update(images.at(-1) ?? '')
    .digest('hex');
  return toTokens(describe(`${seen} ${body.model} ${body.seed}`, prompt));
}

function refuse(response: ServerResponse, refusal = { status: 404, type: 'text/plain', body: 'Not Found' }): void {
  response.writeHead(refusal.status, { 'content-type': refusal.type });
  response.end(refusal.body);
}

function answerJson(response: ServerResponse, value: unknown): void {
  if (value === null) return refuse(response);
  response.writeHead(200, { 'content-type': 'application/json; charset=utf-8' });
  response.end(JSON.stringify(value));
}
