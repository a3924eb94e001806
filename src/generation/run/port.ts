import type { MessagePort } from 'node:worker_threads';
import type { TaskMessage } from './events.ts';
import type { TaskSpec } from './spec.ts';
import type { HostReport, KnownImage, LookAlike, MediaRef, Recalled, RecallWish, SlotWish } from './tools.ts';

/**
 * What goes over the message port between a run in a thread and the process that owns the database. A port has no
 * back-pressure (a flooding thread once queued 890,000 messages), so events cost credits that the owner gives back.
 */
export const eventCredits = 64;

/** `beatMs`: how often the run says that it is alive. `canRead`: whether pictures are read here. */
export type Order<Spec = TaskSpec> = { spec: Spec; port: MessagePort; beatMs: number; canRead: boolean };

export type Questions = {
  known: { args: MediaRef[]; answer: KnownImage[] };
  lookAlikes: { args: { imageId: string; sha256: string; hash: string }; answer: LookAlike[] };
  smallPicture: { args: { imageId: string }; answer: string | null };
  recall: { args: RecallWish; answer: Recalled | null };
  siblingTexts: { args: { imageId: string }; answer: string[] };
  /**
   * Answered once there is a place at one of the hosts, with that host; with null where none of them has the model. Given
   * back by a `release` with the question's id. `atMost`: how many may be at a host at once, over all runs, to begin with.
   */
  slot: { args: SlotWish & { atMost: number }; answer: { host: string; room: number } | null };
};

export type FromRun =
  | { kind: 'event'; message: TaskMessage }
  | {
      [Name in keyof Questions]: { kind: 'question'; id: number; name: Name; args: Questions[Name]['args'] };
    }[keyof Questions]
  /** Asks for the text of a picture, of the process that the thread belongs to, wherever the rows are. */
  | { kind: 'read'; id: number; bytes: Uint8Array }
  | { kind: 'withdraw'; id: number }
  | { kind: 'release'; id: number; report: HostReport | null }
  | { kind: 'beat' };

/** What the process that owns the database answers. */
export type ToOwner = Exclude<FromRun, { kind: 'event' | 'read' | 'beat' }>;

export type ToRun =
  | { kind: 'answer'; id: number; value: unknown }
  | { kind: 'refusal'; id: number; reason: string }
  | { kind: 'credit' }
  | { kind: 'cancel' }
  /** Finish the pictures at the model and begin none. */
  | { kind: 'pause' };
