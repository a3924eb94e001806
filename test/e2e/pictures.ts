import type { NewMedia } from '../support/sandbox-instance/posting.ts';

let made = 0;

/** A picture like none before: a window of a photograph, moved on by a few pixels each time. */
export function newPicture(): NewMedia {
  made += 1;
  const variation = { left: made * 7, top: made * 7, width: 400, height: 300, mirrored: false, upsideDown: false };
  return { photo: 'hubble_deep_field', variation: { ...variation, hueDegrees: made * 40, brightness: 1 } };
}
