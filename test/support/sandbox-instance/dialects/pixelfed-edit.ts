import { applyDraft, codePoints, type Draft, draftOf, type StatusEdit, withText } from '../edit.ts';
import type { Media } from '../records.ts';
import { Refusal } from '../refusal.ts';
import { idsField, type RequestBody, textField } from '../request-body.ts';
import { mediaOf, type World } from '../world.ts';
import { cleanCaption, purify } from './purify.ts';

/** An answer to input that the validation does not take: in old versions with a status that is none of the client's. */
export type Invalid = (field: string, message: string) => Refusal;

/**
 * Pixelfed's edit of a post, which no client of descriptions should use: the caption is purified once more, the warning
 * goes where none is sent, pictures of an album that are not listed are deleted, an album without a list is an error,
 * `media_attributes` are ignored, and after ten entries of history there is none any more. It does tell other servers.
 */
export function editPixelfedStatus({ world, post, body }: StatusEdit) {
  if (post.history.length >= 10) throw new Refusal(400, 'You cannot edit your post more than 10 times.');
  const before = draftOf(world, post);
  const text = textField(body, 'status');
  const sensitive = body.fields.sensitive === undefined ? before.sensitive : Boolean(body.fields.sensitive);
  const draft: Draft = {
    ...withText(world, before, text === undefined ? '' : purify(text)),
    spoilerText: sensitive ? purify(textField(body, 'spoiler_text') ?? '') : '',
    sensitive,
    media: mediaFrom(before, idsField(body, 'media_ids')),
  };
  const gone = mediaOf(world, post).filter(({ id }) => !draft.media.some((kept) => kept.id === id));
  applyDraft(world, post, draft, { history: true });
  for (const { id } of gone) world.media.delete(id);
  return 'changed' as const;
}

/** The pictures of a post with one are never looked at. */
function mediaFrom(before: Draft, ids: string[] | undefined): Draft['media'] {
  if (before.media.length < 2) return before.media;
  if (!ids) throw new Refusal(500, 'Undefined array key "media_ids"');
  return ids.flatMap((id) => before.media.find((media) => media.id === id) ?? []);
}

export type MediaUpdate = { media: Media; body: RequestBody; world: World; invalid: Invalid; countWrite: () => void };

/**
 * PUT media of one's own picture, posted or not: seen here at once, told to nobody, and no edit. PHP reads no multipart
 * body of a PUT, so such a request takes the description away.
 */
export function updatePixelfedMedia({ media, body, world, invalid, countWrite }: MediaUpdate): void {
  const given = body.form === 'multipart' ? '' : (textField(body, 'description') ?? '').trim();
  const most = world.descriptionMax;
  if (most !== null && codePoints(given) > most) {
    throw invalid('description', `The description field must not be greater than ${most} characters.`);
  }
  countWrite();
  const caption = cleanCaption(given);
  if (caption !== (media.description ?? '')) media.description = caption;
}
