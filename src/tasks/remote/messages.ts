import { z } from 'zod';
import { errorRecord, taskEvent } from '../../generation/run/events.ts';
import type { ToRun } from '../../generation/run/port.ts';
import type { TaskSpec } from '../../generation/run/spec.ts';

/** Raised when a web machine and a helper of two versions would misunderstand each other. */
export const protocol = 2;

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
  modelHosts: z
    .array(
      z.object({
        /** As the helper reaches it. */
        url: z.string(),
        /** Its name at the gate before all model hosts. */
        name: z.string(),
        /** Null while it does not answer. */
        models: z.array(visionModel).nullable(),
      }),
    )
    // An older helper says it otherwise; it is to be read as one of another version.
    .default([]),
  /** Pictures at each of its hosts at once to begin with. */
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

const ms = z.number();
const hostReport = z.union([
  z.object({ timings: z.object({ totalMs: ms, loadMs: ms, queueMs: ms, promptMs: ms, generateMs: ms }) }),
  z.object({ code: z.string() }),
]);

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
    ...{ ...question, name: z.literal('lookAlikes') },
    args: z.object({ imageId: z.string(), sha256: z.string(), hash: z.string() }),
  }),
  z.object({ ...{ ...question, name: z.literal('smallPicture') }, args: z.object({ imageId: z.string() }) }),
  z.object({ ...{ ...question, name: z.literal('siblingTexts') }, args: z.object({ imageId: z.string() }) }),
  z.object({
    ...{ ...question, name: z.literal('recall') },
    args: z.object({
      ...{ imageId: z.string(), sha256: z.string(), sameAs: z.array(z.string()) },
      ...{ language: z.string(), promptVersion: z.string(), requestKey: z.string() },
    }),
  }),
  z.object({
    ...{ ...question, name: z.literal('slot') },
    args: z.object({ hosts: z.array(z.string()), model: z.string(), atMost: z.number().int() }),
  }),
  z.object({ kind: z.literal('withdraw'), id: z.number().int() }),
  z.object({ kind: z.literal('release'), id: z.number().int(), report: hostReport.nullable() }),
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
