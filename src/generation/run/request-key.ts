import { createHash } from 'node:crypto';
import type { DescribeRequest } from '../../captioner/captioner.ts';
import type { Visibility } from '../../platforms/remote-post.ts';

/** Of the post of a picture, what tells who may read it. */
type Audience = { visibility: Visibility; uri: string };

/**
 * Tells whether a draft that was made earlier answers a question: of the same person's and for the same picture, model,
 * prompt and language it depends on these besides. A hash, so that her private words stand in no more places.
 */
export function requestKeyOf(request: DescribeRequest, post: Audience): string {
  const { length, optimalMinLength, optimalMaxLength, instructions, names, hint = null, previous = null } = request;
  const parts = [length, optimalMinLength, optimalMaxLength, instructions, names, hint, previous];
  const readers = readersOf(request, post);
  return createHash('sha256')
    .update(JSON.stringify([...parts, readers]))
    .digest('base64url')
    .slice(0, 22);
}

/** Who has read what the model was told of the post: its draft may repeat it, and is for nobody else. */
function readersOf({ postText, siblings }: DescribeRequest, { visibility, uri }: Audience): string {
  if (postText === null && siblings.length === 0) return 'everyone';
  // Each direct message has its own readers.
  if (visibility === 'direct') return uri;
  return visibility === 'private' ? 'followers' : 'everyone';
}
