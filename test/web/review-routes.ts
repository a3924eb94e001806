import type { Expected, RouteExpectation, Scene } from './route-table.ts';

const people = (alice: number, bob: number, charlie: number, nobody: number): Expected => ({
  ...{ alice, bob, charlie, nobody },
});
const page = people(200, 200, 200, 303);
const bobsPage = people(404, 200, 404, 303);
const bobsDeed = (status = 303) => people(404, status, 404, 401);
const adminPage = people(200, 404, 404, 303);

const image = (deed: string) => ({ path: ({ bobsImageId }: Scene) => `/images/${bobsImageId}${deed}` });
const warning = { path: ({ bobsConnectionId }: Scene) => `/connections/${bobsConnectionId}/publishing-warning` };
const publication = (deed: string) => ({
  path: ({ bobsPublicationId }: Scene) => `/publications/${bobsPublicationId}/${deed}`,
});
/** What an administrator does with anybody's run. */
const onBobsRun = (deed: string): RouteExpectation => ({
  ...people(303, 404, 404, 401),
  path: ({ bobsTaskId }) => `/admin/tasks/${bobsTaskId}/${deed}`,
});
const text = { fields: { text: 'A cat.', expectedRevision: '0' } };

/** The routes of deciding and publishing. Bob's picture has only been found, so some deeds come too early for it. */
export const reviewRoutes: Record<string, RouteExpectation> = {
  'GET /inbox': page,
  'GET /tasks/:id/review': { ...bobsPage, path: ({ bobsTaskId }) => `/tasks/${bobsTaskId}/review` },
  'POST /approvals': {
    ...bobsDeed(),
    fields: ({ bobsConnectionId }) => ({ shownAt: '0', connectionId: bobsConnectionId }),
  },

  'GET /images/:id': { ...bobsPage, ...image('') },
  'GET /images/:id/correction': { ...bobsPage, ...image('/correction') },
  'POST /images/:id/caption': { ...bobsDeed(), ...image('/caption'), ...text },
  'POST /images/:id/approval': { ...bobsDeed(), ...image('/approval'), ...text },
  'POST /images/:id/approval/removal': { ...bobsDeed(422), ...image('/approval/removal') },
  'POST /images/:id/rejection': { ...bobsDeed(), ...image('/rejection') },
  'POST /images/:id/post-dismissal': { ...bobsDeed(), ...image('/post-dismissal') },
  'POST /images/:id/post-dismissal/removal': { ...bobsDeed(), ...image('/post-dismissal/removal') },
  'POST /images/:id/decorative': { ...bobsDeed(), ...image('/decorative') },
  'POST /images/:id/correction': { ...bobsDeed(422), ...image('/correction'), ...text },
  'POST /images/:id/put-back': { ...bobsDeed(422), ...image('/put-back') },
  'POST /images/:id/conflict/theirs': { ...bobsDeed(422), ...image('/conflict/theirs') },
  'POST /images/:id/conflict/mine': { ...bobsDeed(422), ...image('/conflict/mine') },
  'POST /images/:id/versions/:versionId/put-back': { ...bobsDeed(404), ...image('/versions/none/put-back') },
  'POST /images/:id/versions/:versionId/restoration': { ...bobsDeed(404), ...image('/versions/none/restoration') },

  'GET /images/:id/wish': { ...bobsPage, ...image('/wish') },
  'POST /images/:id/wish': { ...bobsDeed(), ...image('/wish') },
  'POST /images/:id/wish/removal': { ...bobsDeed(), ...image('/wish/removal') },

  'GET /connections/:id/publishing-warning': { ...bobsPage, ...warning },
  'POST /connections/:id/publishing-warning': { ...bobsDeed(), ...warning },
  'GET /publications': page,
  'POST /posts/:postId/publication': { ...bobsDeed(), path: ({ bobsPostId }) => `/posts/${bobsPostId}/publication` },
  'POST /publications/:id/removal': { ...bobsDeed(), ...publication('removal') },
  'POST /publications/:id/put-back': { ...bobsDeed(422), ...publication('put-back') },
  'POST /publications/:id/retry': { ...bobsDeed(), ...publication('retry') },

  'GET /admin': adminPage,
  'GET /admin/figures': adminPage,
  'POST /admin/tasks/:id/cancellation': onBobsRun('cancellation'),
  'POST /admin/tasks/:id/hold': onBobsRun('hold'),
  'POST /admin/tasks/:id/continuation': onBobsRun('continuation'),
  'POST /admin/tasks/:id/precedence': onBobsRun('precedence'),
};
