import type { Ground, Picture } from './ground.ts';
import type { Decisions } from './reviewer.ts';
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
  ground: Pick<Ground, 'instance' | 'ollama' | 'pictures' | 'before'>;
  witness: Pick<Witness, 'keptAt' | 'keys'>;
  decisions: Decisions;
};
type Call = Ground['ollama']['log'][number];

/** Counts what went wrong from the logs of the far ends and from the posts as they stand there. */
export function countHarm({ ground, witness, decisions }: Evidence): Counts {
  const { instance, ollama, pictures, before } = ground;
  const calls = ollama.log.filter(({ route }) => route === '/api/chat');
  requireSight(pictures, calls, witness.keys());
  const isAgain = (picture: Picture, call: Call) => shows(call, picture) && call.at > witness.keptAt(picture.key);
  const changes = instance.diff(before, instance.snapshot());
  return {
    images: pictures.length,
    published: pictures.filter((picture) => descriptionOf(ground, picture)).length,
    modelCalls: calls.length,
    edits: instance.edits.length,
    lost: pictures.filter((picture) => isLost(ground, picture, decisions)).length,
    captionedTwice: pictures.flatMap((picture) => calls.filter((call) => isAgain(picture, call))).length,
    publishedTwice: instance.edits.filter(({ alreadyHeldWantedText }) => alreadyHeldWantedText).length,
    changedOtherwise: changes.filter(({ otherwise }) => otherwise.length > 0).length,
  };
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

const descriptionOf = ({ instance }: Evidence['ground'], { mediaId }: Picture) => instance.media(mediaId)?.description;

/** Everything here can be described and written, so every picture must end with words its person has asked for. */
function isLost(ground: Evidence['ground'], picture: Picture, decisions: Decisions): boolean {
  const stands = descriptionOf(ground, picture);
  const decision = decisions.get(picture.key);
  if (!stands || !decision) return true;
  return decision.told === undefined ? !decision.asked.has(stands) : decision.told !== stands;
}
