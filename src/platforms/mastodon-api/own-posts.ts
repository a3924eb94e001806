import { z } from 'zod';
import type { Clock } from '../../lib/clock.ts';
import { badAnswer, classifyAnswer, networkError, parseJson } from '../http-errors.ts';
import type { Credentials, Fetch, Instance } from '../platform.ts';

/** Most bytes of one connection; then a new one is opened. */
const maxBytes = 64_000_000;
/** Longer than any post; a server that never ends its line must not fill the memory. */
const longestLine = 1_000_000;

const update = z.object({
  account: z.object({ id: z.string() }),
  reblog: z.unknown().optional(),
  media_attachments: z.array(z.unknown()),
});

type Wanted = { instance: Instance; credentials: Credentials; fetch: Fetch; clock: Clock; accountId: string };

/**
 * The server's own stream of the home timeline, of which only the account's posts with media are told, without their
 * content. Ends when the server closes it; rejects when the server refuses it, sends it on to another host (the token
 * goes nowhere else), or says nothing for as long as the fetch lets a body be silent: every 15 seconds comes a `:thump`.
 * https://docs.joinmastodon.org/methods/streaming/#user
 */
export async function* ownPosts({ instance, credentials, fetch, clock, accountId }: Wanted, signal: AbortSignal) {
  const { host } = new URL(instance.origin);
  try {
    const response = await fetch(`${instance.origin}/api/v1/streaming/user`, {
      headers: { accept: 'text/event-stream', authorization: `Bearer ${credentials.accessToken}` },
      ...{ redirect: 'manual', timeoutMs: 0, maxBytes, signal },
    });
    const isStream = response.headers.get('content-type')?.startsWith('text/event-stream') ?? false;
    if (response.status !== 200 || !response.body || !isStream) {
      await response.body?.cancel();
      const { status, headers } = response;
      throw classifyAnswer({ status, headers, body: '', host, nowMs: clock.now() });
    }
    for await (const { event, data } of eventsOf(response.body, host)) {
      if (event === 'update' && isOwnWithMedia(parseJson(data), accountId)) yield;
    }
  } catch (thrown) {
    signal.throwIfAborted();
    throw networkError(host, thrown);
  }
}

function isOwnWithMedia(post: unknown, accountId: string): boolean {
  const parsed = update.safeParse(post);
  if (!parsed.success) return false;
  const { account, reblog, media_attachments: media } = parsed.data;
  return account.id === accountId && !reblog && media.length > 0;
}

/** Server-sent events, as far as Mastodon's are concerned: one line of data each, comments between them. */
async function* eventsOf(body: ReadableStream<Uint8Array>, host: string) {
  let event = '';
  for await (const line of linesOf(body, host)) {
    const [, name, value = ''] = /^(event|data): ?(.*)$/.exec(line) ?? [];
    if (name === 'data') yield { event, data: value };
    if (name === 'event') event = value;
    else if (line === '') event = '';
  }
}

async function* linesOf(body: ReadableStream<Uint8Array>, host: string) {
  const decoder = new TextDecoder();
  let rest = '';
  for await (const chunk of body) {
    const lines = (rest + decoder.decode(chunk, { stream: true })).split('\n');
    rest = lines.pop() ?? '';
    if (rest.length > longestLine) throw badAnswer(host, 'a line without an end');
    for (const line of lines) yield line.replace(/\r$/, '');
  }
}
