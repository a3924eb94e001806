import type { ServerResponse } from 'node:http';
import { answers, midstreamError, Refusal } from './answers.ts';
import type { Fault } from './faults.ts';
import { goJson, goTime, nanoseconds } from './go-wire.ts';
import { createLineWriter, type Framing } from './line-writer.ts';
import { isThinking, normaliseName, type SandboxModel } from './models.ts';
import { type Plan, planAnswer } from './plan.ts';
import type { RequestRecord } from './request-log.ts';
import type { Runner, Runners, SlotLease } from './runners.ts';
import { checkOptions, optionsKeyOf, type SayRequest } from './say-request.ts';
import { dialectOf, lookAt } from './see.ts';
import { wait, waitForEver } from './wait.ts';

/** What the speaking routes need to know of the sandbox. */
export type World = {
  models: () => SandboxModel[];
  runners: Runners;
  numParallel: number;
  timeScale: number;
  version: string;
  seed: number;
  /** Tells the sandbox when a slot begins and ends to be busy. */
  busy: () => () => number;
  defaultContextTokens: number;
};

type Exchange = {
  request: SayRequest;
  record: RequestRecord;
  response: ServerResponse;
  signal: AbortSignal;
  fault: Fault | undefined;
};

const forcedToOne = /^(mllama|qwen3vl|qwen35|qwen3next|lfm2|nemotron_h)/;

/** Answers a chat or generate request in the order of checks and waits of the real server. */
export async function say(world: World, exchange: Exchange): Promise<void> {
  const { request, record, signal } = exchange;
  const model = findModel(world, request.model);
  const isEmpty = request.messages.length === 0;
  if (isEmpty && request.keepAliveMs === 0) return unload(world, exchange, model);
  checkThink(request, model);
  checkOptions(request.options);
  refuseByFault(exchange.fault, world);

  const startedAt = performance.now();
  record.phase = 'load';
  const { runner, loadMs, drop } = await world.runners.get(
    {
      model,
      optionsKey: optionsKeyOf(request.options),
      contextTokens: contextOf(request, model, world),
      slots: forcedToOne.test(model.family) ? 1 : world.numParallel,
    },
    signal,
  );
  try {
    if (request.keepAliveMs !== undefined) runner.keepAlive(request.keepAliveMs * world.timeScale);
    if (isEmpty) return await answerEmpty(exchange, 'load');
    refuseByBrokenPicture(exchange.fault, runner);
    const seen = lookAt(request.images, request.messages.map(({ content }) => content).join('\n'), {
      model,
      version: world.version,
      contextTokens: runner.contextTokens,
    });
    record.phase = 'queue';
    const lease = await runner.takeSlot(signal);
    try {
      await speak(world, exchange, { runner, lease, loadMs, startedAt, promptTokens: seen.promptTokens });
    } finally {
      lease.release();
    }
  } finally {
    drop();
  }
}

function findModel(world: World, name: string): SandboxModel {
  const model = world.models().find((installed) => normaliseName(installed.name) === normaliseName(name));
  if (!model) throw new Refusal(answers.modelNotFound(name));
  if (model.remoteHost) throw new Refusal(answers.cloudSignIn());
  if (!model.capabilities.includes('completion')) throw new Refusal(answers.noChat(name));
  return model;
}

function contextOf(request: SayRequest, model: SandboxModel, world: World): number {
  const asked = Number(request.options.num_ctx ?? world.defaultContextTokens);
  const least = model.capabilities.includes('vision') ? 2048 : 4;
  return Math.min(model.contextLength, Math.max(least, Math.trunc(asked)));
}

function checkThink({ think, model: name }: SayRequest, model: SandboxModel): void {
  if (think === undefined || think === null || think === false) return;
  if (think !== true && !['high', 'medium', 'low', 'max'].includes(String(think))) {
    throw new Refusal(answers.badThink(think));
  }
  if (!isThinking(model)) throw new Refusal(answers.noThinking(name));
}

function refuseByFault(fault: Fault | undefined, world: World): void {
  const name = fault?.model ?? 'x';
  switch (fault?.kind) {
    case 'busy-503':
      throw new Refusal(answers.busy());
    case 'model-404':
      throw new Refusal(answers.modelNotFound(name));
    case 'oom-500':
      for (const runner of world.runners.loaded()) world.runners.unload(runner.model.name);
      throw new Refusal(answers.outOfMemory());
    case 'old-oom-500':
      throw new Refusal(answers.outOfMemoryOld());
    case 'stopped-500':
      throw new Refusal(answers.stopped());
    case 'arch-500':
      throw new Refusal(answers.unknownArchitecture());
    case 'stall-500':
      throw new Refusal(answers.loadStalled());
    case 'evict':
      for (const runner of world.runners.loaded()) world.runners.unload(runner.model.name);
      return;
    default:
  }
}

