import type { ServerResponse } from 'node:http';
import type { Fault } from './faults.ts';
import type { SandboxModel } from './models.ts';
import type { RequestRecord } from './request-log.ts';
import type { Runners } from './runners.ts';
import type { SayRequest } from './say-request.ts';

/** What the speaking routes need to know of the sandbox. */
export type World = {
  models: () => SandboxModel[];
  runners: Runners;
  numParallel: number;
  timeScale: number;
  version: string;
  seed: number;
  triesTheTrial: boolean;
  /** What it says of a picture that somebody has told it about, by the hash of its bytes. */
  sees: (sha256: string) => string | undefined;
  /** Tells the sandbox when a slot begins and ends to be busy. */
  busy: () => () => number;
  defaultContextTokens: number;
};

/** One speaking request on its way through the sandbox. */
export type Saying = {
  request: SayRequest;
  record: RequestRecord;
  response: ServerResponse;
  signal: AbortSignal;
  fault: Fault | undefined;
};
