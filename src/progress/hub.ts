/**
 * News for whoever is looking: says only that something changed, the rows say what. Missing news does no harm, since
 * every page is rendered from rows first. The one thing that lives here alone are the words of a draft being written.
 */
export type News =
  | { kind: 'task'; taskId: string }
  | { kind: 'image'; taskId: string | null; imageId: string }
  | { kind: 'words'; taskId: string; imageId: string; text: string }
  | { kind: 'inbox' }
  | { kind: 'publications' }
  | { kind: 'notices' }
  /** Which helper machines there are, or what they do. */
  | { kind: 'helpers' }
  /** A wish at the desk has got on; `imageId` is null where its picture was uploaded. */
  | { kind: 'wish'; wishId: string; imageId: string | null }
  /** A model is being fetched. */
  | { kind: 'models' }
  /** Waiting runs may begin, or may not any more. */
  | { kind: 'queue' }
  /** What everybody is told on every page. */
  | { kind: 'standing' };

/** `task:ID`, `wish:ID`, `user:ID`, `admin` or `everybody`. */
export type Topic = `task:${string}` | `wish:${string}` | `user:${string}` | 'admin' | 'everybody';

export type Hub = {
  publish: (topic: Topic, news: News) => void;
  /** Calls the listener with each piece of news in order; the answer unsubscribes. */
  subscribe: (topic: Topic, listener: (news: News) => void) => () => void;
  isWatched: (topic: Topic) => boolean;
  /** The text so far of the pictures a run is describing now, by image id. */
  wordsOf: (taskId: string) => ReadonlyMap<string, string>;
  /** Forgets the words of a picture, or of a whole run. */
  forgetWords: (taskId: string, imageId?: string) => void;
  watchers: () => number;
};

export function createHub(): Hub {
  const listeners = new Map<Topic, Set<(news: News) => void>>();
  const words = new Map<string, Map<string, string>>();

  function keepWords(taskId: string, imageId: string, text: string) {
    const ofTask = words.get(taskId) ?? new Map<string, string>();
    ofTask.set(imageId, text);
    words.set(taskId, ofTask);
  }

  return {
    publish(topic, news) {
      if (news.kind === 'words') keepWords(news.taskId, news.imageId, news.text);
      for (const listener of listeners.get(topic) ?? []) listener(news);
    },
    subscribe(topic, listener) {
      const ofTopic = listeners.get(topic) ?? new Set();
      listeners.set(topic, ofTopic.add(listener));
      return () => {
        ofTopic.delete(listener);
        if (ofTopic.size === 0 && listeners.get(topic) === ofTopic) listeners.delete(topic);
      };
    },
    isWatched: (topic) => listeners.has(topic),
    wordsOf: (taskId) => words.get(taskId) ?? new Map(),
    forgetWords(taskId, imageId) {
      if (imageId === undefined) words.delete(taskId);
      else words.get(taskId)?.delete(imageId);
    },
    watchers: () => [...listeners.values()].reduce((sum, set) => sum + set.size, 0),
  };
}
