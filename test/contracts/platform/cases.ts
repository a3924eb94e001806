import { it } from 'vitest';
import type { DescriptionChange, EditablePost, PreparedEdit } from '../../../src/platforms/platform.ts';
import type { NewPost } from '../../support/sandbox-instance/posting.ts';
import type { Differences } from '../differences.ts';
import { expectedOf } from '../platform-world.ts';
import type { Stage } from '../stage.ts';

/** One run of the contract: on what ground, for which family. */
export type Ground = {
  stage: () => Stage;
  differences: Differences;
  /** A real server cannot be made to fail, and has nobody else on it whom we may ask. */
  isSandbox: boolean;
};

/** A case that takes what only a sandbox can be made to do; named as not run where the server is a real one. */
export function inSandbox({ isSandbox }: Pick<Ground, 'isSandbox'>, name: string, play: () => Promise<void>): void {
  if (isSandbox) it(name, play);
  else it.skip(`${name} (not run: takes faults, limits or people that a real server does not give)`, () => {});
}

/** Thrown by a stage where its server gives an owner no way to do this. */
export class NotPossibleHere extends Error {}

/** A case on any server; where its owner cannot do by hand what it takes there, it is named as not run. */
export function onAnyServer(name: string, play: () => Promise<void>): void {
  it(name, async (context) => {
    try {
      await play();
    } catch (thrown) {
      if (!(thrown instanceof NotPossibleHere)) throw thrown;
      context.skip(`not run: ${thrown.message}`);
    }
  });
}

/** The contract's usual post: everything an edit could lose, two pictures to describe and one that its owner described. */
export const richPost: NewPost = {
  text: 'Morning *fog* & "quotes" <b> #harbour @alice\n\nSecond paragraph',
  spoilerText: 'weather & "moods"',
  sensitive: true,
  language: 'de',
  visibility: 'unlisted',
  media: [{ description: 'A lamp, by its owner' }, {}, { focus: { x: 0.25, y: -0.5 } }],
};
/** A post that needs one request to be described, on every server. */
export const onePicture: NewPost = { text: 'A single picture', media: [{}] };

export type Approved = {
  post: { id: string; mediaIds: string[] };
  editable: EditablePost;
  changes: DescriptionChange[];
  expected: ReturnType<typeof expectedOf>;
};

/** A new post, read, and the texts a person approved for its undescribed pictures. */
export async function approve(stage: Stage, given: NewPost, text: () => string = () => 'A pier in fog') {
  const { editedLanguage: language } = stage.differences;
  const post = await stage.createPost({ ...given, ...(given.language && { language }) });
  const editable = await stage.client.readForEdit(post.id);
  const undescribed = editable.post.media.filter(({ description }) => description === null);
  const changes = undescribed.map(({ id }) => ({ mediaId: id, description: text(), replaces: null }));
  return { post, editable, changes, expected: expectedOf(editable) };
}

/** The same, compared and ready to be written. */
export async function ready(stage: Stage, given: NewPost): Promise<Approved & { edit: PreparedEdit }> {
  const approved = await approve(stage, given);
  const { post, changes, expected } = approved;
  const prepared = await stage.client.prepareEdit(post.id, changes, expected);
  if (prepared.kind !== 'ready') throw new Error(`not ready: ${JSON.stringify(prepared)}`);
  return { ...approved, edit: prepared.edit };
}
