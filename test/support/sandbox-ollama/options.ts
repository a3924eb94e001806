import type { Faults } from './faults.ts';
import type { SandboxModel } from './models.ts';
import type { RequestRecord } from './request-log.ts';

export type SandboxOllamaOptions = {
  port?: number;
  /** What it says of a picture, by the hash of its bytes in hex; undefined: what it says of any other. */
  sees?: (sha256: string) => string | undefined;
  /** Whether the test picture of a new model meets faults and takes time as any other; else it is spared from both. */
  triesTheTrial?: boolean;
  /** Changes which words are said for the same picture. */
  seed?: number;
  models?: SandboxModel[];
  /** What can be pulled besides the installed ones. */
  library?: SandboxModel[];
  numParallel?: number;
  /** All waits times this: 0.01 in tests. */
  timeScale?: number;
  /** Below 0.30.0 the old engine speaks. */
  version?: string;
  /** A path in front of every route, as behind a proxy. */
  prefix?: string;
  /** When set, a request without this bearer token gets 401 from the proxy. */
  apiKey?: string;
  /** When set, another Host header gets an empty 403. */
  allowedHosts?: string[];
  maxQueue?: number;
  /** How long a whole download takes. */
  pullMs?: number;
};

export type SandboxOllama = {
  url: string;
  /** Every request, oldest first. */
  log: RequestRecord[];
  faults: Faults;
  /** The real time slots were busy with finished, aborted and running answers, summed and divided by the slots. */
  busyMs: () => number;
  /** How many answers are being generated now. */
  generating: () => number;
  /** How often a model was loaded. */
  loadCount: () => number;
  /** What is loaded is thrown out, as if its time were over. */
  forgetLoaded: () => void;
  setModels: (models: SandboxModel[]) => void;
  /** Closes the port and what is connected, so that connections are refused. */
  refuseConnections: () => Promise<void>;
  acceptConnections: () => Promise<void>;
  close: () => Promise<void>;
};
