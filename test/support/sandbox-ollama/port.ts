import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type ErrorAnswer, Refusal } from './answers.ts';
import { newRecord, type RequestRecord } from './request-log.ts';

export type Exchange = {
  request: IncomingMessage;
  response: ServerResponse;
  record: RequestRecord;
  /** Aborts when the client hangs up. */
  signal: AbortSignal;
};
export type Answering = (exchange: Exchange) => Promise<void>;

/** The listening port: writes down each request, hears the client hang up, answers what a step refuses. */
export async function openPort(wantedPort: number, prefix: string, log: RequestRecord[], answerExchange: Answering) {
  const server = createServer(async (request, response) => {
    const path = new URL(request.url ?? '/', 'http://sandbox').pathname;
    const route = path.startsWith(prefix) ? path.slice(prefix.length) || '/' : `outside ${path}`;
    const record = newRecord(request, route);
    log.push(record);
    const hangUp = new AbortController();
    response.once('close', () => {
      if (!response.writableFinished) hangUp.abort(new Error('the client hung up'));
    });
    try {
      await answerExchange({ request, response, record, signal: hangUp.signal });
      record.finishedAt = Date.now();
    } catch (error) {
      settle(error, { response, record, signal: hangUp.signal });
    }
  });
  server.on('connection', (socket) => socket.setNoDelay(true));
  await listen(server, wantedPort);
  const number = (server.address() as AddressInfo).port;
  return { number, open: () => listen(server, number), shut: () => stopListening(server) };
}

function settle(error: unknown, { response, record, signal }: Omit<Exchange, 'request'>): void {
  if (signal.aborted) {
    record.aborted = { phase: record.phase, afterTokens: record.tokens, at: Date.now() };
    return;
  }
  if (!(error instanceof Refusal)) throw error;
  refuse(response, record, error.answer);
}

async function listen(server: Server, port: number): Promise<void> {
  const listening = once(server, 'listening');
  server.listen(port, '127.0.0.1');
  await listening;
}

const stopListening = (server: Server) =>
  new Promise<void>((resolve) => {
    if (!server.listening) return resolve();
    server.close(() => resolve());
    server.closeAllConnections();
  });

function refuse(response: ServerResponse, record: RequestRecord, { status, body, contentType }: ErrorAnswer): void {
  record.status = status;
  record.finishedAt = Date.now();
  response.writeHead(status, { 'content-type': contentType });
  response.end(body);
}
