import { NotPossibleHere } from '../contracts/platform/cases.ts';
import { VISIBILITIES } from '../support/sandbox-instance/note-json.ts';
import type { NewMedia } from '../support/sandbox-instance/posting.ts';
import type { OwnersHand, ShownPost } from './hand.ts';
import { pictureFile } from './picture.ts';
import type { Ask, Json } from './wire.ts';

type File = { id: string; type: string; comment: string | null; isSensitive: boolean; url: string };

/** The owner's hand where the server speaks Misskey's API: notes cannot be edited there, only deleted. */
export function misskeyHand(ask: Ask, origin: string, token: string): OwnersHand {
  const call = (path: string, body: object) => ask('POST', `/api/${path}`, { i: token, ...body });

  async function upload({ description }: NewMedia, isSensitive: boolean): Promise<string> {
    const form = new FormData();
    const fields = {
      i: token,
      isSensitive: String(isSensitive),
      force: 'true',
      ...(description && { comment: description }),
    };
    for (const [name, value] of Object.entries(fields)) form.set(name, value);
    form.set('file', pictureFile(), 'picture.jpg');
    const file = await ask('POST', '/api/drive/files/create', form);
    if (!file) throw new Error('the server took no picture');
    return String(file.id);
  }

  return {
    async owner() {
      const user = await call('i', {});
      return { id: String(user?.id), username: String(user?.username) };
    },
    async post({ text, spoilerText, sensitive = false, visibility = 'public', poll, media = [] }) {
      const fileIds = [];
      for (const each of media) fileIds.push(await upload(each, sensitive));
      const made = await call('notes/create', {
        ...{ text: text || null, cw: spoilerText || null, visibility: VISIBILITIES[visibility], fileIds },
        ...(poll && { poll: { choices: poll.options } }),
      });
      const note = made?.createdNote as Json | undefined;
      if (!note) throw new Error('the server took no note');
      return { id: String(note.id), mediaIds: fileIds, url: `${origin}/notes/${note.id}` };
    },
    async edit(_id, { descriptions = {}, ...others }) {
      if (Object.keys(others).length > 0) throw new NotPossibleHere('notes cannot be edited on this server');
      for (const [fileId, comment] of Object.entries(descriptions))
        await call('drive/files/update', { fileId, comment });
    },
    async remove(noteId) {
      const note = await call('notes/show', { noteId });
      await call('notes/delete', { noteId });
      for (const { id: fileId } of filesOf(note)) await call('drive/files/delete', { fileId });
    },
    async read(noteId) {
      const note = await call('notes/show', { noteId });
      return note && stateOf(note);
    },
  };
}

function filesOf(note: Json | null): File[] {
  return Array.isArray(note?.files) ? note.files : [];
}

function stateOf(note: Json): ShownPost {
  const media = filesOf(note).map(({ id, type, comment, isSensitive, url }) => ({
    ...{ id, type, description: comment?.trim() ? comment : null, focus: { isSensitive }, key: url },
  }));
  const { text, cw, visibility, replyId, poll, tags, mentions, fileIds } = note;
  return { ...{ text, spoilerText: cw, visibility, inReplyToId: replyId, poll, tags, mentions, fileIds }, media };
}
