import type { Piscina } from 'piscina';
import type { TaskEvent } from '../generation/run/events.ts';
import type { WishSpec } from '../generation/run/wish.ts';
import { type ErrorRecord, toErrorRecord } from '../lib/errors.ts';
import type { Log } from '../lib/log.ts';
import { type Sentence, say } from '../lib/sentence.ts';
import { unlessAborted } from '../lib/unless-aborted.ts';
import { carryOut, type Draft, type ErrandEnd, type ErrandMeans } from './errand.ts';
import type { Wish, Wishes } from './wishes.ts';

/** What a wish is about, as whoever takes it in knows it. */
export type Errand = Pick<WishSpec, 'picture' | 'postLanguage' | 'request'> & {
  /** The model that shall describe, while it is installed. */
  model: string | null;
  /** Does with the draft what is to be done, in one step, and answers what became of it. */
  settle: (draft: Draft) => 'drafted' | 'kept' | 'gone';
  /** Keeps a small picture of a post's, where none is kept yet. */
  hang?: (picture: Prepared, thumbnail: Uint8Array) => Promise<void>;
};

type Prepared = Extract<TaskEvent, { type: 'prepared' }>;

export type Waiting = { wish: Wish; errand: Errand; asked: AbortController };

/** Where the desk describes: always from this machine, whatever helpers there are. */
export type DeskSite = Pick<WishSpec, 'modelHosts' | 'inFlight'> & {
  findModel: (wanted: string | null) => Promise<WishSpec['model']>;
  allowedHosts: () => readonly string[];
};

export type ServingOptions = Omit<ErrandMeans, 'pool'> & { pool: Piscina; wishes: Wishes; site: DeskSite; log: Log };

/** Sees one wish to its end: asks for the model, has the picture described, and keeps what came of it. */
export function createServing({ wishes, site, log, ...means }: ServingOptions) {
  const { findModel, modelHosts, inFlight, allowedHosts } = site;

  /** A picture that cannot be kept does not keep its description from being made. */
  async function hear({ wish, errand }: Waiting, event: TaskEvent, thumbnail: Uint8Array | undefined): Promise<void> {
    if (event.type === 'words') return wishes.sayWords(wish, event.text);
    if (event.type !== 'prepared' || !thumbnail) return;
    const { width, height, thumbhash } = event;
    if (wish.imageId === null) {
      return wishes.change(wish, { picture: { thumbnail: new Uint8Array(thumbnail), width, height, thumbhash } });
    }
    await errand
      .hang?.(event, thumbnail)
      .catch((thrown: unknown) => log.warn({ err: thrown }, 'a picture was not kept'));
  }

  async function describe(waiting: Waiting): Promise<ErrandEnd> {
    const { wish, errand, asked } = waiting;
    const model = await unlessAborted(findModel(errand.model), asked.signal);
    if (!model) return null;
    const { picture, postLanguage, request } = errand;
    const { name, family } = model;
    wishes.change(wish, { model: name });
    const order = { wishId: wish.id, picture, postLanguage, request, model: { name, family }, modelHosts, inFlight };
    const heard: Promise<void>[] = [];
    const onEvent = (event: TaskEvent, thumbnail?: Uint8Array) => void heard.push(hear(waiting, event, thumbnail));
    const orders = { ...order, allowedHosts: [...allowedHosts()] };
    const ended = await carryOut(orders, means, { signal: asked.signal, onEvent });
    await Promise.all(heard);
    return ended;
  }

  function settle({ wish, errand }: Waiting, ended: ErrandEnd): void {
    if (ended === null) return wishes.end(wish, { state: 'cancelled' });
    if ('error' in ended) {
      log.warn({ wishId: wish.id, error: ended.error }, 'a wish could not be fulfilled');
      return wishes.end(wish, { state: 'failed', reason: reasonOf(wish, ended.error) });
    }
    const became = errand.settle(ended.draft);
    if (became === 'gone') return wishes.end(wish, { state: 'failed', reason: say('desk.gone') });
    const { text, language, findings } = ended.draft;
    wishes.end(wish, { state: became, text, findings, language: language === 'und' ? null : language });
  }

  return async function serve(waiting: Waiting): Promise<void> {
    wishes.change(waiting.wish, { state: 'working' });
    try {
      settle(waiting, await describe(waiting));
    } catch (thrown) {
      settle(waiting, { error: toErrorRecord(thrown) });
    }
  };
}

const unreadable = new Set(['corrupt', 'unsupported-type', 'too-many-pixels', 'too-slow']);

/** Of a picture of a post the sentences speak of its server, which an uploaded one has none of. */
function reasonOf({ imageId }: Wish, { code = '', sentence }: ErrorRecord): Sentence {
  return imageId === null && unreadable.has(code) ? say('desk.unreadable') : sentence;
}
