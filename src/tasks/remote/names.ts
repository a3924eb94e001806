/** What lies in Redis beside the queue: every key once. */
export const names = {
  /** Says that the web machine is there; gone a few seconds after it is not. */
  web: 'altwright:web',
  /** A stream: helpers tell the web machine which tasks they have claimed. */
  claims: 'altwright:claims',
  /** A hash of the helpers there are, by their ids. */
  helpers: 'altwright:helpers',
  /** A channel: there may be new work. */
  doorbell: 'altwright:doorbell',
  /** A stream: what the web machine tells a helper. */
  inbox: (helperId: string) => `altwright:inbox:${helperId}`,
  /** A stream: what an attempt tells. Its helper may work on it for as long as it is there. */
  run: (taskId: string, attempt: number) => `${runPrefix}${taskId}:${attempt}`,
};

export const runPrefix = 'altwright:run:';

/** The task and the attempt that a run's stream belongs to. */
export function readRunName(key: string): { taskId: string; attempt: number } {
  const [taskId = '', attempt] = key.slice(runPrefix.length).split(':');
  return { taskId, attempt: Number(attempt) };
}
