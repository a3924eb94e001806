/** What a fault rule sees of a request. */
export type RequestView = { method: string; path: string; account: string | null; body: Record<string, unknown> };

export type FaultKind =
  | { fault: 'status'; code: number; body?: string | object; headers?: Record<string, string> }
  /** The request is carried out, its answer never comes. */
  | { fault: 'timeout-after-write' }
  /** An edit that fails between the pictures and the post: descriptions stand here, nobody is told, 500. */
  | { fault: 'half-written' }
  /** Carried out, then the connection breaks. */
  | { fault: 'reset-after-write' }
  /** Neither carried out nor answered. */
  | { fault: 'blackhole' }
  | { fault: 'reset' }
  | { fault: 'html-500' }
  /** Without `resetInMs` and `retryAfterSeconds` the answer has no header that says when to come back. */
  | { fault: '429'; resetInMs?: number; retryAfterSeconds?: number }
  /** Answers properly after this time. */
  | { fault: 'slow'; ms: number };

export type FaultRule = FaultKind & {
  /** Also a place to let something happen just before a request: do it and answer false. */
  when: ((request: RequestView) => boolean) | { method?: string; path: RegExp };
  /** How often it strikes; without it, until removed. */
  times?: number;
};

/** The faults in force. `add` answers a function that removes the rule again. */
export function faultRules() {
  const rules = new Set<{ rule: FaultRule; left: number }>();
  return {
    add(rule: FaultRule): () => void {
      const active = { rule, left: rule.times ?? Number.POSITIVE_INFINITY };
      rules.add(active);
      return () => rules.delete(active);
    },
    clear: () => rules.clear(),
    /** The first rule that concerns the request; it is used up by being asked for. */
    take(request: RequestView): FaultRule | null {
      for (const active of rules) {
        if (!concerns(active.rule, request)) continue;
        if (--active.left <= 0) rules.delete(active);
        return active.rule;
      }
      return null;
    },
  };
}

export type Faults = ReturnType<typeof faultRules>;

function concerns({ when }: FaultRule, request: RequestView): boolean {
  if (typeof when === 'function') return when(request);
  return (when.method ?? request.method) === request.method && when.path.test(request.path);
}
