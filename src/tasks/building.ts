import type { TaskRow } from '../../db/tasks.ts';
import type { TaskSpec } from '../generation/run/spec.ts';
import type { ModelSite } from '../generation/spec-builder.ts';
import { unlessAborted } from '../lib/unless-aborted.ts';

/** Makes orders, which can be given up: a model host that is away answers late. */
export function createBuilding(buildSpec: (task: TaskRow, site: ModelSite) => Promise<TaskSpec>) {
  const underWay = new Map<string, AbortController>();
  return {
    /** The order, or null when it was given up. */
    async build(task: TaskRow, site: ModelSite): Promise<TaskSpec | null> {
      const givenUp = new AbortController();
      underWay.set(task.id, givenUp);
      try {
        return await unlessAborted(buildSpec(task, site), givenUp.signal);
      } finally {
        underWay.delete(task.id);
      }
    },
    giveUp: (taskId: string) => underWay.get(taskId)?.abort(),
    giveAllUp() {
      for (const givenUp of underWay.values()) givenUp.abort();
    },
  };
}
