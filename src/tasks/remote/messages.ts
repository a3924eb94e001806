import { z } from 'zod';
import { errorRecord, taskEvent } from '../../generation/events.ts';
import type { ToRun } from '../../generation/port.ts';
import type { TaskSpec } from '../../generation/spec.ts';

/** Raised when a web machine and a helper of two versions would misunderstand each other. */
export const protocol = 1;

/** An order must have arrived within this time. */
export const orderLastsMs = 15 * 60_000;

const visionModel = z.object({
  name: z.string(),
  sizeBytes: z.number(),
  parameterSize: z.string(),
  family: z.string(),
  loaded: z.boolean(),
  isThinking: z.boolean(),
});

const site = {
  protocol: z.number(),
  /** As the helper reaches it; a key of the gate before model hosts. */
  modelHost: z.string(),
  models: z.array(visionModel),
  /** Pictures of one run at its host at once. */
  inFlight: z.number().int().min(1),
};

/** What a helper says of itself at every beat. */
export const announcement = z.object({
  ...site,
  id: z.string(),
  name: z.string(),
  version: z.string(),
  startedAt: z.number(),
  /** Counts up; when it stands still there is no helper behind it any more. */
  beat: z.number(),
  threads: z.number(),
  isDraining: z.boolean(),
  /** The attempts it works on, as the keys of their streams. */
  runs: z.array(z.string()),
});

export type Announcement = z.infer<typeof announcement>;

/** A helper holds a task's job and asks for the order. */
export const claim = z.object({ ...site, helperId: z.string(), taskId: z.string(), holder: z.string() });

export type Claim = z.infer<typeof claim>;

const question = { kind: z.literal('question'), id: z.number().int() };

/** What an attempt tells the web machine. */
export const fromHelper = z.union([
  z.object({
    kind: z.literal('event'),
    seq: z.number().int(),
    event: taskEvent,
    thumbnail: z.base64().exactOptional(),
  }),
  z.object({
    ...{ ...question, name: z.literal('known') },
    args: z.array(z.object({ postUri: z.string(), mediaId: z.string() })),
  }),
  z.object({
    ...{ ...question, name: z.literal('recall') },
    args: z.object({ sha256: z.string(), language: z.string() }),
  }),
  z.object({
    ...{ ...question, name: z.literal('slot') },
    args: z.object({ host: z.string(), atMost: z.number().int() }),
  }),
  z.object({ kind: z.enum(['withdraw', 'release']), id: z.number().int() }),
  /** Its thread ended without a word. */
  z.object({ kind: z.literal('died'), error: errorRecord }),
]);

export type FromHelper = z.infer<typeof fromHelper>;

/** What the web machine tells a helper: it decides, so its words are taken as they are. */
export const toHelper = z.custom<ToHelper>((value) => typeof value === 'object' && value !== null && 'kind' in value);

export type ToHelper =
  /** Fresh at every claim, and void after `expiresAtMs`, by the clock of Redis. */
  | { kind: 'order'; holder: string; expiresAtMs: number; spec: TaskSpec }
  /** There is nothing to do for a claim. */
  | { kind: 'nothing'; holder: string }
  /** For the run whose stream has this key. */
  | { kind: 'to-run'; run: string; message: ToRun };
