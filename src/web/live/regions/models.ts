import { pullPartial } from '../../../../templates/pages/models.ts';
import type { Words } from '../../../../templates/words.ts';
import type { Topic } from './region.ts';

/** Ollama tells many times a second how far a download is; people read slower. */
const showEveryMs = 500;

/** The download of a model. Everybody may see it, since they wait for it; only administrators can stop it. */
export const modelsTopic: Topic = ({ user, parts: { models, clock }, argument }) => {
  if (argument !== undefined) return null;
  const isAdministrator = user.role === 'admin';
  const snapshot = (words: Words) => String(pullPartial(words, models.pull(), isAdministrator));
  let shownAtMs = Number.NEGATIVE_INFINITY;

  const isTooSoon = () => {
    const nowMs = clock.now();
    if (models.pull()?.outcome === 'running' && nowMs - shownAtMs < showEveryMs) return true;
    shownAtMs = nowMs;
    return false;
  };

  return [
    {
      key: `models:${user.role}`,
      topic: 'admin',
      snapshot,
      render: ({ kind }, words) => (kind !== 'models' || isTooSoon() ? null : snapshot(words)),
    },
  ];
};
