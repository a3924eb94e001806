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
import type { Media, Post } from '../records.ts';
import { Refusal } from '../refusal.ts';
import { idsField, type RequestBody, textField } from '../request-body.ts';
import type { World } from '../world.ts';

/**
 * GoToSocial's edit: text, warning, pictures and poll that are not sent are erased, `sensitive` falls to false, the
 * language to the account's default, and nothing to do is an error. The new description is never measured, the old one
 * always.
 */
export function editGotosocialStatus(edit: StatusEdit) {
  const { world, post } = edit;
  const before = draftOf(world, post);
  const draft = draftFrom(edit, before);
  if (codePoints(draft.text) + codePoints(draft.spoilerText) > world.dialect.limits.characters) {
    throw badRequest(`text with spoiler exceed max chars (${world.dialect.limits.characters})`);
  }
  if (!draft.text && draft.media.length === 0 && !draft.poll) {
    throw badRequest('no status text, media or poll provided');
  }
  if (sameDraft(before, draft)) throw new Refusal(422, 'Unprocessable Entity: status was not changed');
  applyDraft(world, post, draft, { history: true });
  return 'changed' as const;
}

function draftFrom({ world, post, body, viewer }: StatusEdit, before: Draft): Draft {
  return {
    ...withText(world, before, textField(body, 'status') ?? ''),
    spoilerText: textField(body, 'spoiler_text') ?? '',
    sensitive: readBoolean(body, 'sensitive'),
    language: readLanguage(textField(body, 'language')) ?? viewer.defaultLanguage,
    contentType: contentType(body) ?? before.contentType,
    media: mediaFrom(world, post, viewer.id, body),
    poll: editedPoll(world, before.poll, body.fields.poll),
  };
}

function mediaFrom(world: World, post: Post, accountId: string, body: RequestBody): Draft['media'] {
  const ids = idsField(body, 'media_ids') ?? [];
  const attributes = mediaAttributes(body);
  const stray = attributes.find(({ id }) => !ids.includes(id));
  if (stray) throw badRequest(`media not found: ${stray.id}`);
  if (ids.length > world.dialect.limits.mediaPerPost) {
    throw badRequest(`too many media attachments: max ${world.dialect.limits.mediaPerPost}`);
  }
  return ids.map((id) => {
    const media = world.media.get(id);
    if (media?.accountId !== accountId) throw badRequest(`media not found: ${id}`);
    checkOldState(world, media, post);
    const given = attributes.find((item) => item.id === id);
    // An item without a description counts as one with an empty description.
    const description = given ? given.description || null : media.description;
    return { id, description, focus: given?.focus ?? { ...media.focus } };
  });
}

function checkOldState(world: World, media: Media, post: Post): void {
  if (media.attachedTo !== null && media.attachedTo !== post.id) {
    throw badRequest(`media already attached to status: ${media.id}`);
  }
  const length = codePoints(media.description ?? '');
  const most = world.descriptionMax ?? 1500;
  if (length > most) throw badRequest(`media description exceeds max chars (${most})`);
  if (length < world.descriptionMin)
    throw badRequest(`media description less than min chars (${world.descriptionMin})`);
}

/** Forms carry words, JSON must carry a real boolean. */
function readBoolean(body: RequestBody, name: string): boolean {
  const value = body.fields[name] ?? false;
  if (typeof value === 'boolean') return value;
  if (body.form !== 'json' && (value === 'true' || value === 'false')) return value === 'true';
  throw badRequest(`json: cannot unmarshal string into Go struct field ${name} of type bool`);
}

const languageNames = new Intl.DisplayNames(['en'], { type: 'language', fallback: 'none' });

function readLanguage(tag: string | undefined): string | null {
  if (!tag) return null;
  const name = /^[a-z]{2,3}(-[a-z0-9]+)*$/i.test(tag) ? languageNames.of(tag.split('-')[0] ?? '') : undefined;
  if (!name) throw badRequest('language: tag is not well-formed or contains unknown subtag');
  return tag;
}

function contentType(body: RequestBody): Post['contentType'] | null {
  const value = textField(body, 'content_type');
  if (!value) return null;
  if (value === 'text/plain' || value === 'text/markdown') return value;
  throw badRequest(`status content type ${value} not recognized`);
}

function badRequest(reason: string): Refusal {
  return new Refusal(400, `Bad Request: ${reason}`);
}
