import type { Words } from '../../../templates/words.ts';
import type { Hub, News, Topic } from '../../progress/hub.ts';

/**
 * One live part of a page: which news it follows and how it renders them, as `hx-partial`s. Whoever has the same key
 * and language gets the same bytes, so nothing of one person (names, tokens, time zones) may be in them unless the
 * person is part of the key.
 */
export type LiveRegion = {
  key: string;
  topic: Topic;
  /** The region from the rows as they are now: the first message of every connection. */
  snapshot: (words: Words) => string;
  /** What a piece of news changes; null when this region does not show it. */
  render: (news: News, words: Words) => string | null;
};

export type Watcher = { send: (chunk: Uint8Array) => void };

const encoder = new TextEncoder();

/**
 * A message of a server-sent event stream without a name: htmx swaps its data in. A lone CR ends a line there too, so
 * that one in somebody's text would cut the message, or say something of its own in the stream's name.
 */
export function encodeMessage(html: string): Uint8Array {
  const data = html
    .split(/\r\n|\r|\n/)
    .map((line) => `data: ${line}\n`)
    .join('');
  return encoder.encode(`${data}\n`);
}

export type Channels = {
  /**
   * Reads the regions as they are now. What it answers sends that to a watcher and then every change, until its answer
   * is called; to be called in the same turn, so that no news falls in between. Reading may throw; nothing is held then.
   */
  read: (regions: LiveRegion[], words: Words) => (watcher: Watcher) => () => void;
};

type Channel = { watchers: Set<Watcher>; unsubscribe: () => void };

/** Renders each piece of news once for all watchers of a region in one language. */
export function createChannels(hub: Hub): Channels {
  const channels = new Map<string, Channel>();

  function open(region: LiveRegion, words: Words): Channel {
    const watchers = new Set<Watcher>();
    const unsubscribe = hub.subscribe(region.topic, (news) => {
      const html = region.render(news, words);
      if (html === null) return;
      const chunk = encodeMessage(html);
      for (const watcher of watchers) watcher.send(chunk);
    });
    return { watchers, unsubscribe };
  }

  function join(region: LiveRegion, words: Words, watcher: Watcher): () => void {
    const key = `${words.language} ${region.key}`;
    const channel = channels.get(key) ?? open(region, words);
    channels.set(key, channel);
    channel.watchers.add(watcher);
    return () => {
      channel.watchers.delete(watcher);
      if (channel.watchers.size > 0 || channels.get(key) !== channel) return;
      channel.unsubscribe();
      channels.delete(key);
    };
  }

  return {
    read(regions, words) {
      const snapshots = regions.map((region) => encodeMessage(region.snapshot(words)));
      return (watcher) => {
        for (const snapshot of snapshots) watcher.send(snapshot);
        const leaves = regions.map((region) => join(region, words, watcher));
        return () => {
          for (const leave of leaves) leave();
        };
      };
    },
  };
}
