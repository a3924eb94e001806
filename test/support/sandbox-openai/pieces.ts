import type { ServerResponse } from 'node:http';
import { wait } from '../sandbox-ollama/wait.ts';
import type { OpenaiFault } from './faults.ts';

type Saying = {
  tokens: string[];
  body: Record<string, unknown>;
  fault: OpenaiFault | undefined;
  msPerImage: number;
  /** Whether it says how long its parts took, as llama.cpp does. */
  hasTimings: boolean;
  signal: AbortSignal;
};

const thoughts = ['The user', ' wants', ' alt text.', ' Let me', ' look.'];

/** What it says instead of a description. */
function spoil(tokens: string[], fault: OpenaiFault | undefined): string[] {
  if (fault?.kind === 'empty' || fault?.kind === 'reasoning-only') return [];
  if (fault?.kind === 'loop') return Array.from({ length: 5000 }, (_, at) => [' the', ' red', ' house'][at % 3] ?? '');
  if (fault?.kind === 'refusal') return ["I'm", ' sorry,', " but I can't", ' help with', ' that.'];
  return tokens;
}

/** Streams an answer as events, with whatever goes wrong on the way. */
export async function writePieces(response: ServerResponse, saying: Saying): Promise<void> {
  const { body, fault, msPerImage, signal } = saying;
  const startedAt = performance.now();
  const limit = Number(body.max_tokens ?? 500);
  const said = spoil(saying.tokens, fault);
  const tokens = said.slice(0, limit);
  await wait(msPerImage * 0.4, signal);
  const promptedAt = performance.now();
  response.writeHead(200, { 'content-type': 'text/event-stream; charset=utf-8' });
  const write = writerOf(response, fault);
  const delta = (piece: object, more: object = {}) => write({ choices: [{ index: 0, delta: piece, ...more }] });

  await delta({ role: 'assistant', content: null });
  if (fault?.kind.startsWith('reasoning')) for (const thought of thoughts) await delta({ reasoning_content: thought });
  for (const [at, content] of tokens.entries()) {
    if (fault && 'k' in fault && fault.k === at && (await breakOff(response, fault, write, signal))) return;
    await wait((msPerImage * 0.6) / Math.max(1, Math.min(said.length, 60)), signal);
    await delta({ content });
  }
  await delta({}, { finish_reason: said.length > limit ? 'length' : 'stop' });
  const now = performance.now();
  const timings = { prompt_ms: promptedAt - startedAt, predicted_ms: now - promptedAt };
  if (saying.hasTimings) await write({ choices: [], timings });
  if (fault?.kind !== 'no-done') await write('[DONE]');
  response.end(fault?.kind === 'coalesced' ? flush(response) : undefined);
}

type Write = (value: unknown) => Promise<void>;

/** Answers whether that was the end. */
async function breakOff(
  response: ServerResponse,
  fault: OpenaiFault,
  write: Write,
  signal: AbortSignal,
): Promise<boolean> {
  if (fault.kind === 'stall') await wait(fault.ms, signal);
  if (fault.kind === 'stall') return false;
  if (fault.kind === 'error-midstream') {
    await write({ error: { message: 'CUDA error: out of memory', type: 'server_error', code: 500 } });
    await write('[DONE]');
  }
  if (fault.kind === 'cut-json') response.write('data: {"choices":[{"delta":{"con');
  if (fault.kind === 'reset') response.destroy();
  else response.end();
  return true;
}

const held = new WeakMap<ServerResponse, string>();

function flush(response: ServerResponse): string {
  return held.get(response) ?? '';
}

type Kind = OpenaiFault['kind'] | undefined;

/** One event, framed as the fault has it. */
function framed(data: string, kind: Kind): string {
  const newline = kind === 'crlf' ? '\r\n' : '\n';
  const space = kind === 'no-space' ? '' : ' ';
  const end = kind === 'no-last-line' && data === '[DONE]' ? '' : newline + newline;
  const others = kind === 'comments' ? [': keep-alive', 'id: 7', 'event: message', ''].join(newline) : '';
  return `${others}data:${space}${data}${end}`;
}

function writerOf(response: ServerResponse, fault: OpenaiFault | undefined): Write {
  const kind = fault?.kind;
  return async (value) => {
    const text = framed(typeof value === 'string' ? value : JSON.stringify(value), kind);
    if (kind === 'coalesced') held.set(response, flush(response) + text);
    else if (kind === 'split-bytes') await writeBytes(response, text);
    else response.write(text);
  };
}

/** Byte by byte, with a pause within each sign of more than one. */
async function writeBytes(response: ServerResponse, text: string): Promise<void> {
  for (const byte of Buffer.from(text)) {
    response.write(Buffer.from([byte]));
    if (byte > 127) await new Promise((resolve) => setImmediate(resolve));
  }
}
