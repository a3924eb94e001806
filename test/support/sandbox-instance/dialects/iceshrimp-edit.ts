import { applyDraft, codePoints, type Draft, draftOf, mediaAttributes, type StatusEdit, withText } from '../edit.ts';
import { editedPoll } from '../poll-edit.ts';
import type { Media } from '../records.ts';
import { Refusal } from '../refusal.ts';
import { idsField, textField } from '../request-body.ts';
import type { World } from '../world.ts';

/**
 * Iceshrimp.NET's edit: text, warning, pictures and poll that are not sent are gone; mark and language stay whatever is
 * sent. Descriptions are written to the files first, for every post that uses them, and stand even when the rest is
 * refused; one that is listed without a description loses it. Each call is a new edit, whether it changes something or not.
 */
export function editIceshrimpStatus(edit: StatusEdit) {
  const { world, post, body, viewer } = edit;
  const text = textField(body, 'status');
  const files = (idsField(body, 'media_ids') ?? []).flatMap((id) => world.media.get(id) ?? []);
  if (text === undefined && files.length === 0 && !body.fields.poll) {
    throw new Refusal(400, 'Posts must have text, media or poll');
  }
  describeFiles(world, files, edit);
  if (files.some(({ accountId }) => accountId !== viewer.id)) {
    throw new Refusal(422, 'Refusing to create note with files belonging to someone else');
  }
  const draft = draftFrom(edit, files);
  if (codePoints(draft.text) + codePoints(draft.spoilerText) > world.dialect.limits.characters) {
    throw new Refusal(
      422,
      `Text & content warning cannot exceed ${world.dialect.limits.characters} characters in total`,
    );
  }
  applyDraft(world, post, draft, { history: true });
  return 'changed' as const;
}

function describeFiles(world: World, files: Media[], { body }: StatusEdit): void {
  for (const { id, description } of mediaAttributes(body)) {
    const file = files.find((media) => media.id === id);
    if (!file) continue;
    file.description = description ?? null;
    // A changed row lies at the end.
    world.media.delete(id);
    world.media.set(id, file);
  }
}

/** The files keep their order where they are the same ones. */
function draftFrom({ world, post, body }: StatusEdit, files: Media[]): Draft {
  const before = draftOf(world, post);
  const text = textField(body, 'status') ?? '';
  const isSame =
    [...post.mediaIds].sort().join() ===
    files
      .map(({ id }) => id)
      .sort()
      .join();
  const media = files.map(({ id, description, focus }) => ({ id, description, focus }));
  return {
    ...withText(world, before, text.trim() ? text : ''),
    spoilerText: (textField(body, 'spoiler_text') ?? '').trim(),
    media: isSame ? before.media : media,
    poll: editedPoll(world, before.poll, body.fields.poll),
  };
}
