import type { NewMedia } from '../posting.ts';
import { hex } from '../random.ts';
import type { Account, Media } from '../records.ts';
import { Refusal } from '../refusal.ts';
import { type RequestBody, textField } from '../request-body.ts';
import type { World } from '../world.ts';
import { checkKeys, isOwn } from './pleroma-edit.ts';

/** A picture in a post is a copy of an upload. Ids are small numbers; what has none is shown under an invented one. */
export function withUpload(media: Media, given: NewMedia, world: World): Media {
  const fileName = `${media.key.slice(0, 8)}.${media.mimeType.split('/')[1]}`;
  const byDefault = world.settings.defaultDescription === 'filename' ? fileName : '';
  const description = media.description ?? byDefault;
  const isInvented = given.inventedId !== undefined;
  const invented = Number.parseInt(hex(world.random, 8), 16) | 0;
  const key = given.inventedId === 'taken' ? hex(world.random, 32) : media.key;
  return {
    ...media,
    id: String(isInvented ? invented : 100_000 + world.idsMade),
    description,
    focus: { x: 0, y: 0 },
    upload: given.inventedId === 'unknown' ? null : { description, key },
  };
}

/** The upload as GET and PUT /media/:id show it, which is not what its post shows. */
export function uploadOf(media: Media): Media {
  return { ...media, ...media.upload };
}

/** Whether there is such an upload; others' are not shown. */
export function readUpload(media: Media, viewer: Account): boolean {
  if (media.upload && !isOwn(media, viewer)) throw accessDenied();
  return Boolean(media.upload);
}

/** Describes the upload, and no post shows it before it is edited. The limit counts at the upload only. */
export function updateUpload(media: Media, body: RequestBody, viewer: Account, world: World): void {
  if (!readUpload(media, viewer)) throw world.dialect.errors.mediaNotFound();
  checkKeys(world, body, ['file', 'description', 'focus', 'thumbnail']);
  const description = textField(body, 'description');
  if (description !== undefined && media.upload) media.upload.description = description;
}

export function accessDenied(): Refusal {
  return new Refusal(403, 'Access denied');
}

/** A picture of a post or an upload: no focus, a gif is an image, and its own address counts as the remote one too. */
export function pleromaMedia(
  { meta, preview_remote_url: _none, ...json }: Record<string, unknown>,
  media: Media,
): object {
  const { width, height, mimeType } = media;
  return {
    ...json,
    type: json.type === 'gifv' ? 'image' : json.type,
    remote_url: json.url,
    text_url: json.url,
    description: media.description ?? '',
    pleroma: { mime_type: mimeType },
    ...(width > 0 && { meta: { original: { width, height, aspect: width / height } } }),
  };
}
