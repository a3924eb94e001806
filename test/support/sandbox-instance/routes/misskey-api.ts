import { Hono } from 'hono';
import { fileEditEntries } from '../edits-log.ts';
import { misskeyViewer, requireMisskeyUser } from '../misskey-authority.ts';
import { invalidParam, misskeyRefusal } from '../misskey-refusal.ts';
import { fileJson, noteJson, userJson } from '../note-json.ts';
import { listNotes } from '../note-listing.ts';
import type { Account, Media, Post } from '../records.ts';
import { type RequestBody, textField } from '../request-body.ts';
import type { Env, Sandbox } from '../sandbox.ts';
import { stateOf } from '../snapshot.ts';
import { maySee, type World } from '../world.ts';

/** Misskey's API: every endpoint is a POST with a JSON body, and says 405 to a GET. */
export function misskeyApiRoutes(sandbox: Sandbox): Hono<Env> {
  const { world } = sandbox;
  const routes = new Hono<Env>();

  if (world.dialect.misskey?.hasMastodonShim) {
    for (const version of ['v1', 'v2']) {
      routes.all(`/api/${version}/*`, (c) => c.json({ error: 'The access token is invalid' }, 401));
    }
  }

  routes.post('/api/meta', (c) => {
    const { origin, dialect } = world;
    const facts = { maintainerName: null, langs: [], maxNoteTextLength: dialect.limits.characters };
    return c.json({
      name: 'Sandbox',
      uri: origin,
      version: dialect.version,
      repositoryUrl: `https://git.example/its-people/${dialect.software}`,
      ...facts,
      ...dialect.misskey?.meta(world),
    });
  });

  routes.post('/api/i', (c) => {
    const account = requireMisskeyUser(sandbox, c, 'read:account');
    return c.json({ ...userJson(world, account), email: null, emailVerified: true });
  });

  routes.post('/api/users/notes', (c) => {
    const viewer = misskeyViewer(sandbox, c);
    return c.json(listNotes(world, viewer, c.var.body).map((post) => noteJson(world, post)));
  });

  routes.post('/api/notes/show', (c) => {
    const viewer = misskeyViewer(sandbox, c);
    const post = world.posts.get(idField(c.var.body, 'noteId'));
    if (!post) throw noSuchNote();
    return c.json(maySee(viewer, post) ? noteJson(world, post) : hidden(noteJson(world, post)));
  });

  routes.post('/api/drive/files/update', (c) => {
    const viewer = requireMisskeyUser(sandbox, c, 'write:drive');
    const media = ownFile(world, idField(c.var.body, 'fileId'), viewer);
    const users = [...world.posts.values()].filter(({ mediaIds }) => mediaIds.includes(media.id));
    const before = users.map((post) => stateOf(world, post));
    updateFile(world, media, users, viewer, c.var.body);
    const after = users.map((post) => stateOf(world, post));
    const comment = textField(c.var.body, 'comment') ?? null;
    sandbox.edits.push(...fileEditEntries(world.clock.now(), { mediaId: media.id, comment }, before, after));
    return c.json(
      fileJson(
        world,
        media,
        users.some(({ sensitive }) => sensitive),
      ),
    );
  });

  routes.get('/api/*', (c) => c.body(null, 405));
  routes.all('/api/*', () => {
    const id = '2ca3b769-540a-4f08-9dd5-b5a825b6d0f1';
    throw misskeyRefusal(404, 'UNKNOWN_API_ENDPOINT', 'Unknown API endpoint.', id);
  });
  return routes;
}

function idField(body: RequestBody, name: string): string {
  const value = textField(body, name);
  if (value === undefined || !/^[a-z0-9]+$/i.test(value))
    throw invalidParam(`#/properties/${name}`, 'must match format');
  return value;
}

function noSuchNote() {
  return misskeyRefusal(400, 'NO_SUCH_NOTE', 'No such note.', '24fcbfc6-2e37-42b6-8388-c29b3861a08d');
}

/** A note for others is shown as a shell. */
function hidden(note: object): object {
  return { ...note, text: null, cw: null, fileIds: [], files: [], isHidden: true };
}

function ownFile(world: World, fileId: string, viewer: Account): Media {
  const media = world.media.get(fileId);
  if (!media) {
    throw misskeyRefusal(400, 'NO_SUCH_FILE', 'No such file.', 'e7778c7e-3af9-49cd-9690-6dbc3e6c972d');
  }
  if (media.accountId !== viewer.id) {
    throw misskeyRefusal(400, 'ACCESS_DENIED', 'Access denied.', '01a53b27-82fc-445b-a0c1-b558465a8ed2');
  }
  return media;
}

/** Only the given keys change. The file changes, and with it every post that shows it; other servers hear nothing. */
function updateFile(world: World, media: Media, users: Post[], viewer: Account, { fields }: RequestBody): void {
  const { comment, isSensitive } = fields;
  if (comment !== undefined && comment !== null) {
    if (typeof comment !== 'string') throw invalidParam('#/properties/comment/type', 'must be string');
    const refusal = world.dialect.misskey?.refusesLength(comment, world.descriptionMax ?? Number.POSITIVE_INFINITY);
    if (refusal) throw refusal;
  }
  if (isSensitive === false && viewer.alwaysSensitive) {
    const message = 'This feature is restricted by your role.';
    throw misskeyRefusal(400, 'RESTRICTED_BY_ROLE', message, '7f59dccb-f465-75ab-5cf4-3ce44e3282f7');
  }
  if (comment !== undefined) media.description = comment;
  if (typeof isSensitive === 'boolean') for (const post of users) post.sensitive = isSensitive;
}
