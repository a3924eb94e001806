import { readFileSync } from 'node:fs';
import type { Server } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { serve } from '@hono/node-server';
import type { Hono } from 'hono';
import type { Config } from '../config.ts';
import { AppError } from '../lib/errors.ts';
import { say } from '../lib/sentence.ts';
import type { Env } from './context.ts';

export type WebServer = {
  /** Where it listens: `http://127.0.0.1:3000`. */
  origin: string;
  port: number;
  /** Takes no new requests, ends the streams, then closes what is still open. */
  close: () => Promise<void>;
};

export type ServeWish = {
  app: Hono<Env>;
  config: Pick<Config, 'host' | 'port' | 'tlsCert' | 'tlsKey'>;
  /** Ends the open event streams; a server waits for them for ever otherwise. */
  endStreams?: () => void;
};

/** How long requests that are being answered may take when the program stops. */
const graceMs = 3000;

/** Serves the app, over TLS when the configuration has a certificate. Throws when the port is taken. */
export async function serveWeb({ app, config, endStreams }: ServeWish): Promise<WebServer> {
  const tls = readTls(config);
  const server = (
    tls
      ? serve({
          fetch: app.fetch,
          hostname: config.host,
          port: config.port,
          createServer: createSecureServer,
          serverOptions: tls,
        })
      : serve({ fetch: app.fetch, hostname: config.host, port: config.port })
  ) as Server;
  await listening(server, config);
  const { port } = server.address() as AddressInfo;
  const host = config.host.includes(':') ? `[${config.host}]` : config.host;
  return { origin: `${tls ? 'https' : 'http'}://${host}:${port}`, port, close: () => close(server, endStreams) };
}

function readTls({ tlsCert, tlsKey }: ServeWish['config']): { cert: Buffer; key: Buffer } | undefined {
  if (!tlsCert || !tlsKey) return undefined;
  try {
    return { cert: readFileSync(tlsCert), key: readFileSync(tlsKey) };
  } catch (cause) {
    throw new AppError('validation', say('web.tlsUnreadable', { cert: tlsCert, key: tlsKey }), { cause });
  }
}

function listening(server: Server, { host, port }: ServeWish['config']): Promise<void> {
  return new Promise((resolve, reject) => {
    if (server.listening) return resolve();
    server.once('listening', resolve);
    server.once('error', (cause) => {
      reject(new AppError('resource', say('web.cannotListen', { host, port }), { cause }));
    });
  });
}

async function close(server: Server, endStreams: (() => void) | undefined): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  endStreams?.();
  server.closeIdleConnections();
  const patience = setTimeout(() => server.closeAllConnections(), graceMs);
  await closed;
  clearTimeout(patience);
}
