import { Hono } from 'hono';
import { requireMisskeyUser } from '../misskey-authority.ts';
import { invalidParam, misskeyRefusal } from '../misskey-refusal.ts';
import { fileJson, noteJson, VISIBILITIES } from '../note-json.ts';
import { publish, upload } from '../posting.ts';
import type { Visibility } from '../records.ts';
import { idsField, textField } from '../request-body.ts';
import type { Env, Sandbox } from '../sandbox.ts';
import { removePost } from './statuses.ts';

/** What a person posts, and takes away again, from an app of hers on a server with Misskey's API. */
export function newNoteRoutes(sandbox: Sandbox): Hono<Env> {
  const { world } = sandbox;
  const routes = new Hono<Env>();
  /** There the file is sensitive; the sandbox keeps that with the note. */
  const sensitive = new Set<string>();

  routes.post('/api/drive/files/create', async (c) => {
    const owner = requireMisskeyUser(sandbox, c, 'write:drive');
    const { body } = c.var;
    const { file } = body.fields;
    if (!(file instanceof Blob)) throw invalidParam('#/required', "must have required property 'file'");
    const bytes = new Uint8Array(await file.arrayBuffer());
    const media = upload(world, owner, { bytes, mimeType: file.type, description: textField(body, 'comment') || null });
    if (textField(body, 'isSensitive') === 'true') sensitive.add(media.id);
    return c.json(fileJson(world, media, sensitive.has(media.id)));
  });

  routes.post('/api/notes/create', (c) => {
    const owner = requireMisskeyUser(sandbox, c, 'write:notes');
    const { body } = c.var;
    const fileIds = idsField(body, 'fileIds') ?? [];
    const isCalled = (name: string) => textField(body, 'visibility') === name;
    const visibility = (Object.entries(VISIBILITIES).find(([, name]) => isCalled(name))?.[0] ?? 'public') as Visibility;
    const { poll } = body.fields;
    const choices =
      typeof poll === 'object' && poll && 'choices' in poll && Array.isArray(poll.choices) ? poll.choices : [];
    const post = publish(world, owner, {
      ...{ text: textField(body, 'text') ?? '', spoilerText: textField(body, 'cw') ?? '', visibility },
      sensitive: fileIds.some((id) => sensitive.has(id)),
      ...(choices.length > 0 && { poll: { options: choices.map(String) } }),
      media: fileIds.map((sameAs) => ({ sameAs })),
    });
    return c.json({ createdNote: noteJson(world, post) });
  });

  routes.post('/api/notes/delete', (c) => {
    const owner = requireMisskeyUser(sandbox, c, 'write:notes');
    const post = world.posts.get(textField(c.var.body, 'noteId') ?? '');
    if (post?.accountId !== owner.id) {
      throw misskeyRefusal(400, 'NO_SUCH_NOTE', 'No such note.', '490be23f-8c1f-4796-819f-94cb4f9d1630');
    }
    removePost(world, post);
    return c.body(null, 204);
  });

  return routes;
}
