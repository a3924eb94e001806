import type { ImageRow } from '../../db/decisions.ts';
import type { DescriptionChange, PlatformClient, RemotePost } from '../platforms/platform.ts';
import { isAmong } from '../platforms/safe-edit/compare.ts';
import { cleanDescription } from '../platforms/text.ts';

/** What the post shall hold for an image. Empty takes a text away that stood nowhere before. */
export function wantedText(image: ImageRow): string {
  return cleanDescription((image.putsBack ? (image.putBackText ?? image.originalDescription) : image.text) ?? '');
}

/** What is believed to stand in the post and may be replaced: our own text, or one the person agreed to replace. */
function believedText(image: ImageRow): string | null {
  return image.putsBack ? cleanDescription(image.text ?? '') : image.replacedText;
}

export type Plan = {
  changes: DescriptionChange[];
  /** No longer in the post. */
  missing: ImageRow[];
  /** Somebody described it meanwhile: `theirs` stands there. */
  foreign: { image: ImageRow; theirs: string }[];
};

/** Compares the images to write with the post as it is now. */
export function planWrite(images: ImageRow[], post: RemotePost, keeps?: PlatformClient['keeps']): Plan {
  const plan: Plan = { changes: [], missing: [], foreign: [] };
  for (const image of images) {
    const media = post.media.find(({ id }) => id === image.mediaId);
    if (!media) {
      plan.missing.push(image);
      continue;
    }
    const [description, replaces, theirs] = [wantedText(image), believedText(image), media.description ?? ''];
    const mayReplace = theirs === '' || isAmong(theirs, [description, replaces ?? ''], keeps);
    const { mediaId, putsBack } = image;
    if (mayReplace) plan.changes.push({ mediaId, description, replaces, putsBack });
    else plan.foreign.push({ image, theirs });
  }
  return plan;
}
