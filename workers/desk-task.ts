import { targetFor } from '../src/captioner/family.ts';
import type { TaskMessage } from '../src/generation/run/events.ts';
import type { Order } from '../src/generation/run/port.ts';
import { runWish, type WishMeans, type WishSpec } from '../src/generation/run/wish.ts';
import { fetchPicture } from '../src/images/fetch-picture.ts';
import { prepareRemakable } from '../src/images/remake.ts';
import { systemClock as clock } from '../src/lib/clock.ts';
import { createSafeFetch } from '../src/lib/safe-fetch.ts';
import { userAgent } from '../src/lib/user-agent.ts';
import { openCaptioners } from './captioners.ts';
import { openToolsPort } from './tools-port.ts';

/** Fulfils one wish in the desk's thread, told over the port as a run's events are. */
export default async function deskTask(order: Order<WishSpec>): Promise<void> {
  const { spec, beatMs } = order;
  const { tools, asked, send, beat, close } = openToolsPort(order);
  // From now on its owner vouches for it no more.
  beat();
  const heartbeat = setInterval(beat, beatMs);
  let seq = 0;
  try {
    for await (const { event, thumbnail } of runWish(spec, meansFor(spec), tools, asked.cancel)) {
      if (event.type !== 'words') seq += 1;
      const number = event.type === 'words' ? 0 : seq;
      const message: TaskMessage = { taskId: spec.wishId, attempt: 1, seq: number, event };
      await send(thumbnail ? { ...message, thumbnail } : message);
    }
  } finally {
    clearInterval(heartbeat);
    close();
  }
}

function meansFor({ allowedHosts, model, modelHosts }: WishSpec): WishMeans {
  const fetch = createSafeFetch({ userAgent, allowedHosts: () => allowedHosts });
  return {
    clock,
    captioners: openCaptioners(modelHosts),
    fetchPicture: async (source, signal) => (await fetchPicture(source, { fetch, signal, clock })).bytes,
    preparePicture: (bytes, how) => prepareRemakable(bytes, targetFor(model.family, model.name, how)),
  };
}
