/** The `data` of one event of a stream. */
type Data = string;

/**
 * The data of server-sent events as they arrive: LF, CRLF or CR ends a line, an empty line an event, lines of data are
 * joined, comments and other fields are passed over. Half an event at the end is handed on too, since some servers leave
 * out the last empty line. https://html.spec.whatwg.org/multipage/server-sent-events.html#parsing-an-event-stream
 */
export async function* readEvents(body: AsyncIterable<Uint8Array>): AsyncGenerator<Data, void, void> {
  const decoder = new TextDecoder();
  let rest = '';
  let data: string[] = [];

  function* take(line: string): Generator<Data, void, void> {
    if (line === '' && data.length > 0) {
      yield data.join('\n');
      data = [];
    } else if (line.startsWith('data:')) data.push(line.slice(line.startsWith('data: ') ? 6 : 5));
  }

  for await (const chunk of body) {
    rest += decoder.decode(chunk, { stream: true });
    // A CR at the very end may be the first half of a CRLF.
    const end = rest.endsWith('\r') ? rest.length - 1 : rest.length;
    const lines = rest.slice(0, end).split(/\r\n|\n|\r/);
    rest = (lines.pop() ?? '') + rest.slice(end);
    for (const line of lines) yield* take(line);
  }
  for (const line of [...(rest + decoder.decode()).split(/\r\n|\n|\r/), '']) yield* take(line);
}
