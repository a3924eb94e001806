import { isDeepStrictEqual } from 'node:util';
import type { SandboxInstance } from '../../support/sandbox-instance/index.ts';
import type { Snapshot } from '../../support/sandbox-instance/snapshot.ts';
import type { Ground, Picture } from './ground.ts';
import { modelCalls } from './moments.ts';
import type { Decisions } from './person.ts';
import type { Witness } from './witness.ts';

export type Counts = {
  images: number;
  published: number;
  modelCalls: number;
  edits: number;
  lost: number;
  captionedTwice: number;
  publishedTwice: number;
  changedOtherwise: number;
};

export type Evidence = {
  ground: Pick<Ground, 'instances' | 'ollama' | 'pictures' | 'before'>;
  witness: Pick<Witness, 'keptAt' | 'keys'>;
  decisions: Decisions;
};
type Call = Ground['ollama']['log'][number];
type Edit = SandboxInstance['edits'][number];

/** Counts what went wrong from the logs of the far ends and from the posts as they stand there. */
export function countHarm({ ground, witness, decisions }: Evidence): Counts {
  const { instances, pictures, before } = ground;
  const calls = modelCalls(ground);
  requireSight(pictures, calls, witness.keys());
  const edits = instances.flatMap((instance) => instance.edits);
  return {
    images: pictures.length,
    published: pictures.filter(descriptionOf).length,
    modelCalls: calls.length,
    edits: edits.length,
    lost: pictures.filter((picture) => isLost(picture, decisions)).length,
    captionedTwice: pictures.flatMap((picture) => callsAfterDraft(picture, calls, witness)).length,
    publishedTwice: edits.filter(isForNothing).length,
    changedOtherwise: instances.reduce((sum, instance, at) => sum + changedOtherwise(instance, before[at] ?? {}), 0),
  };
}

/** A write of what stood there already, or of no description at all. */
function isForNothing({ alreadyHeldWantedText, before, after }: Edit): boolean {
  return alreadyHeldWantedText || isDeepStrictEqual(before, after);
}

function callsAfterDraft(picture: Picture, calls: Call[], witness: Evidence['witness']): Call[] {
  return calls.filter((call) => shows(call, picture) && call.at > witness.keptAt(picture.key));
}

const shows = ({ images }: Call, { sha256 }: Picture) => images.some((image) => image.sha256 === sha256);

/** A proof that could not tell the pictures apart would find nothing wrong, whatever happened. */
function requireSight(pictures: Picture[], calls: Call[], keptKeys: string[]): void {
  const strange = calls.filter((call) => call.images.length > 0 && !pictures.some((picture) => shows(call, picture)));
  const unknown = keptKeys.filter((key) => !pictures.some((picture) => picture.key === key));
  if (strange.length + unknown.length > 0) {
    throw new Error(`${strange.length} model calls and ${unknown.length} drafts are for no picture of this proof`);
  }
}

const descriptionOf = ({ instance, mediaId }: Picture) => instance.media(mediaId)?.description;

/** Everything here can be described and written, so every picture must end with words its person has asked for. */
function isLost(picture: Picture, decisions: Decisions): boolean {
  const stands = descriptionOf(picture);
  const decision = decisions.get(picture.key);
  if (!stands || !decision) return true;
  return decision.told === undefined ? !decision.asked.has(stands) : decision.told !== stands;
}

function changedOtherwise(instance: SandboxInstance, before: Snapshot): number {
  return instance.diff(before, instance.snapshot()).filter(({ otherwise }) => otherwise.length > 0).length;
}
