import { createHash } from 'node:crypto';
import type { DescribeRequest } from '../captioner/captioner.ts';

/**
 * Tells whether a draft that was made earlier answers a question: of the same person's and for the same picture, model,
 * prompt and language it depends on these besides. A hash, so that her private words stand in no more places.
 */
export function requestKeyOf(request: DescribeRequest): string {
  const { length, optimalMinLength, optimalMaxLength, instructions, names, hint = null, previous = null } = request;
  const parts = [length, optimalMinLength, optimalMaxLength, instructions, names, hint, previous];
  return createHash('sha256').update(JSON.stringify(parts)).digest('base64url').slice(0, 22);
}
