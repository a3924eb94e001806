import { answers, Refusal } from './answers.ts';
import { parseKeepAlive } from './go-wire.ts';
import { type LoggedImage, logImage, type RequestRecord } from './request-log.ts';

/** A chat or generate request, read and checked as far as the server does before it looks for the model. */
export type SayRequest = {
  kind: 'chat' | 'generate';
  model: string;
  messages: { role: string; content: string }[];
  images: LoggedImage[];
  isStream: boolean;
  think: unknown;
  format: unknown;
  keepAliveMs: number | undefined;
  options: Record<string, unknown>;
};

type Json = Record<string, unknown>;
const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Throws the Refusal the server would answer. */
export function readSayRequest(kind: 'chat' | 'generate', body: Json, record: RequestRecord): SayRequest {
  const given = kind === 'chat' ? listOfMessages(body.messages) : promptAsMessage(body);
  const images = given.flatMap((message) => message.images).map(decodeImage);
  const messages = given.map(({ role, content }) => ({ role, content }));
  const options = isObject(body.options) ? body.options : {};
  const keepAlive = parseKeepAlive(body.keep_alive);
  Object.assign(record, {
    messages,
    images,
    options,
    think: body.think,
    keepAlive: body.keep_alive,
    isStream: body.stream !== false,
  });
  if (typeof keepAlive === 'object') throw new Refusal(answers.badKeepAlive(keepAlive.error));
  if (typeof body.model !== 'string' || body.model === '') {
    throw new Refusal(kind === 'chat' ? answers.modelRequired() : answers.modelNotFound(''));
  }
  return {
    kind,
    model: body.model,
    messages,
    images,
    isStream: body.stream !== false,
    think: body.think,
    format: body.format,
    keepAliveMs: keepAlive,
    options,
  };
}

type GivenMessage = { role: string; content: string; images: string[] };

function listOfMessages(value: unknown): GivenMessage[] {
  if (!Array.isArray(value)) return [];
  return value.filter(isObject).map((message) => ({
    role: String(message.role ?? ''),
    content: String(message.content ?? ''),
    images: strings(message.images),
  }));
}

function promptAsMessage(body: Json): GivenMessage[] {
  const images = strings(body.images);
  const prompt = String(body.prompt ?? '');
  if (prompt === '' && images.length === 0) return [];
  const system = String(body.system ?? '');
  return [
    ...(system === '' ? [] : [{ role: 'system', content: system, images: [] }]),
    { role: 'user', content: prompt, images },
  ];
}

const strings = (value: unknown): string[] =>
  Array.isArray(value) ? value.filter((item) => typeof item === 'string') : [];

/** Plain padded base64 only, as Go's standard encoding reads it; a `data:` address fails at its fifth sign. */
function decodeImage(base64: string): LoggedImage {
  const bad = /[^A-Za-z0-9+/=]/.exec(base64);
  if (bad) throw new Refusal(answers.illegalBase64(bad.index));
  if (base64.length % 4 !== 0) throw new Refusal(answers.illegalBase64(base64.length - (base64.length % 4)));
  return logImage(Buffer.from(base64, 'base64'));
}

const integerOptions = [
  'num_ctx',
  'num_predict',
  'seed',
  'top_k',
  'num_gpu',
  'num_batch',
  'num_thread',
  'repeat_last_n',
];
const numberOptions = ['temperature', 'top_p', 'min_p', 'repeat_penalty'];
/** A difference in one of these means another process, so the model is loaded again. */
const loadOptions = ['num_ctx', 'num_batch', 'num_gpu', 'main_gpu', 'use_mmap', 'num_thread'];

export function checkOptions(options: Record<string, unknown>): void {
  for (const name of integerOptions) requireNumber(options, name, 'integer');
  for (const name of numberOptions) requireNumber(options, name, 'float32');
}

function requireNumber(options: Record<string, unknown>, name: string, type: string): void {
  if (options[name] !== undefined && typeof options[name] !== 'number')
    throw new Refusal(answers.badOption(name, type));
}

export const optionsKeyOf = (options: Record<string, unknown>): string =>
  JSON.stringify(loadOptions.map((name) => options[name] ?? null));
