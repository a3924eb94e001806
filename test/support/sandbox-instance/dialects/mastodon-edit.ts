import {
  applyDraft,
  codePoints,
  type Draft,
  draftOf,
  mediaAttributes,
  type StatusEdit,
  sameDraft,
  withText,
} from '../edit.ts';
import { editedPoll } from '../poll-edit.ts';
import { Refusal } from '../refusal.ts';
import { idsField, textField } from '../request-body.ts';
import type { World } from '../world.ts';

/**
 * Mastodon's edit: every field it knows is handed over, so what the request omits is erased, except language, focus and
 * descriptions. All of it is one transaction, and an edit that changes nothing answers 200 and leaves no trace.
 */
export function editMastodonStatus(edit: StatusEdit, since: (version: string) => boolean) {
  const { world, post } = edit;
  const before = draftOf(world, post);
  const draft = draftFrom(edit, before, since);
  validate(world, draft);
  if (sameDraft(before, draft)) return 'unchanged';
  edit.countWrite();
  applyDraft(world, post, draft, { history: true });
  return 'changed';
}

function draftFrom(
  { world, post, body, viewer }: StatusEdit,
  before: Draft,
  since: (version: string) => boolean,
): Draft {
  const spoiler = textField(body, 'spoiler_text') ?? '';
  const text = textField(body, 'status') ?? '';
  // A blank text takes the content warning's words into the body: the warning is lost as a warning.
  const [newText, newSpoiler] = text.trim() ? [text, spoiler] : [spoiler, ''];
  return {
    ...withText(world, before, newText),
    spoilerText: newSpoiler,
    sensitive: body.fields.sensitive === true || body.fields.sensitive === 'true' || newSpoiler !== '',
    language: knownLanguage(textField(body, 'language')) ?? before.language,
    media: mediaFrom(world, { body, postId: post.id, accountId: viewer.id }, since),
    poll: editedPoll(world, before.poll, body.fields.poll),
  };
}

type MediaRequest = { body: StatusEdit['body']; postId: string; accountId: string };

function mediaFrom(world: World, { body, postId, accountId }: MediaRequest, since: (version: string) => boolean) {
  const ids = idsField(body, 'media_ids') ?? [];
  if (ids.length > 4) throw new Refusal(422, 'Cannot attach more than 4 files');
  const records = ids.map((id) => world.media.get(id));
  const usable = records.filter(
    (media) => media?.accountId === accountId && (media.attachedTo === null || media.attachedTo === postId),
  );
  if (usable.length < ids.length && since('4.3')) {
    const missing = ids.filter((id) => !usable.some((media) => media?.id === id));
    throw new Refusal(422, `Media ${missing.join(', ')} not found or already attached to another post`);
  }
  const attributes = since('4.1') ? mediaAttributes(body) : [];
  return usable.flatMap((media) => {
    if (!media) return [];
    const given = attributes.find(({ id }) => id === media.id);
    return {
      id: media.id,
      description: given?.description === undefined ? media.description : given.description,
      focus: given?.focus ?? { ...media.focus },
    };
  });
}

function validate(world: World, draft: Draft): void {
  for (const { description } of draft.media) {
    const refusal = descriptionTooLong(world, description);
    if (refusal) throw refusal;
  }
  const most = world.dialect.limits.characters;
  if (codePoints(draft.text) + codePoints(draft.spoilerText) > most) {
    throw new Refusal(422, `Validation failed: Text character limit of ${most} exceeded`);
  }
  if (!draft.text && draft.media.length === 0) throw new Refusal(422, "Validation failed: Text can't be blank");
  if (draft.poll && draft.media.length > 0 && !world.dialect.allowsPollWithMedia) {
    throw new Refusal(422, 'Cannot attach files to a post with a poll');
  }
}

export function descriptionTooLong(world: World, description: string | null): Refusal | null {
  const most = world.descriptionMax;
  if (most === null || codePoints(description ?? '') <= most) return null;
  return new Refusal(422, `Validation failed: Description is too long (maximum is ${most} characters)`);
}

/** Mastodon keeps the old language where the new one is not in its list. */
function knownLanguage(tag: string | undefined): string | undefined {
  return tag && /^[a-z]{2,3}(-[A-Za-z]{2,4})?$/.test(tag) ? tag : undefined;
}
