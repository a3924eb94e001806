import { answers, Refusal } from './answers.ts';
import { createBusyClock } from './busy-clock.ts';
import { befall, checkAtTheDoor, readBody } from './door.ts';
import { createFaults, type Fault } from './faults.ts';
import { goJson } from './go-wire.ts';
import { running, show, tags } from './listings.ts';
import { defaultModels, type SandboxModel, sandboxModel } from './models.ts';
import type { SandboxOllama, SandboxOllamaOptions } from './options.ts';
import { type Answering, type Exchange, openPort } from './port.ts';
import { createPulls } from './pull.ts';
import type { RequestRecord } from './request-log.ts';
import { createRunners } from './runners.ts';
import { say } from './say.ts';
import { readSayRequest } from './say-request.ts';
import { shownIn, showsAnything } from './trial.ts';
import type { World } from './world.ts';

/** A model server on loopback that behaves as Ollama does, its faults included, and says believable things. */
export async function startSandboxOllama(options: SandboxOllamaOptions = {}): Promise<SandboxOllama> {
  const { timeScale = 1, numParallel = 1 } = options;
  const log: RequestRecord[] = [];
  const loads = { count: 0 };
  const busy = createBusyClock(numParallel);
  const faults = createFaults();
  let models = options.models ?? defaultModels;
  const world: World = {
    models: () => models,
    runners: createRunners({ maxQueue: options.maxQueue ?? 512, timeScale, loads }),
    numParallel,
    timeScale,
    version: options.version ?? '0.32.15',
    seed: options.seed ?? 1,
    triesTheTrial: options.triesTheTrial ?? false,
    sees: options.sees ?? (() => undefined),
    busy: busy.begin,
    defaultContextTokens: 4096,
  };
  const routes = createRoutes(world, options, (model) => {
    models = [...models.filter((known) => known.name !== model.name), model];
  });

  const answerExchange: Answering = async (exchange) => {
    const { record, request } = exchange;
    checkAtTheDoor(request, options);
    const { body, bytes } = record.method === 'POST' ? await readBody(request) : { body: {}, bytes: 0 };
    const name = 'model' in body ? body.model : 'name' in body ? body.name : undefined;
    record.bodyBytes = bytes;
    record.model = typeof name === 'string' ? name : undefined;
    const { route, model } = record;
    const shows = world.triesTheTrial && showsAnything(body) ? 'more' : shownIn(body);
    const fault = faults.take({ route, model, shows });
    record.fault = fault?.kind;
    await befall(exchange, fault, timeScale);
    await routes(exchange, body, fault);
  };
  const port = await openPort(options.port ?? 0, options.prefix ?? '', log, answerExchange);

  return {
    url: `http://127.0.0.1:${port.number}${options.prefix ?? ''}`,
    log,
    faults,
    busyMs: busy.totalMs,
    generating: busy.count,
    loadCount: () => loads.count,
    forgetLoaded: () => {
      for (const { model } of world.runners.loaded()) world.runners.unload(model.name);
    },
    setModels: (given) => {
      models = given;
    },
    refuseConnections: port.shut,
    acceptConnections: port.open,
    close: port.shut,
  };
}

const defaultLibrary = [
  sandboxModel({ name: 'gemma3:4b' }),
  sandboxModel({ name: 'gemma4', sizeBytes: 9_600_000_000, family: 'gemma4', parameterSize: '8.0B' }),
  sandboxModel({ name: 'moondream', sizeBytes: 829_000_000, family: 'moondream', parameterSize: '1.4B' }),
];

type Route = (exchange: Exchange, body: Record<string, unknown>, fault: Fault | undefined) => Promise<void>;

/** Every route of the server; whatever is none of them gets the plain text that Go's router gives. */
function createRoutes(world: World, options: SandboxOllamaOptions, install: (model: SandboxModel) => void): Route {
  const pulls = createPulls({
    library: () => [...(options.library ?? defaultLibrary), ...world.models()],
    install,
    pullMs: (options.pullMs ?? 6000) * world.timeScale,
  });
  const versionShown = (fault: Fault | undefined) => (fault?.kind === 'version-skew' ? '0.24.0' : world.version);
  const speak =
    (kind: 'chat' | 'generate'): Route =>
    ({ record, response, signal }, body, fault) =>
      say(world, { request: readSayRequest(kind, body, record), record, response, signal, fault });

  const root: Route = async ({ record, response }) => {
    record.status = 200;
    response.writeHead(200, { 'content-type': 'text/plain; charset=utf-8' });
    response.end(record.method === 'HEAD' ? undefined : 'Ollama is running');
  };
  const routes: Record<string, Route> = {
    'GET /': root,
    'HEAD /': root,
    'GET /api/version': async (exchange, _, fault) => reply(exchange, { version: versionShown(fault) }),
    'GET /api/tags': async (exchange, _, fault) => reply(exchange, tags(world.models(), versionShown(fault))),
    'GET /api/ps': async (exchange, _, fault) => reply(exchange, running(world.runners.loaded(), versionShown(fault))),
    'POST /api/show': async (exchange) => reply(exchange, show(world.models(), exchange.record.model ?? '')),
    'POST /api/pull': async ({ record, response, signal }, body, fault) => {
      if (record.model === undefined) throw new Refusal(answers.modelRequired());
      record.status = 200;
      await pulls.run({ name: record.model, isStream: body.stream !== false, response, signal, fault });
    },
    'POST /api/chat': speak('chat'),
    'POST /api/generate': speak('generate'),
  };
  const paths = new Set(Object.keys(routes).map((route) => route.split(' ')[1]));

  return async (exchange, body, fault) => {
    const { method, route } = exchange.record;
    const found = routes[`${method} ${route}`];
    if (found) return found(exchange, body, fault);
    throw new Refusal(paths.has(route) ? answers.wrongMethod() : answers.notFound());
  };
}

function reply({ response, record }: Exchange, value: unknown): void {
  record.status = 200;
  response.writeHead(200, { 'content-type': 'application/json; charset=utf-8' });
  response.end(goJson(value));
}
