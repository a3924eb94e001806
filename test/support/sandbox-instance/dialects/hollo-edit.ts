import { applyDraft, type Draft, draftOf, mediaAttributes, type StatusEdit, withText } from '../edit.ts';
import { Refusal } from '../refusal.ts';
import { idsField, type RequestBody, textField } from '../request-body.ts';
import { zodRefusal } from './zod-refusal.ts';

/**
 * Hollo's edit: text, pictures and poll that are not sent stay, but the warning goes, `sensitive` falls to false, the
 * language to the owner's default, and without a text mentions and tags are cleared. Every edit, even an empty one, is
 * sent to all followers, whoever the post was for. No history, no `edited_at`.
 */
export function editHolloStatus({ world, post, body, viewer }: StatusEdit, knowsAttributes: boolean) {
  const status = textField(body, 'status');
  if (status === '') throw zodRefusal(422, 'status', 'String must contain at least 1 character(s)');
  const before = draftOf(world, post);
  const text = status === undefined ? { ...before, mentions: [], tags: [] } : withText(world, before, status);
  const draft: Draft = {
    ...text,
    spoilerText: textField(body, 'spoiler_text') ?? '',
    sensitive: readBoolean(body),
    language: textField(body, 'language') || viewer.defaultLanguage,
    media: mediaFrom({ world, post, body }, before, knowsAttributes),
  };
  applyDraft(world, post, draft, { history: false });
  if (post.visibility === 'direct') post.leakedToFollowers = true;
  return 'changed' as const;
}

type MediaRequest = Pick<StatusEdit, 'world' | 'post' | 'body'>;

function mediaFrom({ world, post, body }: MediaRequest, before: Draft, knowsAttributes: boolean): Draft['media'] {
  const attributes = knowsAttributes ? mediaAttributes(body) : [];
  const ids = idsField(body, 'media_ids') ?? before.media.map(({ id }) => id);
  return ids.map((id) => {
    const media = world.media.get(id);
    const taken = media?.attachedTo !== null && media?.attachedTo !== post.id;
    if (!media || taken) throw new Refusal(422, 'Media not found');
    const given = attributes.find((item) => item.id === id);
    return { id, description: given?.description ?? media.description, focus: { x: 0, y: 0 } };
  });
}

function readBoolean(body: RequestBody): boolean {
  const value = body.fields.sensitive ?? false;
  if (typeof value !== 'boolean') throw zodRefusal(422, 'sensitive', `Expected boolean, received ${typeof value}`);
  return value;
}
