import type { ServerResponse } from 'node:http';
import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response';
import type { PageContext } from '../context.ts';
import { securityHeaders } from '../middleware/security-headers.ts';
import type { Parts } from '../parts.ts';
import { isSecure } from '../request.ts';
import type { Channels, LiveRegion, Watcher } from './channels.ts';
import { createSessionWatch } from './session-watch.ts';

/** A watcher that is further behind is dropped; it comes back by itself, to a fresh snapshot. */
const maxBehindBytes = 1_000_000;
const heartbeatMs = 15_000;

const heartbeat = new TextEncoder().encode(': still here\n\n');

type Sink = Watcher & { end: () => void };

export type Streams = {
  /** Answers with a stream of the regions, until the browser leaves or its session ends. */
  open: (c: PageContext, regions: LiveRegion[]) => Response;
  count: () => number;
  /** How many of them are a person's. */
  countOf: (userId: string) => number;
  /** Ends every stream: the server stops. */
  close: () => void;
};

export type StreamsOptions = Pick<Parts, 'users' | 'config' | 'publicAddress'> & { channels: Channels };

export function createStreams({ users, channels, ...parts }: StreamsOptions): Streams {
  const open = new Map<() => void, string>();
  const watchSession = createSessionWatch(users.sessions);

  function start(c: PageContext, follow: (watcher: Watcher) => () => void, sink: Sink): () => void {
    const { session, user } = c.var;
    const end = () => {
      if (!open.delete(end)) return;
      clearInterval(heart);
      for (const leave of leaves) leave();
      sink.end();
    };
    const leaves = [follow(sink), watchSession(session.id, end)];
    const heart = setInterval(() => sink.send(heartbeat), heartbeatMs);
    open.set(end, user.id);
    return end;
  }

  return {
    open(c, regions) {
      const follow = channels.read(regions, c.var.words);
      const headers = {
        'content-type': 'text/event-stream; charset=utf-8',
        'cache-control': 'no-store',
        // Proxies such as nginx hold small answers back unless told not to.
        'x-accel-buffering': 'no',
      };
      const outgoing = c.env?.outgoing;
      if (!outgoing || !('writeHead' in outgoing)) return overWebStream(headers, (sink) => start(c, follow, sink));
      const response = outgoing as ServerResponse;
      response.writeHead(200, { ...securityHeaders(isSecure(c, parts)), ...headers });
      response.socket?.setNoDelay(true);
      let end = () => {};
      end = start(c, follow, {
        send(chunk) {
          response.write(chunk);
          if (response.writableLength > maxBehindBytes) response.destroy();
        },
        end: () => response.end(),
      });
      response.on('close', () => end());
      return RESPONSE_ALREADY_SENT;
    },
    count: () => open.size,
    countOf: (userId) => [...open.values()].filter((owner) => owner === userId).length,
    close() {
      for (const end of [...open.keys()]) end();
    },
  };
}

/** The same where there is no server beneath the request. */
function overWebStream(headers: Record<string, string>, start: (sink: Sink) => () => void): Response {
  let end = () => {};
  let isOpen = true;
  const body = new ReadableStream<Uint8Array>({
    start(controller) {
      end = start({
        send: (chunk) => {
          if (isOpen) controller.enqueue(chunk);
        },
        end: () => {
          if (isOpen) controller.close();
          isOpen = false;
        },
      });
    },
    cancel: () => {
      // A stream that was cancelled is closed already and takes nothing more.
      isOpen = false;
      end();
    },
  });
  return new Response(body, { headers });
}
