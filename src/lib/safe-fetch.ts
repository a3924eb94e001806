import { type Dispatcher, request } from 'undici';
import { badRedirect, type Call, isReading, isRedirect, redirectCall, toCall, toUrl } from './fetch-call.ts';
import { isBrokenConnection, timeoutError, translateNetError } from './fetch-errors.ts';
import { discard, toResponse } from './fetch-response.ts';
import { createGuard, type GuardOptions } from './guarded-agent.ts';

export type SafeFetchLimits = {
  /** The whole request with its redirects and body; 0: no limit. */
  timeoutMs: number;
  connectTimeoutMs: number;
  /** From the request sent to the answer's headers; 0: no limit. */
  headersTimeoutMs: number;
  /** Longest silence within the body; 0: no limit. */
  bodyTimeoutMs: number;
  /** Most bytes of the answer, as sent and once unpacked. */
  maxBytes: number;
};

export type SafeFetchInit = RequestInit &
  Partial<SafeFetchLimits> & {
    /** Follow redirects to other hosts too: for downloads without credentials (media behind an object store). */
    followToOtherHosts?: boolean;
  };

/** Can stand in for the web's `fetch`. */
export type SafeFetch = (input: string | URL | Request, init?: SafeFetchInit) => Promise<Response>;

export type SafeFetchOptions = GuardOptions & { userAgent: string; limits?: Partial<SafeFetchLimits> };

const guardedLimits: SafeFetchLimits = {
  timeoutMs: 60_000,
  connectTimeoutMs: 10_000,
  headersTimeoutMs: 30_000,
  bodyTimeoutMs: 30_000,
  maxBytes: 16_000_000,
};

/** A model may load for minutes before its first word; pulling one takes hours. */
const hostLimits: SafeFetchLimits = {
  timeoutMs: 0,
  connectTimeoutMs: 10_000,
  headersTimeoutMs: 0,
  bodyTimeoutMs: 0,
  maxBytes: 256_000_000,
};

/**
 * A fetch for addresses that others chose: refuses private addresses unless allowed, and bounds time and size. The same
 * in Node and Deno, whose global fetch ignores a dispatcher and with it any guard.
 *
 * Rejects with platform errors of the codes `private-address`, `plain-http`, `unreachable`, `timeout`, `too-large`, `bad-redirect`,
 * `bad-scheme`, `bad-address`, `bad-answer`, while the body is read as well; with the signal's reason when it aborts.
 * Follows at most three redirects, of GET and HEAD, to the same host. A body that is not read to its end must be
 * cancelled, or it holds its connection until `timeoutMs`.
 */
export function createSafeFetch({ userAgent, limits: ownLimits, ...guardOptions }: SafeFetchOptions): SafeFetch {
  const guard = createGuard(guardOptions);

  const send = async (call: Call, limits: SafeFetchLimits, signal: AbortSignal): Promise<Dispatcher.ResponseData> => {
    guard.check(call.url);
    const attempt = () =>
      request(call.url, {
        dispatcher: guard.agent(limits.connectTimeoutMs),
        method: call.method as Dispatcher.HttpMethod,
        headers: Object.fromEntries(call.headers),
        body: call.body,
        signal,
        headersTimeout: limits.headersTimeoutMs,
        bodyTimeout: limits.bodyTimeoutMs,
      });
    try {
      return await attempt();
    } catch (thrown) {
      // The far end may have closed a kept-alive connection just as the request left; reading again is harmless.
      if (signal.aborted || !isReading(call) || !isBrokenConnection(thrown)) throw thrown;
      return attempt();
    }
  };

  const sendAndFollow = async (first: Call, redirects: Redirects, limits: SafeFetchLimits, signal: AbortSignal) => {
    let call = first;
    for (let hops = 0; ; hops += 1) {
      const answer = await send(call, limits, signal);
      if (redirects.mode === 'manual' || !isRedirect(answer.statusCode)) return { call, answer };
      discard(answer);
      if (redirects.mode === 'error') throw badRedirect(call);
      call = redirectCall(call, String(answer.headers.location ?? ''), hops, redirects.toOtherHosts);
    }
  };

  return async (input, init = {}) => {
    const caller = init.signal ?? (input instanceof Request ? input.signal : undefined);
    caller?.throwIfAborted();
    const limits = { ...guardedLimits, ...ownLimits, ...givenLimits(init) };
    const { host } = toUrl(input);
    const first = await toCall(input, init, userAgent);
    const redirects = {
      mode: init.redirect ?? (input instanceof Request ? input.redirect : 'follow'),
      toOtherHosts: init.followToOtherHosts ?? false,
    };
    const deadline = createDeadline(host, limits.timeoutMs, caller);
    const { signal } = deadline;
    const translate = (thrown: unknown, timeoutMs: number) =>
      signal.aborted ? signal.reason : translateNetError(thrown, host, timeoutMs);
    try {
      const { call, answer } = await sendAndFollow(first, redirects, limits, signal);
      return toResponse(answer, call, {
        maxBytes: limits.maxBytes,
        translate: (thrown) => translate(thrown, limits.bodyTimeoutMs),
        onEnd: deadline.clear,
      });
    } catch (thrown) {
      deadline.clear();
      throw translate(thrown, isConnecting(thrown) ? limits.connectTimeoutMs : limits.headersTimeoutMs);
    }
  };
}

/**
 * A fetch for the model's host, which the administrator named: no limits of time unless a call gives some, and an
 * allow-list of its own, since that host is usually this machine.
 */
export function createHostFetch(options: SafeFetchOptions): SafeFetch {
  return createSafeFetch({ ...options, limits: { ...hostLimits, ...options.limits } });
}

type Redirects = { mode: 'follow' | 'manual' | 'error'; toOtherHosts: boolean };

function givenLimits(init: SafeFetchInit): Partial<SafeFetchLimits> {
  const names = Object.keys(guardedLimits) as (keyof SafeFetchLimits)[];
  return Object.fromEntries(names.flatMap((name) => (init[name] === undefined ? [] : [[name, init[name]]])));
}

function isConnecting(thrown: unknown): boolean {
  return thrown instanceof Error && 'code' in thrown && thrown.code === 'UND_ERR_CONNECT_TIMEOUT';
}

/** A signal that aborts when the caller's does, with its reason, or when the time is up. */
function createDeadline(host: string, timeoutMs: number, caller: AbortSignal | undefined) {
  const controller = new AbortController();
  const onAbort = () => controller.abort(caller?.reason);
  const onTimeUp = () => controller.abort(timeoutError(host, timeoutMs));
  caller?.addEventListener('abort', onAbort, { once: true });
  if (caller?.aborted) onAbort();
  const timer = timeoutMs > 0 ? setTimeout(onTimeUp, timeoutMs) : undefined;
  const clear = () => {
    clearTimeout(timer);
    caller?.removeEventListener('abort', onAbort);
  };
  return { signal: controller.signal, clear };
}
