import { findLastModel } from '../../db/runs.ts';
import type { ModelsView } from '../../templates/pages/models.ts';
import { recommendedModels } from '../captioner/engines/models.ts';
import type { ModelOverview } from '../generation/models.ts';
import type { PageContext } from './context.ts';
import type { Parts } from './parts.ts';

/** The models there are, those worth fetching, and a download under way. */
export function modelsView(
  c: PageContext,
  { models, modelHosts, describedBy, placesOf, canRead }: Parts,
  overview: ModelOverview,
): ModelsView {
  const installed = overview.kind === 'ready' ? overview.models.map(({ name }) => name) : [];
  const isInstalled = (name: string) => installed.some((other) => other === name || other === `${name}:latest`);
  const pull = models.pull();
  const isOldNews = pull?.outcome === 'done' && isInstalled(pull.model);
  return {
    overview,
    pull: isOldNews ? null : pull,
    isAdministrator: c.var.user.role === 'admin',
    hosts: modelHosts.map((url) => new URL(url).host),
    describedBy: describedBy?.() ?? null,
    leaving: installed.filter((name) => placesOf(name).some(({ kind }) => kind === 'outside')),
    canRead: canRead?.() ?? false,
    trials: installed.flatMap((name) => {
      const outcome = models.trials.outcomeOf(name);
      return outcome ? [{ name, outcome }] : [];
    }),
    untried: installed.filter((name) => !models.isHere(name)),
    recommended: recommendedModels.filter(({ name }) => !isInstalled(name)),
  };
}

/** The one of the person's last run while it is installed, else the one that everybody begins with. */
export function startingModel({ reader }: Parts, userId: string, overview: ModelOverview): string {
  if (overview.kind !== 'ready') return '';
  const last = findLastModel(reader, userId);
  return overview.models.find(({ name }) => name === last)?.name ?? overview.chosen;
}
