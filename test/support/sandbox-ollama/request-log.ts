import { createHash } from 'node:crypto';
import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import { type ImageHeader, readImageHeader } from './image-header.ts';

export type Phase = 'body' | 'load' | 'queue' | 'prompt' | 'generate';

export type LoggedImage = { sha256: string; bytes: number; header: ImageHeader | undefined };

/** One request as the sandbox saw it. Moments are UTC milliseconds. */
export type RequestRecord = {
  at: number;
  method: string;
  route: string;
  headers: IncomingHttpHeaders;
  /** Tells connections apart: two requests of one port came over the same one. */
  clientPort: number | undefined;
  bodyBytes: number;
  model: string | undefined;
  options: Record<string, unknown>;
  think: unknown;
  keepAlive: unknown;
  isStream: boolean;
  messages: { role: string; content: string }[];
  images: LoggedImage[];
  status: number | undefined;
  phase: Phase;
  /** Where the client hung up, if it did. */
  aborted: { phase: Phase; afterTokens: number; at: number } | undefined;
  finishedAt: number | undefined;
  /** The real time a slot was busy with this request. */
  generateMs: number;
  /** Pieces of text sent, and when each was. */
  tokens: number;
  tokensAt: number[];
  fault: string | undefined;
};

export function newRecord(request: IncomingMessage, route: string): RequestRecord {
  return {
    at: Date.now(),
    method: request.method ?? 'GET',
    route,
    headers: request.headers,
    clientPort: request.socket.remotePort,
    bodyBytes: 0,
    model: undefined,
    options: {},
    think: undefined,
    keepAlive: undefined,
    isStream: true,
    messages: [],
    images: [],
    status: undefined,
    phase: 'body',
    aborted: undefined,
    finishedAt: undefined,
    generateMs: 0,
    tokens: 0,
    tokensAt: [],
    fault: undefined,
  };
}

export function logImage(bytes: Buffer): LoggedImage {
  return {
    sha256: createHash('sha256').update(bytes).digest('hex'),
    bytes: bytes.length,
    header: readImageHeader(bytes),
  };
}
