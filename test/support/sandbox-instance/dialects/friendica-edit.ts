import { applyDraft, type Draft, draftOf, mediaAttributes, type StatusEdit, withText } from '../edit.ts';
import type { Account, Media } from '../records.ts';
import { Refusal } from '../refusal.ts';
import { idsField, type RequestBody, textField } from '../request-body.ts';
import { mediaOf, type World } from '../world.ts';

/** What Friendica's source tells of a text: its formatting is gone. */
export function plainText(text: string): string {
  return text.replace(/\[\/?[a-z]+(=[^\]]*)?\]/gi, '').replace(/[*_`]/g, '');
}

/**
 * Friendica's edit of a post: the body is made anew, without the formatting, pictures that are not listed are deleted,
 * and other servers are not told, since the time of the edit is not set.
 */
export function editFriendicaStatus({ world, post, body }: StatusEdit) {
  const before = draftOf(world, post);
  const ids = idsField(body, 'media_ids') ?? [];
  const attributes = mediaAttributes(body);
  const draft: Draft = {
    ...withText(world, before, plainText(textField(body, 'status') ?? '')),
    spoilerText: textField(body, 'spoiler_text') ?? '',
    sensitive: body.fields.sensitive === true,
    language: textField(body, 'language') || before.language,
    media: before.media
      .filter(({ id }) => ids.includes(id))
      .map((media) => ({ ...media, description: describedBy(attributes, media) })),
  };
  const gone = mediaOf(world, post).filter(({ id }) => !ids.includes(id));
  applyDraft(world, post, draft, { history: false, quiet: true });
  for (const { id } of gone) world.media.delete(id);
  return 'changed' as const;
}

function describedBy(attributes: ReturnType<typeof mediaAttributes>, { id, description }: Draft['media'][number]) {
  const given = attributes.find((item) => item.id === id);
  return given ? (given.description ?? null) : description;
}

/**
 * PUT media: a file (`attach:`) is answered and left as it is; a photo of the account's album with this number goes
 * before the picture of a post with the same number; a picture of a post is described here and nowhere else.
 */
export function updateFriendicaMedia(media: Media, body: RequestBody, viewer: Account, world: World): void {
  if (media.id.startsWith('attach:')) return;
  const description = textField(body, 'description') ?? '';
  const photo = world.photos.get(media.id);
  if (photo?.accountId === viewer.id) {
    photo.description = description;
    return;
  }
  if (media.accountId !== viewer.id) throw new Refusal(404, 'Record not found');
  media.description = description;
}
