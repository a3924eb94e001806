import { pipeline, type Readable } from 'node:stream';
import { createBrotliDecompress, createGunzip, createInflate } from 'node:zlib';

export type BodyOptions = {
  /** The `Content-Encoding` of the answer, if any. */
  encoding: string | undefined;
  /** Most bytes, counted both as they come and as they are once unpacked: a bomb is small when it comes. */
  maxBytes: number;
  tooLarge: () => Error;
  /** What to reject a read with when the source broke. */
  translate: (thrown: unknown) => unknown;
  /** Called once, when nothing more will be read. */
  onEnd: () => void;
};

/** Encodings that `limitedBody` unpacks. */
export const acceptedEncodings = 'gzip, deflate, br';

/** Whether `limitedBody` can read an answer of this encoding. */
export function isKnownEncoding(encoding: string | undefined): boolean {
  return !encoding || encoding === 'identity' || unpackers.has(encoding);
}

const unpackers = new Map<string, () => Readable & NodeJS.WritableStream>([
  ['gzip', createGunzip],
  ['x-gzip', createGunzip],
  ['deflate', createInflate],
  ['br', createBrotliDecompress],
]);

/**
 * A Node stream as a web stream of at most `maxBytes`, unpacked. Cancelling it destroys the source at once, also while
 * a read waits: `ReadableStream.from` would wait for that read, and `Readable.toWeb` throws uncaught in Deno.
 */
export function limitedBody(source: Readable, options: BodyOptions): ReadableStream<Uint8Array<ArrayBuffer>> {
  const unpacked = unpack(source, options);
  const chunks = unpacked[Symbol.asyncIterator]();
  let bytesSeen = 0;

  const stop = () => {
    options.onEnd();
    source.destroy();
    unpacked.destroy();
  };
  const next = async () => {
    const { done, value } = await chunks.next();
    if (done) return undefined;
    const chunk = new Uint8Array(value as Uint8Array);
    bytesSeen += chunk.byteLength;
    if (bytesSeen > options.maxBytes) throw options.tooLarge();
    return chunk;
  };

  return new ReadableStream(
    {
      async pull(controller) {
        try {
          const chunk = await next();
          if (chunk) return controller.enqueue(chunk);
          options.onEnd();
          controller.close();
        } catch (thrown) {
          stop();
          controller.error(options.translate(thrown));
        }
      },
      cancel: stop,
    },
    { highWaterMark: 0 },
  );
}

function unpack(source: Readable, { encoding, maxBytes, tooLarge }: BodyOptions): Readable {
  const unpacker = encoding === undefined ? undefined : unpackers.get(encoding);
  // Destroying a stream nobody reads emits `error`, which must not end the process.
  source.on('error', () => {});
  if (!unpacker) return source;
  let bytesSent = 0;
  source.on('data', (chunk: Uint8Array) => {
    bytesSent += chunk.byteLength;
    if (bytesSent > maxBytes) source.destroy(tooLarge());
  });
  // The callback is required; what went wrong reaches the reader through the unpacker's own error.
  return pipeline(source, unpacker(), () => {});
}
