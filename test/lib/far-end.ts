import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import { createServer as createSocketServer, type Socket } from 'node:net';
import { onTestFinished } from 'vitest';
import { AppError } from '../../src/lib/errors.ts';

/** A real HTTP server on loopback for one test. Answers its `host:port`. */
export async function listen(onRequest: RequestListener): Promise<string> {
  const server = createServer(onRequest);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return hostOf(server.address());
}

/** A bare TCP server on loopback for one test, for ends that do not keep to HTTP. */
export async function listenRaw(onConnection: (socket: Socket) => void): Promise<string> {
  const sockets = new Set<Socket>();
  const server = createSocketServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => {});
    onConnection(socket);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  return hostOf(server.address());
}

function hostOf(address: ReturnType<ReturnType<typeof createServer>['address']>): string {
  if (address === null || typeof address === 'string') throw new Error('the server has no port');
  return `127.0.0.1:${address.port}`;
}

/** The program's error that a promise rejects with. */
export async function refusal(promise: Promise<unknown>): Promise<AppError> {
  const thrown = await promise.then(
    () => new Error('nothing was refused'),
    (error: unknown) => error,
  );
  if (!(thrown instanceof AppError)) throw thrown;
  return thrown;
}

/** The code of the program's error that a promise rejects with. */
export async function codeOf(promise: Promise<unknown>): Promise<string | undefined> {
  return (await refusal(promise)).code;
}
