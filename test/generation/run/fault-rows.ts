import type { ChangedRetry } from '../../../src/captioner/captioner.ts';
import type { Fault } from '../../support/sandbox-ollama/index.ts';

/** How the model was asked again about the same picture. */
type Repeat = 'never' | 'as before' | 'otherwise' | 'as PNG' | 'with half the pixels';

/** What a person finds when the second of three pictures meets a fault. Keys are of the catalogue. */
export type Outcome =
  | { becomes: 'draft'; repeat: Repeat; changedRetry?: ChangedRetry }
  /** The run goes on with the next picture. */
  | { becomes: 'failure'; sentence: string; repeat: Repeat }
  /** The run waits, and describes it later. */
  | { becomes: 'wait'; sentence: string; repeat: Repeat };

export type RunRow = { fault: Fault; outcome: Outcome };

const drafted = (fault: Fault): RunRow => ({ fault, outcome: { becomes: 'draft', repeat: 'never' } });
const repeated = (fault: Fault): RunRow => ({ fault, outcome: { becomes: 'draft', repeat: 'as before' } });
const failed = (fault: Fault, sentence: string, repeat: Repeat = 'never'): RunRow => ({
  fault,
  outcome: { becomes: 'failure', sentence: `captioner.${sentence}`, repeat },
});
const waits = (fault: Fault, sentence: string, repeat: Repeat = 'never'): RunRow => ({
  fault,
  outcome: { becomes: 'wait', sentence: `captioner.${sentence}`, repeat },
});

/** Once the changed retry helps, and it is recorded; twice it does not. */
function changed(fault: Fault, changedRetry: ChangedRetry, repeat: Repeat, twice: (fault: Fault) => RunRow): RunRow[] {
  return [{ fault, outcome: { becomes: 'draft', repeat, changedRetry } }, twice({ ...fault, times: 2 })];
}

const asPng = (kind: 'nested-400-decode' | 'old-500-decode') =>
  changed({ kind }, 'picture-format', 'as PNG', (fault) => failed(fault, 'imageUndecodable', 'as PNG'));

const smaller = (kind: 'oom-500' | 'old-oom-500') =>
  changed({ kind }, 'memory', 'with half the pixels', (fault) => waits(fault, 'outOfMemory', 'with half the pixels'));

const badAnswer = (kind: Fault['kind'] & string, changedRetry: ChangedRetry, sentence: string) =>
  changed({ kind } as Fault, changedRetry, 'otherwise', (fault) => failed(fault, sentence, 'otherwise'));

const inAnotherLanguage = (times: number): RunRow => ({
  fault: { kind: 'wrong-language', times },
  outcome: { becomes: 'draft', repeat: 'otherwise', changedRetry: 'language' },
});

/** Every fault that a picture of a run can meet. */
export const runRows: RunRow[] = [
  // Nobody notices.
  ...(['split-bytes', 'coalesce', 'no-final-newline', 'crlf', 'blank-line', 'evict', 'fenced-json'] as const).map(
    (kind) => drafted({ kind }),
  ),
  drafted({ kind: 'slow-headers', ms: 300 }),
  drafted({
    kind: 'say',
    text: 'A cup of coffee on a saucer beside a small spoon, seen from above on a wooden table.',
  }),
  // The reviewer is told by the rules, and by the self-test of the model.
  drafted({ kind: 'invented' }),
  drafted({ kind: 'blind' }),

  // The same is asked once more, at once.
  repeated({ kind: 'stale-keepalive' }),
  repeated({ kind: 'stopped-500' }),
  repeated({ kind: 'crash-and-reload' }),
  repeated({ kind: 'error-midstream', k: 4 }),
  repeated({ kind: 'no-done', k: 4 }),
  repeated({ kind: 'rst', k: 4 }),
  repeated({ kind: 'truncated-json', k: 4 }),
  repeated({ kind: 'truncated-json', k: 4, cleanEnd: false }),
  failed({ kind: 'stopped-500', times: 2 }, 'modelStopped', 'as before'),

  // Asked once more in another way.
  ...asPng('nested-400-decode'),
  ...asPng('old-500-decode'),
  ...changed({ kind: 'nested-400-context' }, 'context', 'with half the pixels', (fault) =>
    failed(fault, 'contextExceeded', 'with half the pixels'),
  ),
  ...changed({ kind: '413-html' }, 'too-large', 'with half the pixels', (fault) =>
    failed(fault, 'requestTooLarge', 'with half the pixels'),
  ),
  ...smaller('oom-500'),
  ...smaller('old-oom-500'),
  ...badAnswer('loop', 'repetition', 'repetition'),
  ...badAnswer('loop-silent-end', 'repetition', 'repetition'),
  ...badAnswer('empty', 'empty', 'empty'),
  ...badAnswer('whitespace', 'empty', 'empty'),
  ...badAnswer('thinking-only', 'empty', 'onlyThought'),
  ...badAnswer('refusal', 'refusal', 'refusal'),
  ...badAnswer('prompt-echo', 'refusal', 'refusal'),
  // A text in another language is better than none: the reviewer is told.
  inAnotherLanguage(1),
  inAnotherLanguage(2),

  // The picture is left with its reason.
  failed({ kind: 'blackhole' }, 'modelSilent'),
  failed({ kind: 'slow-headers', ms: 60_000 }, 'modelSilent'),
  failed({ kind: 'stall', k: 3, ms: 60_000 }, 'modelStalled'),
  failed({ kind: 'model-404' }, 'modelMissing'),
  failed({ kind: 'text-404' }, 'notOllama'),
  failed({ kind: 'html-200' }, 'notOllama'),
  failed({ kind: 'arch-500' }, 'modelUnsupported'),
  failed({ kind: '401' }, 'modelAccess'),
  failed({ kind: '403-empty' }, 'modelAccess'),
  failed({ kind: 'cloud-401' }, 'modelAccess'),
  failed({ kind: 'nested-400-not-multimodal' }, 'notVision'),
  failed({ kind: 'nested-500-mmproj' }, 'notVision'),

  // The host is waited for.
  waits({ kind: 'busy-503' }, 'modelBusy'),
  waits({ kind: 'stall-500' }, 'loadStalled'),
  waits({ kind: 'proxy-502-html' }, 'modelUnreachable'),
];

/** What only those meet who list or fetch models. */
export const otherKinds: Fault['kind'][] = ['show-404', 'version-skew', 'pull-error', 'pull-resume', 'pull-stall'];
