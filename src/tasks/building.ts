import type { TaskRow } from '../../db/tasks.ts';
import type { TaskSpec } from '../generation/run/spec.ts';
import type { ModelSite } from '../generation/spec-builder.ts';

/** Makes orders, which can be given up: a model host that is away answers late. */
export function createBuilding(buildSpec: (task: TaskRow, site: ModelSite) => Promise<TaskSpec>) {
  const underWay = new Map<string, () => void>();
  return {
    /** The order, or null when it was given up. */
    async build(task: TaskRow, site: ModelSite): Promise<TaskSpec | null> {
      const givenUp = new Promise<null>((resolve) => underWay.set(task.id, () => resolve(null)));
      try {
        return await Promise.race([buildSpec(task, site), givenUp]);
      } finally {
        underWay.delete(task.id);
      }
    },
    giveUp: (taskId: string) => underWay.get(taskId)?.(),
    giveAllUp() {
      for (const giveUp of underWay.values()) giveUp();
    },
  };
}
