/**
 * Everything that goes wrong with real servers. `times` is how many matching requests it befalls (1 unless said), `after`
 * how many it lets pass before, `model` limits it to one model. The number k counts good lines before it happens.
 */
export type Fault = { times?: number; after?: number; model?: string; route?: string } & FaultKind;

const plainKinds = [
  'blackhole',
  'busy-503',
  'model-404',
  'text-404',
  'show-404',
  'nested-400-decode',
  'nested-400-context',
  'nested-400-not-multimodal',
  'nested-500-mmproj',
  'old-500-decode',
  'old-oom-500',
  'oom-500',
  'stopped-500',
  'arch-500',
  'stall-500',
  'split-bytes',
  'coalesce',
  'no-final-newline',
  'crlf',
  'blank-line',
  'loop',
  'loop-silent-end',
  'empty',
  'thinking-only',
  'whitespace',
  'refusal',
  'fenced-json',
  'prompt-echo',
  'invented',
  'wrong-language',
  'blind',
  'crash-and-reload',
  'evict',
  'pull-error',
  'pull-resume',
  'pull-stall',
  'proxy-502-html',
  '413-html',
  '401',
  '403-empty',
  'cloud-401',
  'version-skew',
  'stale-keepalive',
  'html-200',
] as const;
const measuredKinds = ['slow-headers', 'error-midstream', 'no-done', 'rst', 'truncated-json', 'stall', 'say'] as const;

type Plain = (typeof plainKinds)[number];

/** Every fault by its name: what a table over all of them is checked against. */
export const faultKinds: readonly FaultKind['kind'][] = [...plainKinds, ...measuredKinds];

export type FaultKind =
  | { kind: Plain }
  | { kind: 'slow-headers'; ms: number }
  | { kind: 'error-midstream' | 'no-done' | 'rst'; k: number }
  | { kind: 'truncated-json'; k: number; cleanEnd?: boolean }
  | { kind: 'stall'; k: number; ms: number }
  | { kind: 'say'; text: string; doneReason?: string };

const speaking = ['/api/chat', '/api/generate'];
const routesOf: Record<string, string[]> = {
  'show-404': ['/api/show'],
  'pull-error': ['/api/pull'],
  'pull-resume': ['/api/pull'],
  'pull-stall': ['/api/pull'],
  'version-skew': ['/api/version', '/api/tags', '/api/ps'],
};
/** Faults of the connection or of a proxy in front befall whatever comes. */
const anywhere = [
  'blackhole',
  'text-404',
  'slow-headers',
  'proxy-502-html',
  '413-html',
  '401',
  '403-empty',
  'html-200',
  'stale-keepalive',
];

export type Faults = {
  add: (...faults: Fault[]) => void;
  clear: () => void;
  /** The fault that befalls this request, used up by one. */
  take: (request: Asked) => Fault | undefined;
};

export function createFaults(): Faults {
  const waiting: { fault: Fault; before: number; left: number }[] = [];
  return {
    add: (...faults) => {
      for (const fault of faults) waiting.push({ fault, before: fault.after ?? 0, left: fault.times ?? 1 });
    },
    clear: () => {
      waiting.length = 0;
    },
    take: (request) => {
      const found = waiting.find(({ fault, left }) => left > 0 && befalls(fault, request));
      if (!found) return undefined;
      if (found.before > 0) {
        found.before -= 1;
        return undefined;
      }
      found.left -= 1;
      return found.fault;
    },
  };
}

/** `shows`: the test picture of a new model, which only a blind one is to fail; nothing, where it is to be loaded. */
type Asked = { route: string; model: string | undefined; shows: 'nothing' | 'trial' | 'more' };

function befalls(fault: Fault, { route, model, shows }: Asked): boolean {
  if (shows === 'trial' && fault.kind !== 'blind') return false;
  if (shows === 'nothing' && (fault.kind === 'say' || fault.kind === 'stall')) return false;
  if (fault.model !== undefined && fault.model !== model) return false;
  if (fault.route !== undefined) return fault.route === route;
  if (anywhere.includes(fault.kind)) return true;
  return (routesOf[fault.kind] ?? speaking).includes(route);
}
