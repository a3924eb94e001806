import { Refusal } from './refusal.ts';

/** What a rule sees of a request. The sandbox knows every client as one address. */
export type Visit = {
  method: string;
  path: string;
  query: URLSearchParams;
  token: string | null;
  accountId: string | null;
};

export type RateRule = {
  name: string;
  limit: number;
  windowMs: number;
  /** The bucket this request counts in, or null when the rule does not concern it. */
  bucket: (visit: Visit) => string | null;
  /** Counted by the handler when something was really written (Mastodon's budget of posts and edits). */
  onWrite?: boolean;
  /** Counts what came in the time just passed, however the windows lie. */
  sliding?: boolean;
};

type Usage = {
  window: number;
  count: number;
  /** Of what a sliding rule still counts; what it refused is not among it. */
  times?: number[];
};

/** How much of a limit is left, and when it begins anew. */
export type Standing = { limit: number; remaining: number; resetMs: number; nowMs: number; refused: boolean };

/** What a server says in headers about a limit, with every answer and with a refusal. */
export type RateHeaders = (standing: Standing) => Record<string, string>;

export type RateManner = {
  /** The error of a 429. */
  error: string | object;
  /** Without it as Mastodon does. */
  headers?: RateHeaders | undefined;
};

/** Fixed windows that begin at multiples of their length since 1970, as Rack::Attack counts; sliding ones where a rule says so. */
export function rateLimiter(rules: RateRule[], { error, headers = isoHeaders }: RateManner, now: () => number) {
  const limits = new Map(rules.map((rule) => [rule.name, rule.limit]));
  const usage = new Map<string, Usage>();

  function usageOf(rule: RateRule, bucket: string): Usage {
    const key = `${rule.name} ${bucket}`;
    const window = Math.floor(now() / rule.windowMs);
    const known = usage.get(key);
    if (known?.times) return stillCounted(known, now() - rule.windowMs);
    if (known?.window === window) return known;
    const fresh = { window, count: 0, ...(rule.sliding && { times: [] }) };
    usage.set(key, fresh);
    return fresh;
  }

  function standing(rule: RateRule, { window, count }: Usage): Standing {
    const limit = limits.get(rule.name) ?? rule.limit;
    const resetMs = (window + 1) * rule.windowMs;
    return { limit, remaining: Math.max(0, limit - count), resetMs, nowMs: now(), refused: count > limit };
  }

  function concerned(visit: Visit, onWrite: boolean) {
    return rules.flatMap((rule) => {
      const bucket = Boolean(rule.onWrite) === onWrite ? rule.bucket(visit) : null;
      return bucket === null ? [] : [{ rule, used: usageOf(rule, bucket) }];
    });
  }

  function count(visit: Visit, onWrite: boolean): void {
    for (const { rule, used } of concerned(visit, onWrite)) {
      used.count++;
      const left = standing(rule, used);
      if (left.refused) throw new Refusal(429, error, headers(left));
      used.times?.push(now());
    }
  }

  return {
    /** Counts an arriving request; throws 429 when a bucket is over its limit. */
    arrive: (visit: Visit) => count(visit, false),
    /** Counts a post or an edit about to be written; throws 429 when the budget is spent. */
    write: (visit: Visit) => count(visit, true),
    /** The headers of the concerned bucket that is closest to its end. */
    headers: (visit: Visit): Record<string, string> => {
      const wrote = visit.method === 'GET' ? [] : concerned(visit, true);
      const standings = [...concerned(visit, false), ...wrote].map(({ rule, used }) => standing(rule, used));
      const closest = standings.sort((a, b) => a.remaining - b.remaining)[0];
      return closest ? headers(closest) : {};
    },
    /** Every limit out of reach, for tests in which no time passes. */
    lift: () => {
      for (const name of limits.keys()) limits.set(name, Number.MAX_SAFE_INTEGER);
    },
    setLimit: (name: string, limit: number) => {
      if (!limits.has(name))
        throw new Error(`no rate limit "${name}"; there are ${[...limits.keys()].join(', ') || 'none'}`);
      limits.set(name, limit);
    },
  };
}

export type RateLimiter = ReturnType<typeof rateLimiter>;

function stillCounted(usage: Usage, sinceMs: number): Usage {
  usage.times = usage.times?.filter((at) => at > sinceMs) ?? [];
  usage.count = usage.times.length;
  return usage;
}

/** Mastodon and GoToSocial. No Retry-After: they send none with these, and a client must read the reset time. */
const isoHeaders: RateHeaders = ({ limit, remaining, resetMs }) => ({
  'X-RateLimit-Limit': String(limit),
  'X-RateLimit-Remaining': String(remaining),
  'X-RateLimit-Reset': new Date(resetMs).toISOString(),
});
