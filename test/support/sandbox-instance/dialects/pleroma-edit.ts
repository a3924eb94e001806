import { applyDraft, codePoints, type Draft, draftOf, type StatusEdit, sameDraft, withText } from '../edit.ts';
import type { Account, Media, Post, Upload } from '../records.ts';
import { Refusal } from '../refusal.ts';
import { idsField, type RequestBody, textField } from '../request-body.ts';
import type { World } from '../world.ts';

const KNOWN_KEYS = ['status', 'media_ids', 'poll', 'sensitive', 'spoiler_text', 'content_type', 'to'];

/**
 * The edit of Pleroma and Akkoma: everything that is not sent is wiped, and without a text it breaks. The post embeds a
 * fresh copy of each upload in `media_ids`; what leads to no upload of the author's is left out without a word. The poll
 * stays whatever is sent. What changes nothing leaves no history, but other servers are told all the same.
 */
export function editPleromaStatus(edit: StatusEdit, how: { makesEnglish: boolean }) {
  const { world, post, body, application } = edit;
  checkKeys(world, body);
  const text = textField(body, 'status');
  if (text === undefined) throw new Refusal(500, { errors: { detail: 'Internal server error' } });
  const before = draftOf(world, post);
  const uploads = uploadsIn(edit);
  const draft: Draft = {
    ...withText(world, before, text.trim()),
    spoilerText: textField(body, 'spoiler_text') ?? '',
    sensitive: [true, 'true', '1', 1].includes(body.fields.sensitive as string),
    language: how.makesEnglish ? 'en' : before.language,
    contentType: contentType(body),
    media: uploads.map(({ media, upload }) => ({
      id: media.id,
      description: upload.description,
      focus: { x: 0, y: 0 },
    })),
  };
  validate(world, draft);
  if (sameDraft(before, draft) && application === (post.application ?? 'Web')) {
    post.federatedUpdates++;
    return 'unchanged';
  }
  applyDraft(world, post, draft, { history: true });
  for (const { media, upload } of uploads) media.key = upload.key;
  Object.assign(post, { application, withoutSource: undefined });
  return 'changed';
}

/** What the post would say of its pictures after this edit: whatever the uploads say. */
export function descriptionsFromUploads(body: RequestBody, world: World) {
  return (idsField(body, 'media_ids') ?? []).flatMap((id) => {
    const upload = world.media.get(id)?.upload;
    return upload ? { id, description: upload.description } : [];
  });
}

/** Unless this release drops what it does not know. */
export function checkKeys(world: World, body: RequestBody, known = KNOWN_KEYS): void {
  const unknown = Object.keys(body.fields).find((key) => !known.includes(key));
  if (unknown && world.settings.unknownKeys === 'refused') throw new Refusal(400, `Unexpected field: ${unknown}.`);
}

function uploadsIn({ world, body, viewer }: StatusEdit): { media: Media; upload: Upload }[] {
  return (idsField(body, 'media_ids') ?? []).flatMap((id) => {
    const media = world.media.get(id);
    return media?.upload && isOwn(media, viewer) ? { media, upload: media.upload } : [];
  });
}

export function isOwn(media: Media, viewer: Account): boolean {
  return media.accountId === viewer.id;
}

/** Whatever goes wrong on the way through the pipeline, the answer is this. */
function validate(world: World, { text, spoilerText, media }: Draft): void {
  const isEmpty = !text && !spoilerText && media.length === 0;
  const isTooLong = codePoints(text) + codePoints(spoilerText) > world.dialect.limits.characters;
  if (isEmpty || isTooLong) throw new Refusal(400, 'internal_server_error');
}

/** A post without a type, or with one that is not allowed, is plain text from then on. */
function contentType(body: RequestBody): Post['contentType'] {
  return textField(body, 'content_type') === 'text/markdown' ? 'text/markdown' : 'text/plain';
}
