import { AppError } from '../lib/errors.ts';
import type { ChangedRetry, DescribeOptions } from './captioner.ts';
import type { Look } from './look.ts';

type Remaking = { how: 'smaller' | 'png'; reason: ChangedRetry };

/**
 * What a picture is made into for a server that could not take it as it was. There is no larger context for one that
 * did not fit: that would make the server load its model again, for this one picture and then back, and half the pixels
 * fit into the usual one.
 */
const remakings: Record<string, Remaking> = {
  'image-undecodable': { how: 'png', reason: 'picture-format' },
  'context-exceeded': { how: 'smaller', reason: 'context' },
  'request-too-large': { how: 'smaller', reason: 'too-large' },
  'out-of-memory': { how: 'smaller', reason: 'memory' },
};

/** Shows the picture, and once more in another making where the server could not take it and that may help. */
export async function showRemade(
  show: (image: Uint8Array) => Promise<Look>,
  image: Uint8Array,
  { remake, signal }: Pick<DescribeOptions, 'remake' | 'signal'>,
): Promise<Look> {
  try {
    return await show(image);
  } catch (thrown) {
    const remaking = thrown instanceof AppError ? remakings[thrown.code ?? ''] : undefined;
    if (!remaking || !remake || signal.aborted) throw thrown;
    // What cannot be made anew has the reason it had.
    const remade = await remake(remaking.how).catch(() => Promise.reject(thrown));
    return { ...(await show(remade)), changedRetry: remaking.reason };
  }
}
