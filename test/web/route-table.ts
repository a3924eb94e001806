import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { images, posts, publications } from '../../db/schema.ts';
import { insertTask } from '../../db/tasks.ts';
import { requestOf } from '../../src/generation/request.ts';
import { defaultSettings } from '../../src/generation/settings.ts';
import { addConnection } from '../support/people.ts';
import type { TestWeb } from '../support/web.ts';
import { reviewRoutes } from './review-routes.ts';

/** The status each of them gets. `nobody` is not signed in. */
export type Expected = { alice: number; bob: number; charlie: number; nobody: number };

export type RouteExpectation = Expected & {
  /** The address to ask for where the pattern has parameters: everything in it belongs to Bob. */
  path?: (scene: Scene) => string;
  fields?: Record<string, string> | ((scene: Scene) => Record<string, string>);
};

/** What stands in the database when a route is asked. */
export type Scene = TestWeb & {
  bobsConnectionId: string;
  bobsTaskId: string;
  bobsImageId: string;
  bobsPostId: string;
  bobsPublicationId: string;
  /** A picture that Bob tries out; it waits at a desk that is closed. */
  bobsWishId: string;
};

const instance = {
  origin: 'https://social.example',
  domain: 'social.example',
  software: 'mastodon',
  version: '4.3.0',
  family: 'mastodon',
  title: 'Social',
  descriptionLimit: 1500,
  descriptionMinimum: 0,
  maxMediaAttachments: 4,
};

/** Gives Bob something of everything that routes name by an id. */
export function furnish(web: TestWeb): Scene {
  const account = { instance, accountId: '1', handle: 'bob@social.example' };
  const { id: bobsConnectionId } = addConnection(web.parts.db, web.bob.user.id, account);
  const owner = { userId: web.bob.user.id, connectionId: bobsConnectionId };
  const bobsTaskId = 'task-of-bob';
  insertTask(web.parts.db, { id: bobsTaskId, ...owner, priority: 10, settings: {}, model: 'gemma3:4b' }, 0);
  return { ...web, bobsConnectionId, bobsTaskId, bobsWishId: addWish(web), ...addPicture(web, owner) };
}

function addWish({ parts: { desk }, bob }: TestWeb): string {
  const request = requestOf(defaultSettings, { language: 'en', text: '', isSensitive: false, siblings: [] });
  const errand = {
    picture: { bytes: new Uint8Array() },
    postLanguage: null,
    request,
    model: null,
    settle: () => 'drafted' as const,
  };
  const wish = desk.ask({ userId: bob.user.id, imageId: null, errand });
  wish.picture = { thumbnail: new Uint8Array([82, 73, 70, 70]), width: 1, height: 1, thumbhash: '' };
  return wish.id;
}

/** A picture with its thumbnail, in a post that is to be written. */
function addPicture({ parts: { db, pictures } }: TestWeb, owner: { userId: string; connectionId: string }) {
  const post = { id: 'post-of-bob', remoteId: '1', uri: 'https://social.example/1', url: 'https://social.example/1' };
  const words = { text: 'Miso', spoilerText: '', isSensitive: false, isReply: false, hasPoll: false };
  const { connectionId } = owner;
  db.insert(posts)
    .values({ ...post, ...words, connectionId, visibility: 'public', postedAt: 0, seenAt: 0 })
    .run();
  const image = { id: 'image-of-bob', postId: post.id, mediaId: '1', position: 0, type: 'image' as const };
  db.insert(images)
    .values({ ...image, ...owner, postedAt: 0, createdAt: 0, updatedAt: 0 })
    .run();
  mkdirSync(dirname(pictures.path(image.id)), { recursive: true });
  writeFileSync(pictures.path(image.id), 'RIFF');
  const publication = { id: 'publication-of-bob', postId: post.id, notBefore: 0, createdAt: 0 };
  db.insert(publications)
    .values({ ...publication, ...owner })
    .run();
  return { bobsImageId: image.id, bobsPostId: post.id, bobsPublicationId: publication.id };
}

