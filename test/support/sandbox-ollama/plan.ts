import { badAnswer } from './bad-answers.ts';
import type { Fault } from './faults.ts';
import { isThinking, type SandboxModel } from './models.ts';
import type { SayRequest } from './say-request.ts';
import { describe, shortened, toTokens, wishesIn } from './texts.ts';
import { trialPictureSha256 } from './trial.ts';
import type { World } from './world.ts';

export type Ending = 'done' | 'error-line' | 'no-done' | 'reset' | 'cut' | 'cut-and-reset';

/** What the model is going to say in one answer, and how the answer ends. */
export type Plan = {
  thinking: string[];
  tokens: string[];
  doneReason: string;
  ending: Ending;
  pause: { afterTokens: number; ms: number } | undefined;
};

type Saying = Pick<World, 'seed' | 'sees'>;

const defaultTokenLimit = 600;

/** The words depend on picture, model and seed alone; the fault changes what becomes of them. */
export function planAnswer(request: SayRequest, model: SandboxModel, world: Saying, fault: Fault | undefined): Plan {
  const said = whatToSay(request, world, fault);
  const thinks = isThinking(model) && request.think !== false;
  const thinking = thinks || fault?.kind === 'thinking-only' ? toTokens(thoughts) : [];
  const plan: Plan = {
    thinking,
    tokens: said,
    doneReason: fault?.kind === 'say' ? (fault.doneReason ?? 'stop') : 'stop',
    ending: 'done',
    pause: fault?.kind === 'stall' ? { afterTokens: fault.k, ms: fault.ms } : undefined,
  };
  return spoil(stopAtLimit(plan, request), fault);
}

const thoughts =
  'Okay, the user wants a description of this picture. Let me look at what is in the foreground first, then at the light, and then think about which of these details somebody who cannot see it would want to know.';

/** What it says of the last picture, in health. */
function describeLast(request: SayRequest, prompt: string, { seed, sees }: Saying): string {
  const image = request.images.at(-1)?.sha256 ?? prompt;
  const key = JSON.stringify([image, request.model, request.options.seed ?? seed, seed, ...wishesIn(prompt)]);
  if (image === trialPictureSha256)
    return 'A red circle to the left of a blue square, with the word “ALTWRIGHT” below.';
  return sees(image) ?? describe(key, prompt);
}

function whatToSay(request: SayRequest, world: Saying, fault: Fault | undefined): string[] {
  const prompt = request.messages.map((message) => message.content).join('\n');
  const text = describeLast(request, prompt, world);
  const bad = badAnswer(fault, { text, prompt });
  if (bad) return bad;
  if (request.format !== undefined && request.format !== '') return toTokens(JSON.stringify({ text }));
  return toTokens(shortened(prompt) ?? text);
}

function stopAtLimit(plan: Plan, request: SayRequest): Plan {
  const asked = request.options.num_predict;
  const limit = typeof asked === 'number' && asked > 0 ? asked : defaultTokenLimit;
  if (plan.thinking.length + plan.tokens.length <= limit) return plan;
  const thinking = plan.thinking.slice(0, limit);
  return { ...plan, thinking, tokens: plan.tokens.slice(0, limit - thinking.length), doneReason: 'length' };
}

const endings: Partial<Record<Fault['kind'], Ending>> = {
  'error-midstream': 'error-line',
  'no-done': 'no-done',
  rst: 'reset',
  'loop-silent-end': 'no-done',
};

function spoil(plan: Plan, fault: Fault | undefined): Plan {
  if (!fault) return plan;
  if (fault.kind === 'truncated-json') {
    return { ...cut(plan, fault.k), ending: fault.cleanEnd === false ? 'cut-and-reset' : 'cut' };
  }
  const ending = endings[fault.kind];
  if (!ending) return plan;
  return { ...('k' in fault ? cut(plan, fault.k) : plan), ending };
}

const cut = (plan: Plan, k: number): Plan => ({ ...plan, tokens: plan.tokens.slice(0, k) });
