import { once } from 'node:events';
import { connect, type Socket } from 'node:net';

/**
 * A process of its own that keeps many event streams open and only counts what arrives, so that reading costs the
 * server's process nothing. Talks with the one that forked it by `Order` and `Answer`.
 */
export type Order =
  /** Sends each request over a connection of its own; answered when every one has begun to be answered with 200. */
  | { kind: 'open'; port: number; requests: string[] }
  /** Answered when this many messages have arrived since the last answer. */
  | { kind: 'count'; messages: number }
  | { kind: 'close' };
/** Bytes as on the wire, since the last answer. */
export type Answer = { bytes: number };

/** Every counted message holds it once, and nothing else does. */
export const marker = '~';
const markerByte = marker.charCodeAt(0);
/** Below the backlog of a listening socket. */
const openingAtOnce = 100;

const sockets = new Set<Socket>();
let arrived = 0;
let bytes = 0;
let wanted = Number.POSITIVE_INFINITY;

if (process.send) process.on('message', (order: Order) => void obey(order));

async function obey(order: Order): Promise<void> {
  if (order.kind === 'count') {
    wanted = order.messages;
    return answerWhenAllArrived();
  }
  await (order.kind === 'open' ? openAll(order) : closeAll());
  answer();
}

async function openAll({ port, requests }: Extract<Order, { kind: 'open' }>): Promise<void> {
  const waiting = requests.values();
  const lane = async () => {
    for (const request of waiting) await open(port, request);
  };
  await Promise.all(Array.from({ length: openingAtOnce }, lane));
}

async function open(port: number, request: string): Promise<void> {
  const socket = connect(port, '127.0.0.1');
  socket.write(request);
  const [head] = (await once(socket, 'data')) as [Buffer];
  if (!head.toString('latin1').startsWith('HTTP/1.1 200 ')) throw new Error(`refused: ${head.toString('latin1')}`);
  sockets.add(socket);
  socket.on('data', count);
  socket.on('close', () => {
    if (sockets.has(socket)) throw new Error('the server ended a stream');
  });
}

function count(chunk: Buffer): void {
  bytes += chunk.length;
  for (let at = chunk.indexOf(markerByte); at >= 0; at = chunk.indexOf(markerByte, at + 1)) arrived += 1;
  answerWhenAllArrived();
}

function answerWhenAllArrived(): void {
  if (arrived >= wanted) answer();
}

async function closeAll(): Promise<void> {
  const open = [...sockets];
  sockets.clear();
  const closed = open.map((socket) => once(socket, 'close'));
  for (const socket of open) socket.destroy();
  await Promise.all(closed);
}

function answer(): void {
  const told: Answer = { bytes };
  arrived = 0;
  bytes = 0;
  wanted = Number.POSITIVE_INFINITY;
  process.send?.(told);
}