const everybody = (status: number): Expected => ({ alice: status, bob: status, charlie: status, nobody: status });
/** For any signed-in person; others are shown the way in (pages) or refused (deeds). */
const page = (status = 200): Expected => ({ ...everybody(status), nobody: 303 });
const deed = (status = 303): Expected => ({ ...everybody(status), nobody: 401 });
/** Bob's own: for everybody else, the administrator as well, it does not exist. */
const bobsPage: Expected = { alice: 404, bob: 200, charlie: 404, nobody: 303 };
const bobsDeed: Expected = { alice: 404, bob: 303, charlie: 404, nobody: 401 };
const adminPage: Expected = { alice: 200, bob: 404, charlie: 404, nobody: 303 };
const adminDeed = (status = 303): Expected => ({ alice: status, bob: 404, charlie: 404, nobody: 401 });

const withBobsConnection = ({ bobsConnectionId }: Scene) => ({ connectionId: bobsConnectionId });
const bobsCaptionSettings = ({ bobsConnectionId }: Scene) => `/settings/connections/${bobsConnectionId}`;

const ofBobsConnection = ({ bobsConnectionId }: Scene) => `/connections/${bobsConnectionId}/removal`;
const ofBobsWatching = ({ bobsConnectionId }: Scene) => `/connections/${bobsConnectionId}/watching`;
const ofBobsEdits = ({ bobsConnectionId }: Scene) => `/connections/${bobsConnectionId}/edits`;
const setUpToken = 'no-such-token';

/** Bob's, and an administrator's. */
function bobsRunDeed(deed: string): RouteExpectation {
  return { ...bobsDeed, alice: 303, path: ({ bobsTaskId }) => `/tasks/${bobsTaskId}/${deed}` };
}

