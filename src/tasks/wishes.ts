import type { Clock } from '../lib/clock.ts';
import { AppError } from '../lib/errors.ts';
import { type Sentence, say } from '../lib/sentence.ts';
import type { Hub, News } from '../progress/hub.ts';
import type { Draft } from './errand.ts';

/**
 * One picture that somebody wants described while she looks on. Lives in memory alone: what a wish came to is a draft
 * in the rows, or, of an uploaded picture, nothing at all.
 */
export type Wish = {
  id: string;
  userId: string;
  /** The picture of a post that is to be described again; null for one that was uploaded. */
  imageId: string | null;
  /** `kept`: the draft is among the picture's texts only, since its person has written or decided meanwhile. */
  state: 'waiting' | 'working' | 'drafted' | 'kept' | 'failed' | 'cancelled';
  /** The one that describes: where the wanted one is not here any more, another. */
  model: string | null;
  /** The model's text, once there is one. */
  text: string;
  /** The one it is asked for in; null where that is not known. */
  language: string | null;
  /** What the quality rules say of that text. */
  findings: Draft['findings'];
  /** Why it failed. */
  reason: Sentence | null;
  /** Of an uploaded picture, as soon as it is prepared. */
  picture: { thumbnail: Uint8Array<ArrayBuffer>; width: number; height: number; thumbhash: string } | null;
  /** When somebody last looked. */
  seenAtMs: number;
  endedAtMs: number | null;
};

export type Wishes = ReturnType<typeof createWishes>;

const mostOfPerson = 2;
/** Uploaded pictures wait in memory. */
const mostOfAll = 20;
/** What is shown of wishes that are over. */
const mostEndedOfPerson = 10;
const keepEndedMs = 3_600_000;
const keepUploadedMs = 600_000;

/** The wishes that are open or whose end is still shown, in the order of asking; who looks on hears what becomes of them. */
export function createWishes({ clock, hub }: { clock: Clock; hub: Hub }) {
  const wishes = new Map<string, Wish>();
  const isOpen = ({ endedAtMs }: Wish) => endedAtMs === null;
  const ofPerson = (userId: string) => [...wishes.values()].filter((wish) => wish.userId === userId);

  function requireRoom(userId: string): void {
    if (ofPerson(userId).filter(isOpen).length >= mostOfPerson) {
      throw new AppError('validation', say('desk.tooManyOwn', { most: mostOfPerson }), { code: 'too-many' });
    }
    if ([...wishes.values()].filter(isOpen).length >= mostOfAll) {
      throw new AppError('validation', say('desk.tooMany'), { code: 'too-many' });
    }
  }

  function tell({ id: wishId, userId, imageId }: Wish, news: News = { kind: 'wish', wishId, imageId }): void {
    hub.publish(imageId === null ? `wish:${wishId}` : `user:${userId}`, news);
  }

  return {
    /** Throws `too-many`. */
    add(own: Pick<Wish, 'id' | 'userId' | 'imageId' | 'language'>): Wish {
      requireRoom(own.userId);
      const ended = ofPerson(own.userId).filter((wish) => !isOpen(wish));
      for (const { id } of ended.slice(0, Math.max(0, ended.length - mostEndedOfPerson + 1))) wishes.delete(id);
      const nothing = { model: null, text: '', findings: [], reason: null, picture: null, endedAtMs: null };
      const wish: Wish = { ...own, ...nothing, state: 'waiting', seenAtMs: clock.now() };
      wishes.set(wish.id, wish);
      tell(wish);
      return wish;
    },
    change(wish: Wish, change: Partial<Wish>): void {
      Object.assign(wish, change);
      tell(wish);
    },
    end(wish: Wish, change: Partial<Wish> & Pick<Wish, 'state'>): void {
      Object.assign(wish, change, { endedAtMs: clock.now() });
      hub.forgetWords(wish.id);
      tell(wish);
    },
    sayWords(wish: Wish, text: string): void {
      tell(wish, { kind: 'words', taskId: wish.id, imageId: wish.imageId ?? wish.id, text });
    },
    find: (id: string) => wishes.get(id),
    /** The last one of a picture of theirs. */
    ofImage: (userId: string, imageId: string) => ofPerson(userId).findLast((wish) => wish.imageId === imageId),
    open: () => [...wishes.values()].filter(isOpen),
    uploaded: () => [...wishes.values()].filter(({ imageId }) => imageId === null),
    /** Forgets the ended ones that nobody can still want to see. */
    forgetOld(): void {
      const nowMs = clock.now();
      for (const { id, imageId, endedAtMs, seenAtMs } of wishes.values()) {
        if (endedAtMs === null) continue;
        const isOld = imageId === null ? nowMs - seenAtMs > keepUploadedMs : nowMs - endedAtMs > keepEndedMs;
        if (isOld) wishes.delete(id);
      }
    },
  };
}
