import type { HelpersView, HelperView } from '../../templates/pages/helpers.ts';
import { protocol } from '../tasks/remote/messages.ts';
import type { Helper } from '../tasks/remote/registry.ts';
import type { Parts } from './parts.ts';

/** The helpers as administrators see them; null where no helper can come, since Redis or the shared key is not set. */
export function helpersViewOf({ helpers, clock, config }: Parts): HelpersView | null {
  const nowMs = clock.now();
  return helpers && { helpers: helpers.list().map((helper) => viewOf(helper, nowMs - config.leaseMs)), nowMs };
}

function viewOf(helper: Helper, silentBeforeMs: number): HelperView {
  const { name, version, threads, seenAt, runs } = helper;
  return {
    ...{ name, version, threads, seenAt, working: runs.length },
    state: stateOf(helper, silentBeforeMs),
    modelHosts: helper.modelHosts.map(({ url, models }) => ({
      host: new URL(url).host,
      models: models?.map((model) => model.name) ?? [],
    })),
  };
}

function stateOf({ seenAt, isDraining, runs, ...helper }: Helper, silentBeforeMs: number): HelperView['state'] {
  if (helper.protocol !== protocol) return 'otherVersion';
  if (seenAt < silentBeforeMs) return 'silent';
  if (isDraining) return 'leaving';
  return runs.length > 0 ? 'working' : 'ready';
}
