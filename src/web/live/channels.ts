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
  /** Sends a snapshot, then every change; the answer ends it. */
  watch: (region: LiveRegion, words: Words, watcher: Watcher) => () => void;
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

  return {
    watch(region, words, watcher) {
      const key = `${words.language} ${region.key}`;
      const channel = channels.get(key) ?? open(region, words);
      channels.set(key, channel);
      // Rows are read and the watcher joins in one turn, so that no news falls in between.
      watcher.send(encodeMessage(region.snapshot(words)));
      channel.watchers.add(watcher);
      return () => {
        channel.watchers.delete(watcher);
        if (channel.watchers.size > 0 || channels.get(key) !== channel) return;
        channel.unsubscribe();
        channels.delete(key);
      };
    },
  };
}
