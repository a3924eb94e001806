import { answerEmpty } from './answer-writer.ts';
import { answers, Refusal } from './answers.ts';
import type { Fault } from './faults.ts';
import { isThinking, normaliseName, type SandboxModel } from './models.ts';
import type { Runner } from './runners.ts';
import { checkOptions, optionsKeyOf, type SayRequest } from './say-request.ts';
import { lookAt } from './see.ts';
import { speak } from './speak.ts';
import type { Saying, World } from './world.ts';

const forcedToOne = /^(mllama|qwen3vl|qwen35|qwen3next|lfm2|nemotron_h)/;

/** Answers a chat or generate request in the order of checks and waits of the real server. */
export async function say(world: World, exchange: Saying): Promise<void> {
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

function unload(world: World, exchange: Saying, model: SandboxModel): Promise<void> {
  world.runners.unload(model.name);
  return answerEmpty(exchange, 'unload');
}
