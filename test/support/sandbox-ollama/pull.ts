import { createHash } from 'node:crypto';
import type { ServerResponse } from 'node:http';
import type { Fault } from './faults.ts';
import { goJson } from './go-wire.ts';
import { createLineWriter } from './line-writer.ts';
import { normaliseName, type SandboxModel } from './models.ts';
import { wait, waitForEver } from './wait.ts';

export type Pulls = {
  /** Answers a pull; what was fetched before the client hung up is kept for the next time. */
  run: (request: {
    name: string;
    isStream: boolean;
    response: ServerResponse;
    signal: AbortSignal;
    fault: Fault | undefined;
  }) => Promise<void>;
};

const steps = 20;

/** Downloads of the sandbox: the models that its library has, arriving in twenty pieces over `pullMs`. */
export function createPulls(settings: {
  library: () => SandboxModel[];
  install: (model: SandboxModel) => void;
  pullMs: number;
}): Pulls {
  const fetched = new Map<string, number>();

  async function fetchLayers({ name, tell, model, signal, fault }: Fetching): Promise<'broke off' | 'fetched'> {
    const digest = createHash('sha256').update(name).digest('hex');
    const layer = { status: `pulling ${digest.slice(0, 12)}`, digest: `sha256:${digest}`, total: model.sizeBytes };
    await tell.line(layer);
    for (let step = fetched.get(name) ?? 0; step <= steps; step += 1) {
      if (fault?.kind === 'pull-stall' && step === 3) await waitForEver(signal);
      if (fault?.kind === 'pull-resume' && step === 3) return 'broke off';
      await wait(settings.pullMs / steps, signal);
      fetched.set(name, step);
      await tell.line({ ...layer, completed: Math.round((model.sizeBytes * step) / steps) });
    }
    fetched.delete(name);
    return 'fetched';
  }

  return {
    run: async ({ name, isStream, response, signal, fault }) => {
      const tell = isStream ? createStreamTeller(response) : createFinalTeller(response);
      await tell.line({ status: 'pulling manifest' });
      const model = settings.library().find((known) => normaliseName(known.name) === normaliseName(name));
      if (!model || fault?.kind === 'pull-error') return tell.fail('pull model manifest: file does not exist');
      if ((await fetchLayers({ name, tell, model, signal, fault })) === 'broke off') return tell.breakOff();
      for (const status of ['verifying sha256 digest', 'writing manifest']) await tell.line({ status });
      settings.install(model);
      await tell.succeed();
    },
  };
}

type Fetching = {
  name: string;
  tell: { line: (value: object) => Promise<void> };
  model: SandboxModel;
  signal: AbortSignal;
  fault: Fault | undefined;
};

/** Errors come inside the stream, because its first line is already out. */
function createStreamTeller(response: ServerResponse) {
  const lines = createLineWriter(response, 'lines');
  const end = async (last: object) => {
    await lines.line(last);
    lines.end();
  };
  return {
    line: lines.line,
    breakOff: lines.reset,
    fail: (error: string) => end({ error }),
    succeed: () => end({ status: 'success' }),
  };
}

function createFinalTeller(response: ServerResponse) {
  const end = async (status: number, value: object) => {
    response.writeHead(status, { 'content-type': 'application/json; charset=utf-8' });
    response.end(goJson(value));
  };
  return {
    line: async () => {},
    breakOff: async () => void response.socket?.resetAndDestroy(),
    fail: (error: string) => end(500, { error }),
    succeed: () => end(200, { status: 'success' }),
  };
}
