import type { ChangedRetry, DescribeRequest, Finding } from './captioner.ts';
import type { Manner } from './question.ts';

/** Why an answer is no description at all. Whatever else is wrong with one, a person can see and mend. */
export type NoDescription = Extract<ChangedRetry, 'empty' | 'repetition' | 'refusal'>;

/** Why the model looks at the picture a second time. */
export type LookReason = NoDescription | Extract<ChangedRetry, 'language' | 'lost-text' | 'cut-off'>;

/** What the prompt puts first when an earlier answer went wrong in it. */
export type Stress = 'language' | 'text' | null;

export type Change = {
  manner: (usual: Manner) => Manner;
  request: (usual: DescribeRequest) => DescribeRequest;
  stress: Stress;
};

const changed = (change: Partial<Change> & { manner: Change['manner'] }): Change => ({
  request: (usual) => usual,
  stress: null,
  ...change,
});

/** What is different when the model is asked once more. Never what would make the server load it again. */
const changes: Record<LookReason, Change> = {
  empty: changed({ manner: (usual) => ({ ...usual, temperature: 0.4, seed: 12 }) }),
  repetition: changed({ manner: (usual) => ({ ...usual, temperature: 0.3, seed: 12, repeatPenalty: 1.25 }) }),
  refusal: changed({ manner: (usual) => ({ ...usual, temperature: 0.3, seed: 12 }), request: withoutContext }),
  language: changed({
    manner: (usual) => ({ ...usual, seed: 12 }),
    request: (usual) => ({ ...usual, postText: null }),
    stress: 'language',
  }),
  'lost-text': changed({ manner: withMoreRoom, stress: 'text' }),
  'cut-off': changed({ manner: withMoreRoom }),
};

export const unchanged: Change = changed({ manner: (usual) => usual });

export const changeFor = (reason: LookReason): Change => changes[reason];

/** The picture alone: something in the words around it may have been what the model refused. */
function withoutContext({ hint: _, previous: __, ...request }: DescribeRequest): DescribeRequest {
  return { ...request, postText: null, siblings: [], instructions: null, names: null };
}

/** Picture, prompt and this are together within the context of 4096 tokens. */
const mostRoom = 1600;

function withMoreRoom(usual: Manner): Manner {
  return { ...usual, seed: 12, mostTokens: Math.min(mostRoom, usual.mostTokens * 2) };
}

/** The error for which a second look is worth its time; a warning never is. */
export function retryReasonOf(findings: Finding[]): LookReason | null {
  const isError = (wanted: string) => findings.some(({ id, severity }) => id === wanted && severity === 'error');
  if (isError('loop')) return 'repetition';
  return (['language', 'lost-text'] as const).find(isError) ?? null;
}

const countOf = (findings: Finding[], wanted: Finding['severity']): number =>
  findings.filter(({ severity }) => severity === wanted).length;

/** Whether one text has less against it than another; with as much the earlier one stands. */
export function isBetter(later: Finding[], earlier: Finding[]): boolean {
  const errors = countOf(later, 'error') - countOf(earlier, 'error');
  return errors < 0 || (errors === 0 && countOf(later, 'warning') < countOf(earlier, 'warning'));
}
