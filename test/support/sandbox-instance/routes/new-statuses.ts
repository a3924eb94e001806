import { Hono } from 'hono';
import { requireUser } from '../authority.ts';
import { type NewPost, publish, upload } from '../posting.ts';
import type { Account, Media, Visibility } from '../records.ts';
import { idsField, type RequestBody, textField } from '../request-body.ts';
import type { Env, Sandbox } from '../sandbox.ts';
import { mediaJson, statusJson } from '../status-json.ts';
import type { World } from '../world.ts';

/** What a person posts from an app of hers, counted in the budget that edits count in. */
export function newStatusRoutes(sandbox: Sandbox): Hono<Env> {
  const { world, limiter } = sandbox;
  const routes = new Hono<Env>();

  routes.post('/api/v2/media', async (c) => {
    const owner = requireUser(sandbox, c, 'write:media', 'write:statuses');
    const media = await uploadFrom(world, owner, c.var.body);
    // snac calls an upload otherwise than the attachment that becomes of it.
    return c.json({ ...mediaJson(world, media), id: media.id });
  });

  routes.post('/api/v1/statuses', (c) => {
    const owner = requireUser(sandbox, c, 'write:statuses');
    const { body, visit } = c.var;
    limiter.write(visit);
    return c.json(statusJson(world, publish(world, owner, postFrom(body))));
  });

  return routes;
}

async function uploadFrom(world: World, owner: Account, body: RequestBody): Promise<Media> {
  const { file } = body.fields;
  if (!(file instanceof Blob)) throw world.dialect.errors.mediaNotFound();
  const [x, y] = (textField(body, 'focus') ?? '').split(',').map(Number);
  return upload(world, owner, {
    bytes: new Uint8Array(await file.arrayBuffer()),
    mimeType: file.type,
    description: textField(body, 'description') ?? null,
    ...(x !== undefined && y !== undefined && { focus: { x, y } }),
  });
}

function postFrom(body: RequestBody): NewPost {
  const spoilerText = textField(body, 'spoiler_text') ?? '';
  const language = textField(body, 'language');
  const inReplyToId = textField(body, 'in_reply_to_id');
  const { poll } = body.fields;
  const options =
    typeof poll === 'object' && poll && 'options' in poll && Array.isArray(poll.options) ? poll.options : [];
  return {
    text: textField(body, 'status') ?? '',
    spoilerText,
    sensitive: body.fields.sensitive === true || spoilerText !== '',
    ...(language !== undefined && { language }),
    ...(inReplyToId !== undefined && { inReplyToId }),
    visibility: (textField(body, 'visibility') ?? 'public') as Visibility,
    contentType: textField(body, 'content_type') === 'text/markdown' ? 'text/markdown' : 'text/plain',
    ...(options.length > 0 && { poll: { options: options.map(String) } }),
    media: (idsField(body, 'media_ids') ?? []).map((sameAs) => ({ sameAs })),
  };
}
