import type { Sessions } from '../../users/sessions.ts';

/** How often it is looked whether a session has run out or was ended by another process, such as the command line. */
const checkMs = 4000;

type Watched = { ends: Set<() => void>; timer: NodeJS.Timeout };

/**
 * Ends what is open for a session when the session ends: at once when that happens here, within seconds when elsewhere.
 * Each session is asked about once, however many windows follow it. Answers how to leave.
 */
export function createSessionWatch(sessions: Pick<Sessions, 'isLive' | 'onEnded'>) {
  const watched = new Map<string, Watched>();

  const endAll = (sessionId: string) => {
    for (const end of [...(watched.get(sessionId)?.ends ?? [])]) end();
  };
  sessions.onEnded(({ sessionId }) => endAll(sessionId));

  function begin(sessionId: string): Watched {
    const check = () => {
      if (!sessions.isLive(sessionId)) endAll(sessionId);
    };
    return { ends: new Set(), timer: setInterval(check, checkMs) };
  }

  return function watch(sessionId: string, end: () => void): () => void {
    const session = watched.get(sessionId) ?? begin(sessionId);
    watched.set(sessionId, session);
    session.ends.add(end);
    return () => {
      if (!session.ends.delete(end) || session.ends.size > 0) return;
      clearInterval(session.timer);
      watched.delete(sessionId);
    };
  };
}
