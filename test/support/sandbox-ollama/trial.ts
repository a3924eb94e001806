import { createHash } from 'node:crypto';
import { trialPicture } from '../../../src/captioner/engines/trial.ts';

/** The picture that Altwright shows a model before it is trusted. */
export const trialPictureSha256 = createHash('sha256').update(trialPicture).digest('hex');

const encoded = Buffer.from(trialPicture).toString('base64');

const messagesOf = (body: object): { images?: unknown }[] =>
  'messages' in body && Array.isArray(body.messages) ? body.messages : [];

/** Whether a request asks for more than to load a model. */
export const showsAnything = (body: object): boolean => messagesOf(body).length > 0;

export function shownIn(body: object): 'nothing' | 'trial' | 'more' {
  const isTrial = messagesOf(body).some(({ images }) => Array.isArray(images) && images.includes(encoded));
  if (isTrial) return 'trial';
  return showsAnything(body) ? 'more' : 'nothing';
}
