import type { OwnerEdit } from '../../support/sandbox-instance/post-controls.ts';
import type { Ground } from './ground.ts';
import type { Deed } from './plan.ts';

/** A post as it was made: its pictures in their first order. */
export type Posted = { id: string; mediaIds: readonly string[] };

/** A limit that nearly every description is over. */
const loweredLimit = 10;

/** Lets the deed happen, where there is still something to do it to. Answers whether the post was touched by it. */
export function happen(ground: Ground, { id, mediaIds }: Posted, { does, place, text }: Deed): boolean {
  const { sandbox } = ground;
  const isThere = id in sandbox.snapshot();
  const mediaId = mediaIds[place % mediaIds.length] ?? '';
  const edit = (change: () => OwnerEdit) => {
    if (isThere) sandbox.editAsOwner(id, change());
    return isThere;
  };
  switch (does) {
    case 'writes':
      return edit(() => ({ text }));
    case 'warns':
      return edit(() => ({ spoilerText: text, sensitive: true }));
    case 'marks':
      return edit(() => ({ sensitive: !sandbox.post(id).sensitive }));
    case 'describes':
      return edit(() => ({ descriptions: { [mediaId]: text } }));
    case 'removes':
      return edit(() => ({ mediaIds: withoutOne(sandbox.post(id).mediaIds, mediaId) }));
    case 'reorders':
      return edit(() => ({ mediaIds: [...sandbox.post(id).mediaIds].reverse() }));
    case 'deletes':
      if (isThere) sandbox.deletePost(id);
      return isThere;
    case 'revokes':
      sandbox.revokeToken(ground.token());
      return false;
    case 'limits':
      sandbox.setDescriptionLimit(loweredLimit);
      return false;
  }
}

/** The last picture stays: without it there would be nothing to look at. */
function withoutOne(mediaIds: string[], mediaId: string): string[] {
  return mediaIds.length > 1 ? mediaIds.filter((each) => each !== mediaId) : mediaIds;
}
