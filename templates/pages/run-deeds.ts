import { type PostButtonProps, postButton } from '../components/button.ts';
import type { Html } from '../html.ts';
import type { Words } from '../words.ts';

/** What the deeds of a run that has not ended depend on. */
export type RunDeedsView = {
  taskId: string;
  status: 'queued' | 'running' | 'held' | 'completed' | 'failed' | 'cancelled';
  isCancelling: boolean;
  isHolding: boolean;
  canGoFirst: boolean;
  canTryNow: boolean;
  /** The address below which the deeds are. */
  base: '/tasks' | '/admin/tasks';
  /** Where to come back to; without it to the run's own page, whose buttons have keys. */
  returnTo?: string;
  /** Whose run, on a page of everybody's. */
  owner?: string;
};

/** What can be done with a run that has not ended: hold, go on, go first, cancel. */
export function runDeeds(words: Words, view: RunDeedsView): Html[] {
  if (view.isCancelling) return [];
  const deed = (name: string, props: Omit<PostButtonProps, 'action' | 'fields'>, keys?: string) =>
    postButton({
      ...props,
      action: `${view.base}/${view.taskId}/${name}`,
      ...(view.owner !== undefined && { tooltip: `${view.owner}: ${props.tooltip}` }),
      ...(view.returnTo === undefined ? keys && { keys } : { fields: { returnTo: view.returnTo } }),
    });
  const goOn = () => {
    const kind = view.returnTo === undefined ? 'primary' : 'plain';
    return deed('continuation', { label: words.t('runs.goOn'), tooltip: words.t('runs.goOnHint'), kind }, 'H');
  };
  const hold = () => deed('hold', { label: words.t('runs.hold'), tooltip: words.t('runs.holdHint') }, 'H');
  const tryNow = () => deed('continuation', { label: words.t('runs.tryNow'), tooltip: words.t('runs.tryNowHint') });
  const firstHint = words.t(view.base === '/tasks' ? 'runs.goFirstHint' : 'runs.goBeforeAllHint');
  const first = () => deed('precedence', { label: words.t('runs.goFirst'), tooltip: firstHint });
  return [
    ...(view.canTryNow ? [tryNow()] : []),
    ...(view.canGoFirst ? [first()] : []),
    view.status === 'held' || view.isHolding ? goOn() : hold(),
    deed('cancellation', { label: words.t('runs.cancel'), tooltip: words.t('runs.cancelHint') }),
  ];
}
