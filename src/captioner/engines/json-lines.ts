import type { Clock } from '../../lib/clock.ts';
import { inTime } from '../../lib/in-time.ts';

/** How long an answer may take to end after its last line, before its connection is given up. */
const endingMs = 20;

/** The connection ended inside a line. */
export class CutLineError extends Error {}

/**
 * A stream of JSON lines that carries nothing else. The ollama package prints every line it cannot parse on the
 * console, blank ones too, and stops reading at the last line, which would leave the connection unusable for the next
 * request; here the answer is read to its end before the last line is handed on. Half a line at the end is an error.
 */
export function onlyJsonLines(body: ReadableStream<Uint8Array>, clock: Clock): ReadableStream<Uint8Array<ArrayBuffer>> {
  const reader = body.getReader();
  const decoder = new TextDecoder();
  const encoder = new TextEncoder();
  let rest = '';

  const nextLines = async (): Promise<{ lines: string[]; isEnd: boolean }> => {
    const { done, value } = await reader.read();
    rest += done ? decoder.decode() : decoder.decode(value, { stream: true });
    const parts = rest.split('\n');
    rest = done ? '' : (parts.pop() ?? '');
    return { lines: parts.map((line) => line.trim()).filter((line) => line !== ''), isEnd: done };
  };

  return new ReadableStream(
    {
      async pull(controller) {
        let { lines, isEnd } = await nextLines();
        while (lines.length === 0 && !isEnd) ({ lines, isEnd } = await nextLines());
        for (const line of lines) {
          const value = parseLine(line);
          // Whatever goes wrong after the last line no longer matters.
          if (value.done === true && !isEnd) await inTime(endingMs, reader.read(), clock).catch(() => {});
          controller.enqueue(encoder.encode(`${line}\n`));
        }
        if (isEnd) controller.close();
      },
      cancel: (reason) => reader.cancel(reason),
    },
    { highWaterMark: 0 },
  );
}

function parseLine(line: string): { done?: unknown } {
  try {
    return JSON.parse(line) as { done?: unknown };
  } catch {
    // Neither the line nor what the parser quotes of it: its words may be a person's own.
    throw new CutLineError(`not a line of JSON: ${line.length} characters`);
  }
}
