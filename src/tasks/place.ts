import type { TaskSpec } from '../generation/run/spec.ts';
import type { ModelSite } from '../generation/spec-builder.ts';
import type { ThreadHandlers, ThreadRun } from './thread.ts';

/** Where an attempt works: in a thread of this process, or on a helper. */
export type Place = {
  /** The helper's id; null for this machine. */
  workerId: string | null;
  site: ModelSite;
  start: (spec: TaskSpec, handlers: ThreadHandlers) => ThreadRun;
};
