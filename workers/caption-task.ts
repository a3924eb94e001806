import { targetFor } from '../src/captioner/family.ts';
import type { TaskMessage } from '../src/generation/run/events.ts';
import type { Order } from '../src/generation/run/port.ts';
import { type RunMeans, runCaptionTask } from '../src/generation/run/run.ts';
import type { TaskSpec } from '../src/generation/run/spec.ts';
import { fetchPicture } from '../src/images/fetch-picture.ts';
import { prepareRemakable } from '../src/images/remake.ts';
import { systemClock as clock } from '../src/lib/clock.ts';
import { createSafeFetch } from '../src/lib/safe-fetch.ts';
import { userAgent } from '../src/lib/user-agent.ts';
import { connectPlatform } from '../src/platforms/index.ts';
import { openCaptioners } from './captioners.ts';
import { openToolsPort } from './tools-port.ts';

/** Runs one task in a thread: from the order to numbered events over the port, the last of them `ended`. */
export default async function captionTask(order: Order): Promise<void> {
  const { spec, beatMs } = order;
  const { tools, asked, send, beat, close } = openToolsPort(order);
  // From now on its owner vouches for it no more.
  beat();
  const heartbeat = setInterval(beat, beatMs);
  const { taskId, attempt } = spec;
  let seq = 0;
  try {
    for await (const { event, thumbnail } of runCaptionTask(spec, meansFor(spec), tools, asked)) {
      if (event.type !== 'words') seq += 1;
      const message: TaskMessage = { taskId, attempt, seq: event.type === 'words' ? 0 : seq, event };
      await send(thumbnail ? { ...message, thumbnail } : message);
    }
  } finally {
    clearInterval(heartbeat);
    close();
  }
}

function meansFor({ instance, credentials, accountId, allowedHosts, model, modelHosts }: TaskSpec): RunMeans {
  const fetch = createSafeFetch({ userAgent, allowedHosts: () => allowedHosts });
  return {
    clock,
    platform: connectPlatform({ instance, credentials, accountId, fetch, clock }),
    captioners: openCaptioners(modelHosts),
    fetchPicture: async ({ media }, signal) => (await fetchPicture(media, { fetch, signal, clock })).bytes,
    preparePicture: (bytes, how) => prepareRemakable(bytes, targetFor(model.family, model.name, how)),
  };
}