/** Every route of the app and whom it answers how. A new route needs a line here. */
export const routeTable: Record<string, RouteExpectation> = {
  'GET /livez': everybody(200),
  'GET /readyz': everybody(200),
  'GET /favicon.svg': everybody(200),
  'GET /assets/*': { ...everybody(200), path: () => '/assets/css/base.css' },

  'GET /set-up/:token': { ...everybody(404), path: () => `/set-up/${setUpToken}` },
  'POST /set-up/:token': { ...everybody(404), path: () => `/set-up/${setUpToken}` },
  'GET /sign-in': { ...everybody(303), nobody: 200 },
  'POST /sign-in': everybody(422),
  'GET /invitations/:token': { ...everybody(404), path: () => '/invitations/no-such-token' },
  'POST /invitations/:token': { ...everybody(404), path: () => '/invitations/no-such-token' },

  'GET /': page(),
  'POST /sign-out': deed(),
  'GET /notices': page(),
  'POST /notices/read': deed(),
  'GET /settings': page(),
  'GET /settings/quiet-hours': page(),
  'POST /settings/quiet-hours': deed(),
  'POST /settings/password': deed(422),
  'POST /settings/language': { ...deed(), fields: { language: 'en' } },
  'POST /settings/sessions/others/removal': deed(),
  'POST /settings/sessions/:id/removal': {
    ...bobsDeed,
    path: ({ bob }) => `/settings/sessions/${bob.sessionId}/removal`,
  },

  'GET /connections': page(),
  'GET /connections/new': page(),
  'GET /connections/callback': page(422),
  'POST /connections': deed(422),
  'POST /connections/tokens': deed(422),
  'POST /connections/active': {
    ...bobsDeed,
    fields: ({ bobsConnectionId }) => ({ connectionId: bobsConnectionId }),
  },
  'GET /connections/:id/removal': { ...bobsPage, path: ofBobsConnection },
  'POST /connections/:id/removal': { ...bobsDeed, path: ofBobsConnection },

  'GET /connections/:id': { ...bobsPage, path: ({ bobsConnectionId }) => `/connections/${bobsConnectionId}` },
  'GET /connections/:id/edits': { ...bobsPage, path: ofBobsEdits },
  'POST /connections/:id/edits': { ...bobsDeed, path: ofBobsEdits },
  'POST /connections/:id/edits/removal': { ...bobsDeed, path: (scene) => `${ofBobsEdits(scene)}/removal` },
  // His server is not there to be read.
  'GET /posts/:postId/by-hand': { ...bobsPage, path: ({ bobsPostId }) => `/posts/${bobsPostId}/by-hand` },
  'POST /posts/:postId/by-hand': {
    ...{ ...bobsDeed, bob: 422 },
    path: ({ bobsPostId }) => `/posts/${bobsPostId}/by-hand`,
  },

  'GET /connections/:id/watching': { ...bobsPage, path: ofBobsWatching },
  'POST /connections/:id/watching': { ...bobsDeed, bob: 422, path: ofBobsWatching },

  'GET /generate': page(),
  'POST /generate/preview': { ...bobsDeed, bob: 422, fields: withBobsConnection },
  'GET /try': page(),
  'POST /try': deed(422),
  'GET /try/:id': { ...bobsPage, path: ({ bobsWishId }) => `/try/${bobsWishId}` },
  'GET /try/:id/picture': { ...bobsPage, path: ({ bobsWishId }) => `/try/${bobsWishId}/picture` },
  'POST /try/:id/removal': { ...bobsDeed, path: ({ bobsWishId }) => `/try/${bobsWishId}/removal` },
  'GET /tasks': page(),
  'POST /tasks': { ...bobsDeed, bob: 422, fields: withBobsConnection },
  'GET /tasks/:id': { ...bobsPage, path: ({ bobsTaskId }) => `/tasks/${bobsTaskId}` },
  'POST /tasks/:id/cancellation': bobsRunDeed('cancellation'),
  'POST /tasks/:id/hold': bobsRunDeed('hold'),
  'POST /tasks/:id/continuation': bobsRunDeed('continuation'),
  'POST /tasks/:id/precedence': bobsRunDeed('precedence'),
  'GET /pictures/:imageId': { ...bobsPage, path: ({ bobsImageId }) => `/pictures/${bobsImageId}` },
  'GET /events': page(404),
  'GET /settings/connections/:id': { ...bobsPage, path: bobsCaptionSettings },
  'POST /settings/connections/:id': { ...bobsDeed, bob: 422, path: bobsCaptionSettings },
  'POST /settings/connections/:id/defaults': {
    ...bobsDeed,
    path: (scene) => `${bobsCaptionSettings(scene)}/defaults`,
  },

  ...reviewRoutes,

  'POST /admin/models/pulls': adminDeed(422),
  'POST /admin/models/trust': adminDeed(422),
  'POST /admin/models/pulls/cancellation': adminDeed(),
  'GET /admin/members': adminPage,
  'POST /admin/members/invitations': { ...adminDeed(200), fields: { role: 'member' } },
  'POST /admin/members/invitations/:id/removal': {
    ...adminDeed(),
    path: () => '/admin/members/invitations/any/removal',
  },
  'POST /admin/members/:id/reset-link': {
    ...adminDeed(200),
    path: ({ bob }) => `/admin/members/${bob.user.id}/reset-link`,
  },
  'GET /admin/members/:id/removal': { ...adminPage, path: ({ bob }) => `/admin/members/${bob.user.id}/removal` },
  'POST /admin/members/:id/removal': { ...adminDeed(), path: ({ bob }) => `/admin/members/${bob.user.id}/removal` },
  'GET /admin/limits': adminPage,
  'POST /admin/limits': { ...adminDeed(), fields: { picturesPerDay: '500' } },
  'POST /admin/allowed-hosts': { ...adminDeed(), fields: { host: 'nas.local:8080' } },
};
