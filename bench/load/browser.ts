import { Agent, type ClientRequest, get, type IncomingMessage } from 'node:http';
import { tagsOf } from '../../test/support/visitor/html.ts';

export type Counts = {
  /** Milliseconds from asking for a page to its last byte, by its name. */
  pages: Record<string, number[]>;
  /** Answers of every kind (pages, streams, pictures) by status; 0 where a connection broke. */
  statuses: Record<number, number>;
  /** Streams that ended though nobody left the page. */
  lostStreams: number;
  messages: number;
};

/** What a screen shows of a page's pictures before anybody scrolls. */
const picturesInSight = 6;

export type Place = { name: string; path: string };
export type Window = {
  /** As a browser does: the page before goes with its stream, then comes the next, its pictures and its stream. */
  visit: (place: Place, isCounted: boolean) => Promise<void>;
  leave: () => void;
  isFollowing: () => boolean;
};

/** Windows that show pages of one address and follow their streams; all that happens in them is counted together. */
export function openBrowser(address: string) {
  const agent = new Agent({ keepAlive: true });
  const counts: Counts = { pages: {}, statuses: {}, lostStreams: 0, messages: 0 };
  const seen = new Set<string>();

  async function ask(path: string, headers: Record<string, string>): Promise<string> {
    const request = get(address + path, { agent, headers });
    try {
      const response = await answerTo(request);
      let body = '';
      response.setEncoding('utf8');
      for await (const chunk of response) body += chunk;
      count(response.statusCode);
      return body;
    } catch {
      // The server may close an idle connection in the moment it is used again; browsers ask anew too.
      if (request.reusedSocket) return ask(path, headers);
      count(0);
      return '';
    }
  }

  function count(status = 0) {
    counts.statuses[status] = (counts.statuses[status] ?? 0) + 1;
  }

  function openWindow(cookie: string): Window {
    let stream: ClientRequest | null = null;

    function follow(path: string) {
      const request = get(address + path, { agent: false, headers: { cookie, accept: 'text/event-stream' } });
      const lose = () => {
        if (stream !== request) return;
        stream = null;
        counts.lostStreams += 1;
      };
      request.on('error', lose).on('response', (response) => {
        count(response.statusCode);
        response.on('data', () => {
          counts.messages += 1;
        });
        response.on('error', lose).on('close', lose);
      });
      stream = request;
    }

    function leave() {
      const left = stream;
      stream = null;
      left?.destroy();
    }

    return {
      leave,
      isFollowing: () => stream !== null,
      async visit({ name, path }, isCounted) {
        leave();
        const startMs = performance.now();
        const html = await ask(path, { cookie, accept: 'text/html' });
        if (isCounted) counts.pages[name] = [...(counts.pages[name] ?? []), performance.now() - startMs];
        const { streamPath, pictures } = contentsOf(html);
        if (streamPath) follow(streamPath);
        const unseen = pictures.slice(0, picturesInSight).filter((src) => !seen.has(src));
        for (const src of unseen) seen.add(src);
        await Promise.all(unseen.map((src) => ask(src, { cookie, accept: 'image/webp' })));
      },
    };
  }

  return { counts, openWindow, close: () => agent.destroy() };
}

function contentsOf(html: string): { streamPath: string | undefined; pictures: string[] } {
  const attributes = tagsOf(html).map((tag) => tag.attributes);
  return {
    streamPath: attributes.find((one) => one['hx-sse:connect'])?.['hx-sse:connect'],
    pictures: attributes.flatMap(({ src = '' }) => (src.startsWith('/pictures/') ? [src] : [])),
  };
}

function answerTo(request: ClientRequest): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    request.on('response', resolve).on('error', reject);
  });
}
