import { setTimeout as sleep } from 'node:timers/promises';
import type { Capabilities } from '../../src/platforms/platform.ts';
import { NotPossibleHere } from '../contracts/platform/cases.ts';
import type { OwnerEdit } from '../support/sandbox-instance/post-controls.ts';
import type { NewMedia, NewPost } from '../support/sandbox-instance/posting.ts';
import type { OwnersHand, ShownPost } from './hand.ts';
import { pictureFile } from './picture.ts';
import type { Ask, Json } from './wire.ts';

type Attachment = {
  id: string;
  type: string;
  description: string | null;
  url: string | null;
  meta?: { focus?: object };
};
const pollForMs = 86_400;
const whileProcessingMs = 500;

/** The owner's hand where the server speaks the Mastodon API. */
export function mastodonHand(ask: Ask, mode: Capabilities['mode']): OwnersHand {
  const statusOf = (id: string) => ask('GET', `/api/v1/statuses/${encodeURIComponent(id)}`);
  const sourceOf = (id: string) => ask('GET', `/api/v1/statuses/${encodeURIComponent(id)}/source`);

  async function read(id: string): Promise<ShownPost | null> {
    const status = await statusOf(id);
    const source = status && (await sourceOf(id));
    return status && stateOf(status, source);
  }

  return {
    read,
    async owner() {
      const account = await ask('GET', '/api/v1/accounts/verify_credentials');
      return { id: String(account?.id), username: String(account?.username) };
    },
    async post(given) {
      const ids = [];
      for (const media of given.media ?? []) ids.push(await uploadPicture(ask, media));
      const status = await ask('POST', '/api/v1/statuses', bodyOf(given, ids));
      if (!status) throw new Error('the server took no post');
      const mediaIds = attachmentsOf(status).map((media) => media.id);
      return { id: String(status.id), mediaIds, url: String(status.url ?? status.uri) };
    },
    async edit(id, change) {
      if (mode === 'mediaOnly' || mode === 'mediaThenStatus') await describe(ask, change);
      if (mode === 'mediaOnly') return refuseOtherChanges(change);
      const [status, source] = [await statusOf(id), await sourceOf(id)];
      if (!status || !source) throw new Error(`there is no post ${id} to edit`);
      await ask('PUT', `/api/v1/statuses/${encodeURIComponent(id)}`, editOf(status, source, change));
    },
    async remove(id) {
      await ask('DELETE', `/api/v1/statuses/${encodeURIComponent(id)}`);
    },
  };
}

async function uploadPicture(ask: Ask, { description, focus }: NewMedia): Promise<string> {
  const form = new FormData();
  form.set('file', pictureFile(), 'picture.jpg');
  if (description != null) form.set('description', description);
  if (focus) form.set('focus', `${focus.x},${focus.y}`);
  const made = await ask('POST', '/api/v2/media', form);
  if (!made) throw new Error('the server took no picture');
  const id = String(made.id);
  for (let media: Json | null = made; media && media.url === null; ) {
    await sleep(whileProcessingMs);
    media = await ask('GET', `/api/v1/media/${encodeURIComponent(id)}`);
  }
  return id;
}

function bodyOf({ text, spoilerText, sensitive, language, visibility, contentType, poll }: NewPost, ids: string[]) {
  return {
    ...{ status: text, media_ids: ids },
    ...(spoilerText !== undefined && { spoiler_text: spoilerText }),
    ...(sensitive !== undefined && { sensitive }),
    ...(language && { language }),
    ...(visibility && { visibility }),
    ...(contentType && { content_type: contentType }),
    ...(poll && { poll: { options: poll.options, expires_in: pollForMs } }),
  };
}

async function describe(ask: Ask, { descriptions = {} }: OwnerEdit): Promise<void> {
  for (const [id, description] of Object.entries(descriptions)) {
    await ask('PUT', `/api/v1/media/${encodeURIComponent(id)}`, { description });
  }
}

function refuseOtherChanges({ descriptions: _described, ...others }: OwnerEdit): void {
  if (Object.keys(others).length > 0) throw new NotPossibleHere('posts are edited only on the pages of this server');
}

function editOf(status: Json, source: Json, change: OwnerEdit) {
  const ids = change.mediaIds ?? attachmentsOf(status).map(({ id }) => id);
  const text = change.text ?? String(source.text ?? '');
  const attributes = Object.entries(change.descriptions ?? {}).map(([id, description]) => ({ id, description }));
  return {
    ...(text !== '' && { status: text }),
    spoiler_text: change.spoilerText ?? String(source.spoiler_text ?? ''),
    sensitive: change.sensitive ?? status.sensitive === true,
    ...(typeof status.language === 'string' && { language: status.language }),
    ...(typeof source.content_type === 'string' && { content_type: source.content_type }),
    media_ids: ids,
    ...(attributes.length > 0 && { media_attributes: attributes }),
  };
}

function attachmentsOf({ media_attachments: media }: Json): Attachment[] {
  return Array.isArray(media) ? media : [];
}

function stateOf(status: Json, source: Json | null): ShownPost {
  const media = attachmentsOf(status).map(({ id, type, description, url, meta }) => ({
    ...{ id, type, description: description?.trim() ? description : null, focus: meta?.focus ?? null, key: url ?? '' },
  }));
  const { content, spoiler_text: spoilerText, sensitive, language, visibility, in_reply_to_id: inReplyToId } = status;
  const { mentions, tags, poll } = status;
  const typed = {
    text: source?.text ?? null,
    typedWarning: source?.spoiler_text ?? null,
    format: source?.content_type ?? null,
  };
  const rest = { content, spoilerText, sensitive, language, visibility, inReplyToId, mentions, tags, poll, ...typed };
  return { ...rest, media };
}
