import type { ServerResponse } from 'node:http';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { goJson } from './go-wire.ts';

export type Framing = 'lines' | 'split-bytes' | 'coalesce' | 'no-final-newline' | 'crlf' | 'blank-line';

/** One JSON object a line, headers with the first line, in whatever pieces the framing asks for. */
export function createLineWriter(response: ServerResponse, framing: Framing) {
  const held: Buffer[] = [];
  const begin = () => {
    if (!response.headersSent) response.writeHead(200, { 'content-type': 'application/x-ndjson' });
  };
  const send = async (bytes: Buffer) => {
    begin();
    if (framing === 'coalesce') return void held.push(bytes);
    if (framing !== 'split-bytes') return void response.write(bytes);
    // Three bytes a write: signs of more than one byte and lines arrive in halves.
    for (let at = 0; at < bytes.length; at += 3) {
      response.write(bytes.subarray(at, at + 3));
      await nextTurn();
    }
  };
  const lineEnd = framing === 'crlf' ? '\r\n' : framing === 'blank-line' ? '\n\n' : '\n';

  return {
    line: (value: unknown, isLast = false) =>
      send(Buffer.from(goJson(value) + (isLast && framing === 'no-final-newline' ? '' : lineEnd))),
    /** Half a line, without an end. */
    fragment: (value: unknown) => send(Buffer.from(goJson(value).slice(0, -20))),
    end: () => {
      begin();
      response.end(Buffer.concat(held));
    },
    /** Waits until what was written is on its way, then resets the connection. */
    reset: async () => {
      begin();
      response.write(Buffer.concat(held));
      await nextTurn();
      await nextTurn();
      response.socket?.resetAndDestroy();
    },
  };
}
