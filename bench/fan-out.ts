import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { insertTask, moveTask } from '../db/tasks.ts';
import { startProgram } from '../src/compose.ts';
import { loadConfig } from '../src/config.ts';
import { newId } from '../src/lib/ids.ts';
import { createLog } from '../src/lib/log.ts';
import { encodeMessage } from '../src/web/live/channels.ts';
import { wordsPartial } from '../templates/components/pair.ts';
import { addConnection, addPerson } from '../test/support/people.ts';
import { socialInstance } from '../test/support/review-web.ts';
import { forkWatchers, marker, streamRequest } from './site/watchers.ts';

/**
 * The throughput of the program's event streams as a share of plain `response.write` calls in node:http: the words of
 * drafts go to every stream of the whole program, and the same bytes to as many plain responses, in turns. Compares
 * processor time of this process; another one reads. `--streams 1000 --messages 20 --rounds 5` for other runs.
 */
const budget = 0.8;
/** A person may have that many. */
const streamsPerPerson = 200;
const sparedDescriptors = 500;
/** Of the comment that keeps a stream open, in chunked encoding. Its cost counts as ours. */
const heartbeatBytes = 'e\r\n: still here\n\n\r\n'.length;

const { values } = parseArgs({
  options: {
    streams: { type: 'string' },
    messages: { type: 'string', default: '20' },
    rounds: { type: 'string', default: '5' },
  },
});
const streams = Number(values.streams ?? (descriptorLimit() >= 5000 + sparedDescriptors ? 5000 : 1000));
const messages = Number(values.messages);
const rounds = Number(values.rounds);

type Side = { port: number; requests: string[]; send: (text: string) => void };
type Measured = { microsecondsPerMessage: number; bytes: number };
type Round = { ours: Measured; plain: Measured };

const dataDir = mkdtempSync(join(tmpdir(), 'altwright-bench-'));
const env = { DATA_DIR: dataDir, PORT: '0', OLLAMA_HOST: '127.0.0.1:9', PUBLIC_URL: 'http://localhost' };
const program = await startProgram(loadConfig(env), createLog('silent'));
const watchers = forkWatchers();
const imageId = newId(Date.now());
const responses = new Set<ServerResponse>();
const plainServer = createServer((_request, response) => {
  response.writeHead(200, { 'content-type': 'text/event-stream; charset=utf-8', 'cache-control': 'no-store' });
  response.write(': open\n\n');
  responses.add(response);
  response.on('close', () => responses.delete(response));
});
await new Promise<void>((resolve) => plainServer.listen(0, '127.0.0.1', resolve));

const ours = settlePeople();
const plain = plainSide();
const measured: Round[] = [];
try {
  // The first finds the code cold.
  await measureBoth();
  for (let round = 0; round < rounds; round += 1) measured.push(await measureBoth(round % 2 === 0));
} finally {
  watchers.close();
  plainServer.close();
  await program.stop();
  rmSync(dataDir, { recursive: true, force: true });
}

const oursMicroseconds = median(measured.map((round) => round.ours.microsecondsPerMessage));
const plainMicroseconds = median(measured.map((round) => round.plain.microsecondsPerMessage));
const shares = measured.map(({ ours, plain }) => rounded(plain.microsecondsPerMessage / ours.microsecondsPerMessage));
const share = median(shares);
// What ours sent beside the messages; anything else would not be a whole number of them.
const heartbeats = measured.map(({ ours, plain }) => (ours.bytes - plain.bytes) / heartbeatBytes);
const isSameBytes = heartbeats.every((count) => Number.isInteger(count) && count >= 0);
console.log(
  JSON.stringify({
    name: 'fan-out',
    ok: isSameBytes && share >= budget,
    share,
    budget,
    streams,
    messages,
    oursMicroseconds: rounded(oursMicroseconds),
    plainMicroseconds: rounded(plainMicroseconds),
    shares,
    heartbeats,
    isSameBytes,
  }),
);

/** People with a run each, whose pages are open in as many windows as they may have. */
function settlePeople(): Side {
  const { db, users, hub } = program.parts;
  const people = Array.from({ length: Math.ceil(streams / streamsPerPerson) }, (_, index) => {
    const user = addPerson(db, `person-${index}`);
    const handle = `${user.name}@${socialInstance.domain}`;
    const connectionId = addConnection(db, user.id, { instance: socialInstance, accountId: handle, handle }).id;
    const taskId = newId(Date.now());
    const run = { id: taskId, userId: user.id, connectionId, priority: 10, settings: {}, model: 'gemma3:4b' };
    insertTask(db, run, Date.now());
    moveTask(db, taskId, 'running', { startedAt: Date.now(), step: 'describing', isListed: true });
    return { taskId, cookie: `altwright=${users.sessions.open(user.id, 'a benchmark').token}` };
  });
  const requests = Array.from({ length: streams }, (_, index) => {
    const person = people[Math.floor(index / streamsPerPerson)];
    return streamRequest(`task:${person?.taskId}`, person?.cookie ?? '');
  });
  return {
    port: Number(new URL(program.origin).port),
    requests,
    send(text) {
      for (const { taskId } of people) hub.publish(`task:${taskId}`, { kind: 'words', taskId, imageId, text });
    },
  };
}

function plainSide(): Side {
  return {
    port: (plainServer.address() as AddressInfo).port,
    requests: Array.from({ length: streams }, () => 'GET / HTTP/1.1\r\nhost: localhost\r\n\r\n'),
    send(text) {
      const chunk = encodeMessage(String(wordsPartial(imageId, text)));
      for (const response of responses) response.write(chunk);
    },
  };
}

/** By turns one or the other comes first, since what is left of the first, such as garbage, falls to the second. */
async function measureBoth(isOursFirst = false): Promise<Round> {
  if (!isOursFirst) return { plain: await measure(plain), ours: await measure(ours) };
  return { ours: await measure(ours), plain: await measure(plain) };
}

/** Each message has arrived everywhere before the next is sent, so that none are joined on the way. */
async function measure({ port, requests, send }: Side): Promise<Measured> {
  await watchers.tell({ kind: 'open', port, requests });
  // A run's stream puts the picture's pair there with the first words; here it has none, and nothing goes out.
  if (port !== plain.port) send(textOf(0));
  await deliver(send, 0);
  await deliver(send, 0);
  let bytes = 0;
  const before = process.cpuUsage();
  for (let index = 0; index < messages; index += 1) bytes += await deliver(send, index);
  const { user, system } = process.cpuUsage(before);
  await watchers.tell({ kind: 'close' });
  while (program.parts.streams.count() + responses.size > 0) await setImmediate();
  return { microsecondsPerMessage: (user + system) / (messages * streams), bytes };
}

async function deliver(send: (text: string) => void, index: number): Promise<number> {
  const arrived = watchers.tell({ kind: 'count', messages: streams });
  send(textOf(index));
  return (await arrived).bytes;
}

/** The words of a draft as they grow, all of a length that needs no more than one packet. */
function textOf(index: number): string {
  return `${marker} ${'A galaxy of stars on a black sky, '.repeat(1 + (index % 6))}`;
}

function descriptorLimit(): number {
  const told = execFileSync('sh', ['-c', 'ulimit -n'], { encoding: 'utf8' }).trim();
  return told === 'unlimited' ? Number.POSITIVE_INFINITY : Number(told);
}

function median(numbers: number[]): number {
  return numbers.toSorted((one, other) => one - other)[Math.floor(numbers.length / 2)] ?? Number.NaN;
}

function rounded(number: number): number {
  return Math.round(1000 * number) / 1000;
}
