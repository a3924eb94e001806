import { createAnswer } from './answer-writer.ts';
import { answers, Refusal } from './answers.ts';
import { nanoseconds } from './go-wire.ts';
import { type Plan, planAnswer } from './plan.ts';
import type { Runner, SlotLease } from './runners.ts';
import type { SayRequest } from './say-request.ts';
import { dialectOf } from './see.ts';
import { trialPictureSha256 } from './trial.ts';
import { wait } from './wait.ts';
import type { Saying, World } from './world.ts';

type Turn = { runner: Runner; lease: SlotLease; loadMs: number; startedAt: number; promptTokens: number };

/** The slot is ours: silence while the picture is encoded, then the words, then the numbers. */
export async function speak(world: World, exchange: Saying, turn: Turn): Promise<void> {
  const { request, record, signal, fault } = exchange;
  const { model } = turn.runner;
  if (fault?.kind === 'crash-and-reload') {
    world.runners.unload(model.name);
    throw new Refusal(answers.stopped());
  }
  const format = dialectOf(model, world.version) === 'mlx' ? undefined : request.format;
  const plan = planAnswer({ ...request, format }, model, world, fault);
  const beganAt = performance.now();
  const stopBusy = world.busy();
  const pace = paceOf(world, turn, request, plan);
  try {
    record.phase = 'prompt';
    await wait(pace.promptMs, signal);
    const promptedAt = performance.now();
    record.phase = 'generate';
    const write = createAnswer(exchange, fault);
    await sayPieces(world, exchange, plan, { beganAt: promptedAt, msPerToken: pace.msPerToken }, write.piece);
    const now = performance.now();
    await write.finish(plan, {
      total_duration: nanoseconds(now - turn.startedAt),
      load_duration: nanoseconds(Math.max(turn.loadMs, 5 * world.timeScale)),
      prompt_eval_count: turn.promptTokens,
      prompt_eval_duration: nanoseconds(promptedAt - beganAt),
      eval_count: plan.thinking.length + plan.tokens.length,
      eval_duration: nanoseconds(now - promptedAt),
    });
  } finally {
    record.generateMs = stopBusy();
  }
}

function paceOf(world: World, { runner, lease, promptTokens }: Turn, request: SayRequest, plan: Plan) {
  const { model } = runner;
  if (!world.triesTheTrial && request.images.at(-1)?.sha256 === trialPictureSha256)
    return { promptMs: 0, msPerToken: 0 };
  const count = Math.max(1, plan.thinking.length + plan.tokens.length);
  if (model.msPerImage !== undefined) {
    const total = model.msPerImage * world.timeScale;
    return { promptMs: total * 0.4, msPerToken: (total * 0.6) / count };
  }
  const prompt = JSON.stringify(request.images.map(({ sha256 }) => sha256));
  const isCached = lease.slot.lastPrompt === prompt;
  lease.slot.lastPrompt = prompt;
  const encodeMs = isCached ? 0 : model.imageEncodeMs * request.images.length;
  const readMs = ((isCached ? 0 : promptTokens) / model.promptTokensPerSecond) * 1000;
  // Slots share one card: each of p busy ones gets more than a p-th. How much is a guess, not a measurement.
  const tokensPerSecond = model.tokensPerSecond / Math.sqrt(runner.busySlots());
  return { promptMs: (encodeMs + readMs) * world.timeScale, msPerToken: (1000 / tokensPerSecond) * world.timeScale };
}

type SayPiece = (content: string, thinking: string) => Promise<void>;
type Pace = { beganAt: number; msPerToken: number };

async function sayPieces(world: World, exchange: Saying, plan: Plan, pace: Pace, sayPiece: SayPiece): Promise<void> {
  const { record, signal } = exchange;
  let pausedMs = 0;
  const pieces = [
    ...plan.thinking.map((thinking) => ({ content: '', thinking })),
    ...plan.tokens.map((content) => ({ content, thinking: '' })),
  ];
  for (const [at, { content, thinking }] of pieces.entries()) {
    if (plan.pause?.afterTokens === at) {
      pausedMs = plan.pause.ms * world.timeScale;
      await wait(pausedMs, signal);
    }
    // Measured from the beginning, so that late timers do not add up.
    const dueAt = pace.beganAt + pausedMs + (at + 1) * pace.msPerToken;
    await wait(dueAt - performance.now(), signal);
    record.tokensAt.push(Date.now());
    await sayPiece(content, thinking);
    record.tokens += 1;
    if (signal.aborted) throw signal.reason;
  }
}