function refuseByBrokenPicture(fault: Fault | undefined, runner: Runner): void {
  switch (fault?.kind) {
    case 'nested-400-decode':
      throw new Refusal(answers.undecodable());
    case 'nested-400-context':
      throw new Refusal(answers.contextExceeded(runner.contextTokens + 69, runner.contextTokens));
    case 'nested-400-not-multimodal':
      throw new Refusal(answers.notMultimodal());
    case 'nested-500-mmproj':
      throw new Refusal(answers.noProjector());
    case 'old-500-decode':
      throw new Refusal(answers.undecodableOld());
    default:
  }
}

function unload(world: World, exchange: Exchange, model: SandboxModel): Promise<void> {
  world.runners.unload(model.name);
  return answerEmpty(exchange, 'unload');
}

async function answerEmpty({ request, record, response }: Exchange, reason: string): Promise<void> {
  const body = { ...piece(request, '', ''), done: true, done_reason: reason };
  record.status = 200;
  response.writeHead(200, { 'content-type': 'application/json; charset=utf-8' });
  response.end(goJson(body));
}

type Turn = { runner: Runner; lease: SlotLease; loadMs: number; startedAt: number; promptTokens: number };

/** The slot is ours: silence while the picture is encoded, then the words, then the numbers. */
async function speak(world: World, exchange: Exchange, turn: Turn): Promise<void> {
  const { request, record, signal, fault } = exchange;
  const { model } = turn.runner;
  if (fault?.kind === 'crash-and-reload') {
    world.runners.unload(model.name);
    throw new Refusal(answers.stopped());
  }
  const format = dialectOf(model, world.version) === 'mlx' ? undefined : request.format;
  const plan = planAnswer({ ...request, format }, model, world.seed, fault);
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

async function sayPieces(world: World, exchange: Exchange, plan: Plan, pace: Pace, sayPiece: SayPiece): Promise<void> {
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
    await sayPiece(content, thinking);
    record.tokens += 1;
    if (signal.aborted) throw signal.reason;
  }
}

function piece(request: SayRequest, content: string, thinking: string) {
  const head = { model: request.model, created_at: goTime(Date.now()) };
  const thought = thinking === '' ? {} : { thinking };
  if (request.kind === 'generate') return { ...head, response: content, ...thought, done: false };
  return { ...head, message: { role: 'assistant', content, ...thought }, done: false };
}

const framings: Framing[] = ['split-bytes', 'coalesce', 'no-final-newline', 'crlf', 'blank-line'];

/** The answer as a stream of lines, or as one object when the client asked for that. */
function createAnswer({ request, record, response, signal }: Exchange, fault: Fault | undefined) {
  record.status = 200;
  if (!request.isStream) return createWholeAnswer(request, record, response);
  const framing = framings.find((known) => known === fault?.kind) ?? 'lines';
  const lines = createLineWriter(response, framing);
  return {
    piece: (content: string, thinking: string) => lines.line(piece(request, content, thinking)),
    finish: async (plan: Plan, numbers: object) => {
      const last = piece(request, '', '');
      if (plan.ending === 'done')
        await lines.line({ ...last, done: true, done_reason: plan.doneReason, ...numbers }, true);
      if (plan.ending === 'error-line') await lines.line({ error: midstreamError });
      if (plan.ending === 'cut' || plan.ending === 'cut-and-reset') await lines.fragment(last);
      if (plan.ending === 'reset' || plan.ending === 'cut-and-reset') {
        await lines.reset();
        return waitForEver(signal);
      }
      lines.end();
    },
  };
}

function createWholeAnswer(request: SayRequest, record: RequestRecord, response: ServerResponse) {
  const said = { content: '', thinking: '' };
  return {
    piece: async (content: string, thinking: string) => {
      said.content += content;
      said.thinking += thinking;
    },
    finish: async (plan: Plan, numbers: object) => {
      if (plan.ending === 'error-line') {
        record.status = 500;
        response.writeHead(500, { 'content-type': 'application/json; charset=utf-8' });
        return void response.end(goJson({ error: midstreamError }));
      }
      if (plan.ending !== 'done' && plan.ending !== 'no-done') return void response.destroy();
      const end = plan.ending === 'done' ? { done: true, done_reason: plan.doneReason, ...numbers } : {};
      response.writeHead(200, { 'content-type': 'application/json; charset=utf-8' });
      response.end(goJson({ ...piece(request, said.content, said.thinking), ...end }));
    },
  };
}
